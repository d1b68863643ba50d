import { complain, say } from '$design/toasts.svelte';
import { words } from '$text/room';

/** Puts text on the clipboard and says so. Some web views lack the clipboard API; the old way works in all of them. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      complain({ message: words.notCopied, hint: text });
      return;
    }
  }
  say(said);
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

/** Only what a browser opens; everything else is text to copy. */
export const isWeb = (target: string): boolean => /^https?:\/\//i.test(target);

/** An address as people say it: without the scheme. */
export const spoken = (target: string): string => target.replace(/^https?:\/\//i, '').replace(/\/$/, '');
