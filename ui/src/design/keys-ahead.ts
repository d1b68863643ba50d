/**
 * Keeps the keys that are pressed while a screen is on its way, and gives them to it: whoever declares an incident and
 * writes on does not wait for the war room, and nothing of it goes to the screen that is being left.
 */
let kept: KeyboardEvent[] | null = null;
let timer = 0;

/** A screen that has not come by then does not come. */
const LONGEST_MS = 5_000;

/** From now on keys are kept. Whoever says this also says when they may go on. */
export function keepKeys(): void {
  if (kept === null) window.addEventListener('keydown', keep, true);
  kept ??= [];
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void deliverKeys(), LONGEST_MS);
}

/** Presses what was kept, one after the other, each where the one before it has led. */
export async function deliverKeys(): Promise<void> {
  if (kept === null) return;
  for (let pressed = kept.shift(); pressed; pressed = kept.shift()) {
    press(pressed);
    // A key may open a field that takes the focus with the next frame.
    await new Promise(requestAnimationFrame);
  }
  window.clearTimeout(timer);
  window.removeEventListener('keydown', keep, true);
  kept = null;
}

function keep(event: KeyboardEvent): void {
  // Those that are pressed here are not pressed by a person.
  if (!event.isTrusted || event.isComposing || /^(Shift|Control|Alt|AltGraph|Meta)$/.test(event.key)) return;
  kept?.push(event);
  event.preventDefault();
  event.stopImmediatePropagation();
}

function press(pressed: KeyboardEvent): void {
  const { key, code, ctrlKey, altKey, shiftKey, metaKey } = pressed;
  const target = document.activeElement ?? document.body;
  const again = new KeyboardEvent('keydown', {
    key,
    code,
    ctrlKey,
    altKey,
    shiftKey,
    metaKey,
    bubbles: true,
    cancelable: true
  });
  // A key that is pressed by a program writes nothing by itself.
  if (target.dispatchEvent(again) && !ctrlKey && !altKey && !metaKey) write(target, key);
}

function write(field: Element, key: string): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const end = field.selectionEnd ?? field.value.length;
  const begin = field.selectionStart ?? end;
  const text = key === 'Enter' && field instanceof HTMLTextAreaElement ? '\n' : key;
  if (key === 'Backspace') field.setRangeText('', begin === end ? Math.max(begin - 1, 0) : begin, end, 'end');
  else if (text.length === 1) field.setRangeText(text, begin, end, 'end');
  else return;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
