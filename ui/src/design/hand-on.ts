import { tick } from 'svelte';

/**
 * Does what a button is for that goes away once it is done, and gives the focus to the next that is left, or else to the
 * last, or else to what `otherwise` finds: on the page itself, keys would mean something else. Whoever went elsewhere meanwhile stays
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
  const before = found();
  const at = before.findIndex((button) => button === pressed);
  await work();
  await tick();
  const now = document.activeElement;
  const isLost = now === null || now === document.body || (list && now !== pressed && now.contains(list));
  if (at === -1 || !isLost) return;
  // Others may go away with it, so that the same place is not the next one's.
  const next = before.slice(at + 1).find((button) => button.isConnected) ?? found().at(-1) ?? otherwise?.();
  if (next instanceof HTMLElement) next.focus();
}
