import { SvelteSet } from 'svelte/reactivity';
import { complain, dismiss, hold, say } from '$design/toasts.svelte';
import { begin, end } from '$design/unfinished';
import { words } from '$text/comms';

/** How long an approval can be called off before it is written. */
const HELD_MS = 5_000;
/** Later than this it is not what was meant: the laptop slept meanwhile. A window in the background is this late at most. */
const LATE_MS = 65_000;

interface Held {
  of: string;
  timer: number;
  toast: number;
}
/** What can still be called off, the latest last. */
const held: Held[] = [];
/** What is held or being written. */
const leaving = new SvelteSet<string>();

/** Whether the approval of this is on its way. */
export const isLeaving = (of: string): boolean => leaving.has(of);

/** Whether any approval can still be called off. */
export const canCallOff = (): boolean => held.length > 0;

/** Does something in five seconds, wherever the person goes meanwhile, unless they call it off. */
export function inFiveSeconds(of: string, audience: string, act: () => Promise<unknown>): void {
  const toast = hold(words.leaving(audience), words.leavingMore, { name: words.cancel, run: () => stop(one) });
  // Whoever loads the page anew or closes it before then hears at the next start that it was not done.
  begin(of, audience);
  const from = Date.now();
  const timer = window.setTimeout(() => {
    forget(one);
    if (Date.now() - from > LATE_MS) {
      leaving.delete(of);
      complain({ message: words.slept(audience), hint: words.sleptMore });
      return;
    }
    void act().finally(() => leaving.delete(of));
  }, HELD_MS);
  const one = { of, timer, toast };
  held.push(one);
  leaving.add(of);
}

/** Calls off the latest. Nothing was written, so nothing has to be taken back. */
export function callOff(): void {
  const latest = held.at(-1);
  if (latest) stop(latest);
}

function stop(one: Held): void {
  window.clearTimeout(one.timer);
  forget(one);
  leaving.delete(one.of);
  say(words.cancelled);
}

function forget(one: Held): void {
  held.splice(held.indexOf(one), 1);
  end(one.of);
  dismiss(one.toast);
}
