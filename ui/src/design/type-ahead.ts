/**
 * Keeps what is typed while the field it is meant for is still on its way: nobody who presses C and writes on waits for
 * a dialog, and no letter of a title may act as a command on the screen beneath.
 */
let kept: string | null = null;

/** From now on letters are kept, until a field takes them or what would have brought it fails. */
export function keepTyping(coming: Promise<unknown>): void {
  if (kept === null) window.addEventListener('keydown', keep, true);
  kept ??= '';
  coming.catch(take);
}

/** Gives the field what was typed for it, as if it had been typed there. */
export function deliverTyping(field: Element | null): void {
  const text = take();
  if (!text || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  field.setRangeText(text, field.value.length, field.value.length, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text, inputType: 'insertText' }));
}

function take(): string {
  const text = kept ?? '';
  kept = null;
  window.removeEventListener('keydown', keep, true);
  return text;
}

function keep(event: KeyboardEvent): void {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Backspace') kept = (kept ?? '').slice(0, -1);
  else if (event.key.length === 1) kept = (kept ?? '') + event.key;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
