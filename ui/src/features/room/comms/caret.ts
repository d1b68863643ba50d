import { tick } from 'svelte';
import { difference } from '$backend/text-change';

/** A text as it stands, and the places in it as whoever else writes there can find them. */
interface Places {
  text: string;
  pointer: (offset: number) => string | null;
  whereIs: (pointer: string) => number | null;
}
type Area = HTMLTextAreaElement | undefined;

/** Puts the caret there once the text that it belongs to is on screen. */
export function caretTo(
  area: Area,
  from: number,
  to = from,
  direction?: HTMLTextAreaElement['selectionDirection']
): void {
  void tick().then(() => area?.setSelectionRange(from, to, direction));
}

/** Whoever has the caret in the text keeps it in its sentence, also where the text is opened anew by the change. */
export function keepingPlace(area: Area, places: Places, change: () => void): void {
  if (!area || document.activeElement !== area) return change();
  const before = places.text;
  const { selectionStart, selectionEnd, selectionDirection } = area;
  const held = [selectionStart, selectionEnd].map((offset) => ({ offset, pointer: places.pointer(offset) }));
  change();
  const { from, gone, to } = difference(before, places.text);
  const beside = (offset: number) => (offset <= from ? offset : Math.max(offset - from - gone, 0) + to);
  const [start = 0, end = 0] = held.map(
    ({ offset, pointer }) => (pointer === null ? null : places.whereIs(pointer)) ?? beside(offset)
  );
  caretTo(area, start, end, selectionDirection);
}

/** How far from the end the caret is; nothing where nobody writes. */
export const fromEnd = (area: Area): number | undefined =>
  area && document.activeElement === area ? area.value.length - area.selectionEnd : undefined;
