import { dismiss, say, tell, toasts } from '$design/toasts.svelte';
import { words } from '$text/comms';

/** How long an approval can be called off before it is written. */
const HELD_MS = 5_000;

let held: { timer: number; toast: number; back: () => void } | null = null;

/** Whether an approval is on its way. */
export const isLeaving = (): boolean => held !== null;

/** Does something in five seconds, wherever the person goes meanwhile, unless they call it off. */
export function inFiveSeconds(audience: string, act: () => Promise<void>, back: () => void): void {
  callOff();
  tell(words.leaving(audience), words.leavingMore, { name: words.cancel, run: callOff });
  const toast = toasts.at(-1)?.id ?? -1;
  const timer = window.setTimeout(() => {
    held = null;
    dismiss(toast);
    void act();
  }, HELD_MS);
  held = { timer, toast, back };
}

/** Calls it off. Nothing was written, so nothing has to be taken back. */
export function callOff(): void {
  if (!held) return;
  window.clearTimeout(held.timer);
  dismiss(held.toast);
  held.back();
  held = null;
  say(words.cancelled);
}
