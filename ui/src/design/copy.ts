import { words } from '$text/design';
import { complain, say } from './toasts.svelte';

/** Puts text on the clipboard and says so, or says that it is not there. Some web views lack the clipboard API; the old way works in all of them. */
export async function copy(text: string, said: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      complain({ message: words.notCopied, hint: text });
      return false;
    }
  }
  say(said);
  return true;
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
