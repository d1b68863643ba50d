import type { SyncView, WaitingView } from '$backend/bindings';
import { utcTime } from '$design/time';
import { words } from '$text/sync';

/** What the chip says: one line, perhaps a second, and how much it asks for a look. */
export interface ChipWords {
  text: string;
  more?: string;
  tone: 'plain' | 'warn' | 'bad';
  glyph: 'alone' | 'synced' | 'syncing' | 'off' | 'attention' | 'restart';
}

/** What has been on its way for less than this is not worth a change of the chip: most takes a few milliseconds. */
const BRIEF = 2_000;

/** A hub in good order has shown by then that it holds what has just come. */
const PROMPT = 30_000;

const named = words.chip;

export function chipWords(view: SyncView, now: number): ChipWords {
  const since = view.since === null ? null : utcTime(view.since);
  if (view.next !== null) return { text: named.restart, more: view.next, tone: 'warn', glyph: 'restart' };
  switch (view.state) {
    case 'alone':
      return { text: named.alone, tone: 'plain', glyph: 'alone' };
    case 'synced':
      return { text: named.synced, tone: 'plain', glyph: 'synced' };
    case 'syncing': {
      const oldest = view.list[0]?.since;
      if (oldest === undefined && view.unproven !== null) {
        const age = now - view.unproven;
        if (view.last !== null && age < BRIEF) return { text: named.synced, tone: 'plain', glyph: 'synced' };
        if (view.last !== null || age >= PROMPT)
          return {
            text: named.comparing,
            ...(age < PROMPT ? {} : { more: named.unproven(utcTime(view.unproven)) }),
            tone: 'plain',
            glyph: 'syncing'
          };
      }
      if (oldest === undefined) return { text: named.connecting, tone: 'plain', glyph: 'syncing' };
      if (view.last !== null && now - oldest < BRIEF) return { text: named.synced, tone: 'plain', glyph: 'synced' };
      return { text: named.syncing(view.waiting), tone: 'plain', glyph: 'syncing' };
    }
    case 'offline':
      return {
        text: named.offline(view.waiting),
        ...(since === null ? {} : { more: named.noAnswer(since) }),
        tone: 'warn',
        glyph: 'off'
      };
    case 'unreachable':
      return { text: named.unreachable(since ?? ''), tone: 'warn', glyph: 'off' };
    case 'needs_attention': {
      const parts = [attention(view), ...(view.waiting ? [named.queued(view.waiting)] : [])];
      return { text: named.attention, more: parts.join(', '), tone: 'bad', glyph: 'attention' };
    }
  }
}

function attention(view: SyncView): string {
  if (view.kept_back.length) return named.notTaken(view.kept_back.length);
  if (asked(view)) return named.held(view.held.length);
  if (lost(view)) return named.setAside(lost(view));
  return accused(view) ? named.findings : named.refused;
}

/** Whether all that asks for attention is what others wrote and the hub holds. */
export const asked = (view: SyncView): boolean =>
  view.held.length > 0 &&
  view.why === null &&
  view.kept_back.length === 0 &&
  lost(view) === 0 &&
  !view.findings.some((one) => one.grave);

/** How many entries the hub has cut that nobody here has looked at. */
const lost = (view: SyncView): number => view.set_aside.reduce((sum, one) => sum + one.entries, 0);

/** Whether all that asks for attention is what the hub did. */
export const accused = (view: SyncView): boolean =>
  view.kept_back.length === 0 && lost(view) === 0 && view.findings.some((one) => one.grave);

export const waitsAsText = (one: WaitingView, now: (at: number) => string): string =>
  `${one.title}: ${words.entries(one.entries)} (${now(one.since)})`;

/** The list as text, for a message to whoever looks after the hub. */
export function asText(view: SyncView, now: (at: number) => string): string {
  return words.list([
    ...view.kept_back.map((one) => `${one.title}: ${one.why} (${now(one.since)})`),
    ...view.set_aside.map((one) => `${one.title}: ${words.cut(one.entries)} (${now(one.since)})`),
    ...view.set_aside.flatMap((one) => one.says.map((said) => `${one.title}: ${said}`)),
    ...view.set_aside.flatMap((one) => one.left.map((left) => `${one.title}: ${left.text} (${left.why})`)),
    ...view.findings.map((one) => `${one.title}: ${one.text} (${now(one.since)})`),
    ...view.list.map((one) => waitsAsText(one, now))
  ]);
}
