/** So many letters go into one update, which carries them however many bytes each takes. */
export const PIECE = 8_000;

/**
 * What differs between two texts, between what both begin and what both end with: `gone` letters of the first from `from`
 * on, in place of which the second has those up to `to`. A sign that is made of two letters is not torn.
 */
export function difference(one: string, other: string): { from: number; gone: number; to: number } {
  let from = 0;
  while (from < one.length && from < other.length && one[from] === other[from]) from += 1;
  if (isHigh(one[from - 1])) from -= 1;
  const most = Math.min(one.length, other.length) - from;
  let same = 0;
  while (same < most && one.at(-1 - same) === other.at(-1 - same)) same += 1;
  if (same > 0 && isLow(one.at(-same))) same -= 1;
  return { from, gone: one.length - same - from, to: other.length - same };
}

/** A text in parts that one update each can carry. */
export function* pieces(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PIECE, text.length);
    if (to < text.length && isHigh(text[to - 1])) to -= 1;
    yield text.slice(from, to);
    from = to;
  }
}

const isHigh = (unit: string | undefined) => unit !== undefined && /[\uD800-\uDBFF]/.test(unit);
const isLow = (unit: string | undefined) => unit !== undefined && /[\uDC00-\uDFFF]/.test(unit);

/**
 * Where stretches of a text stand after that became another. One whose letters were touched is gone: what was found in
 * them may not hold any more.
 */
export function carried<T extends { from: number; to: number }>(stretches: T[], one: string, other: string): T[] {
  const { from, gone, to } = difference(one, other);
  const longer = to - from - gone;
  return stretches.flatMap((stretch) => {
    if (stretch.to <= from) return [stretch];
    return stretch.from >= from + gone ? [{ ...stretch, from: stretch.from + longer, to: stretch.to + longer }] : [];
  });
}
