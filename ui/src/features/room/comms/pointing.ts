import { backend } from '$backend/index';
import type { Composing } from './composing.svelte';

/** A caret that moves is told no more often. */
const TOLD_EVERY = 500;

/** Tells the others where in the text this person writes, for as long as they do. Ends with the returned function. */
export function pointing(area: HTMLTextAreaElement, composing: Composing): () => void {
  const { incident } = composing;
  let timer = 0;
  let told: string | null = null;

  const tell = () => {
    timer = 0;
    const at = document.activeElement === area ? composing.pointer(area.selectionEnd) : null;
    if (at === told) return;
    told = at;
    const caret = at === null ? null : { text: composing.name, at };
    // Nobody misses it if it cannot be said.
    void backend.call('point', { incident, caret }).catch(() => {});
  };
  const soon = () => (timer ||= window.setTimeout(tell, TOLD_EVERY));

  area.addEventListener('input', soon);
  area.addEventListener('blur', soon);
  document.addEventListener('selectionchange', soon);
  return () => {
    window.clearTimeout(timer);
    area.removeEventListener('input', soon);
    area.removeEventListener('blur', soon);
    document.removeEventListener('selectionchange', soon);
    if (told !== null) void backend.call('point', { incident, caret: null }).catch(() => {});
  };
}
