import type { BoardLine } from '$backend/bindings';
import { clockText, dueState, dueText, type DueState } from '$design/time';
import { words } from '$text/shell';

/** Where the update or promise that comes first in an incident stands, or null where none was promised. */
export function updateState(incident: BoardLine, now: number): DueState | null {
  const [next] = incident.countdowns;
  return next ? dueState(next.at - now, incident.soon) : null;
}

/** One sentence about all that is late, or null. Rust puts the one that is longest overdue first. */
export function lateSentence(active: BoardLine[], now: number): { text: string; worst: BoardLine } | null {
  const late = active.filter((incident) => updateState(incident, now) === 'overdue');
  const worst = late[0];
  const next = worst?.countdowns[0];
  if (!worst || !next) return null;
  const by = clockText(now - next.at);
  const one = next.audience === null ? words.promiseOverdue : words.updateOverdue;
  return { worst, text: late.length === 1 ? one(worst.label, by) : words.updatesOverdue(late.length, worst.label, by) };
}

/** What the window is called: the most pressing incident, which Rust puts first, whatever is open inside. */
export function titleOf(active: BoardLine[], now: number): string {
  const shown = active[0];
  if (!shown) return words.product;
  const severity = shown.severity?.name ?? words.unclassified;
  const [next] = shown.countdowns;
  if (!next) return words.windowTitle(shown.label, severity, null);
  const [left, what] = [next.at - now, next.audience === null ? words.promise : words.update];
  return words.windowTitle(shown.label, severity, { what, text: dueText(left), late: left < 0 });
}
