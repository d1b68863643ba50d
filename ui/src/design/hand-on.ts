import { tick } from 'svelte';

/**
 * Does what a button is for that goes away once it is done, and gives the focus to the button that stands in its place, or
 * else to what `otherwise` finds: on the page itself, keys would mean something else. Whoever went elsewhere meanwhile stays
 * there.
 */
export async function handOn(
  list: Element | null | undefined,
  buttons: string,
  work: () => Promise<unknown>,
  otherwise?: () => Element | null | undefined
): Promise<void> {
  const found = () => [...(list?.querySelectorAll<HTMLElement>(buttons) ?? [])];
  const pressed = document.activeElement;
  const at = found().findIndex((button) => button === pressed);
  await work();
  await tick();
  const now = document.activeElement;
  const isLost = now === null || now === document.body || (list && now !== pressed && now.contains(list));
  if (at === -1 || !isLost) return;
  const left = found();
  const next = left[Math.min(at, left.length - 1)] ?? otherwise?.();
  if (next instanceof HTMLElement) next.focus();
}
