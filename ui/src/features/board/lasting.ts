import type { BoardLine } from '$backend/bindings';
import { words } from '$text/board';

/** From when to when an incident hurt, or was open where nobody knows that; `to` is null while it goes on. */
export function lasting(line: BoardLine): { from: number; to: number | null; what: string } {
  const to = line.mitigated ?? line.resolved;
  const what = line.impact_started === null ? words.openSince : to === null ? words.lastingSince : words.lasted;
  return { from: line.impact_started ?? line.opened, to, what };
}
