import type { BoardLine } from '$backend/bindings';
import { clockText, dueState, dueText, type DueState } from '$design/time';
import { words } from '$text/shell';

/** Where the update or promise that comes first in an incident stands, or null where none was promised. */
export function updateState(incident: BoardLine, now: number): DueState | null {
  const [next] = incident.countdowns;
  return next ? dueState(next.at - now, incident.soon) : null;
}

/** Those that are late, the one that is longest overdue first. */
const overdue = (waited: BoardLine[], now: number) =>
  waited
    .filter((incident) => updateState(incident, now) === 'overdue')
    .toSorted((a, b) => (a.countdowns[0]?.at ?? 0) - (b.countdowns[0]?.at ?? 0));

/** One sentence about all that is late, or null. */
export function lateSentence(waited: BoardLine[], now: number): { text: string; worst: BoardLine } | null {
  const late = overdue(waited, now);
  const worst = late[0];
  const next = worst?.countdowns[0];
  if (!worst || !next) return null;
  const by = clockText(now - next.at);
  const one = next.audience === null ? words.promiseOverdue : words.updateOverdue;
  return { worst, text: late.length === 1 ? one(worst.label, by) : words.updatesOverdue(late.length, worst.label, by) };
}

/** What the window is called: what is late, else the most pressing incident, which Rust puts first, whatever is open inside. */
export function titleOf(waited: BoardLine[], now: number): string {
  const shown = overdue(waited, now)[0] ?? waited[0];
  if (!shown) return words.product;
  const severity = shown.severity?.name ?? words.unclassified;
  const [next] = shown.countdowns;
  if (!next) return words.windowTitle(shown.label, severity, null);
  const [left, what] = [next.at - now, next.audience === null ? words.promise : words.update];
  return words.windowTitle(shown.label, severity, { what, text: dueText(left), late: left < 0 });
}
