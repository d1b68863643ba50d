import type { BoardLine } from '$backend/bindings';
import { clockText, dueState, dueText, type DueState } from '$design/time';
import { words } from '$text/shell';

/** Where the promised update of an incident stands, or null where none was promised. */
export function updateState(incident: BoardLine, now: number): DueState | null {
  const next = incident.next_update;
  return next && dueState(next.at - now, incident.soon);
}

/** One sentence about every update that is late, or null. Rust puts the one that is longest overdue first. */
export function lateSentence(active: BoardLine[], now: number): { text: string; worst: BoardLine } | null {
  const late = active.filter((incident) => updateState(incident, now) === 'overdue');
  const worst = late[0];
  if (!worst?.next_update) return null;
  const by = clockText(now - worst.next_update.at);
  return {
    worst,
    text: late.length === 1 ? words.updateOverdue(worst.label, by) : words.updatesOverdue(late.length, worst.label, by)
  };
}

/** What the window is called: the most pressing incident, which Rust puts first, whatever is open inside. */
export function titleOf(active: BoardLine[], now: number): string {
  const shown = active[0];
  if (!shown) return words.product;
  const severity = shown.severity?.name ?? words.unclassified;
  const left = shown.next_update && shown.next_update.at - now;
  return words.windowTitle(shown.label, severity, left === null ? null : dueText(left), left !== null && left < 0);
}
