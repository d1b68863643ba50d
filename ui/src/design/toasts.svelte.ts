/** A word about what just happened. With `undo` it stays ten seconds, as SCREENS.md promises; without, six. */
export interface Toast {
  id: number;
  tone: 'plain' | 'bad';
  text: string;
  hint?: string | undefined;
  undo?: (() => void) | undefined;
  /** One thing to do about it, such as opening what it is about. */
  act?: { name: string; run: () => void } | undefined;
  stays: number;
  /** It stays until it is dismissed by whoever holds it: no other takes its place. */
  held?: true;
}

const SHOWN_AT_ONCE = 3;
const UNDO_STAYS = 10_000;
const WORD_STAYS = 6_000;

let last = 0;
const shown = $state<Toast[]>([]);

export const toasts: readonly Toast[] = shown;

function show(toast: Omit<Toast, 'id'>): number {
  shown.push({ ...toast, id: ++last });
  while (shown.length > SHOWN_AT_ONCE) {
    const oldest = shown.find((each) => !each.held && each.id !== last);
    if (!oldest) break;
    dismiss(oldest.id);
  }
  return last;
}

/** Says what happened, with a way back where there is one. */
export function say(text: string, undo?: () => void): void {
  show({ tone: 'plain', text, undo, stays: undo ? UNDO_STAYS : WORD_STAYS });
}

/** Says what could not be done. Takes a Failure or anything else that was thrown. */
export function complain(error: { message: string; hint?: string | null | undefined }): void {
  show({ tone: 'bad', text: error.message, hint: error.hint ?? undefined, stays: UNDO_STAYS });
}

/** Tells of something that nobody here did, with a way to look at it. */
export function tell(text: string, hint: string, act: { name: string; run: () => void }): void {
  show({ tone: 'plain', text, hint, act, stays: UNDO_STAYS });
}

/** Tells of something that can be called off, until the caller dismisses it. */
export function hold(text: string, hint: string, act: { name: string; run: () => void }): number {
  return show({ tone: 'plain', text, hint, act, stays: Infinity, held: true });
}

export function dismiss(id: number): void {
  const at = shown.findIndex((toast) => toast.id === id);
  if (at !== -1) shown.splice(at, 1);
}
