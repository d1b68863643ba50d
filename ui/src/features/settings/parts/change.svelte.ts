import type { Done, Edit } from '$backend/bindings';
import { failureFrom, sentence } from '$backend/failure';
import { backend } from '$backend/index';
import { prefer, preferences, type Preferences } from '$design/preferences.svelte';
import { complain, say } from '$design/toasts.svelte';
import { words } from '$text/settings';

interface Step {
  said: string;
  back: () => Promise<unknown>;
}

/** What was changed since this window opened, newest last, for Ctrl+Z. */
const steps = $state.raw<Step[]>([]);

/** Carries out an edit of the book, says so, and offers the way back. Rejects with Rust's refusal. */
export async function change(edit: Edit, said: string): Promise<Done> {
  const done = await backend.call('edit', { edit });
  offerBack(said, done.entries);
  return done;
}

/** Offers to take back edits that have been made: with a toast now, and with Ctrl+Z for as long as the window lives. */
export function offerBack(said: string, entries: Done['entries']): void {
  offer(said, () => backend.call('edit', { edit: { type: 'undo_edit', entries } }));
}

/** Changes preferences of this window; the way back concerns only what was changed here, not what came after it. */
export function changePreference(wish: Partial<Preferences>, said: string): void {
  const before = Object.fromEntries(
    (Object.keys(wish) as (keyof Preferences)[]).map((name) => [name, preferences[name]])
  );
  prefer(wish);
  offer(said, () => prefer(before));
}

/** Offers a way back for as long as the window lives: with a toast now, and with Ctrl+Z. */
export function offer(said: string, back: () => unknown): void {
  const step: Step = { said, back: async () => back() };
  steps.push(step);
  say(said, () => void takeBack(step));
}

/** Takes the newest change back that has not been taken back already. */
export const takeBackLast = (): void => {
  const last = steps.at(-1);
  if (last) void takeBack(last);
};

async function takeBack(step: Step): Promise<void> {
  const at = steps.indexOf(step);
  if (at === -1) return;
  steps.splice(at, 1);
  try {
    await step.back();
    say(words.takenBack(step.said));
  } catch (thrown) {
    complain(failureFrom(thrown));
  }
}

/** Runs one change at a time for a field, and holds the sentence with which it was refused. */
export class Saving {
  error = $state<string>();
  busy = $state(false);

  /** Whether it went well. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.error = sentence(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
