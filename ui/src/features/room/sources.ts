import type { EntryRef } from '$backend/bindings';
import { say } from '$design/toasts.svelte';
import { words } from '$text/room-actions';
import type { InRoom } from './in-room.svelte';

/** What an action item comes from, and what that says. */
export interface Source {
  entry: EntryRef;
  text: string;
}

/** Lines that say that something has to be done. */
const GLYPHS = ['note', 'fix_later', 'debugging_trouble', 'process_friction', 'task', 'decision', 'mitigation'];

/** What a line of the timeline could become an action of; none where it says nothing of the kind. */
export function sourceIn(here: InRoom, entry: EntryRef | null): Source | undefined {
  const line = here.room.timeline.find((each) => each.entry === entry);
  return line && line.standing === 'stands' && GLYPHS.includes(line.glyph)
    ? { entry: line.entry, text: line.text }
    : undefined;
}

/** Whether it has become one already. */
export const isTaken = (here: InRoom, entry: EntryRef): boolean => here.room.actions.some(({ from }) => from === entry);

/** Makes an action item of the task or the line that is aimed at, as it stands there; without one, asks for everything. */
export function raiseAimed(here: InRoom): void {
  const task = here.room.tasks.find(({ id }) => id === here.aim.task);
  const from = task ? { entry: task.id, text: task.text } : sourceIn(here, here.aim.line);
  if (!from) here.ask = { what: 'action' };
  else if (isTaken(here, from.entry)) say(words.already);
  else void raise(here, from);
}

async function raise(here: InRoom, { entry, text }: Source): Promise<void> {
  const grade = { kind: 'prevent', priority: 'medium', due: null, owner: null } as const;
  // What it lacks is said where it stands, and asked for before the review ends.
  await here.attempt({ type: 'raise_action', text, ...grade, from: entry }, words.raisedFrom);
}
