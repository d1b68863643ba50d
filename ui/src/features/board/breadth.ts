import { peekBreadth } from '$design/peek-breadth';

/** Widths in rem below which a part of the board leaves something out. */
const LIMITS = [70, 68, 64, 58, 56, 48, 47, 46, 34];

/**
 * The limits that the board, and what lies beside the peek panel, are below: words for `[data-below~='70']` in CSS.
 * Container queries say the same, but have the browser lay everything out twice before the first frame.
 */
export function breadth(peeking: boolean): { board: string; list: string; over: boolean } {
  const { screen, beside, over } = peekBreadth();
  const below = (width: number) => LIMITS.filter((limit) => width <= limit).join(' ');
  return { board: below(screen), list: below(peeking ? beside : screen), over };
}
