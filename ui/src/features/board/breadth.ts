import { innerWidth } from 'svelte/reactivity/window';
import { railRem, remPx } from '$design/preferences.svelte';

/** Widths in rem below which a part of the board leaves something out. */
const LIMITS = [70, 68, 64, 58, 56, 48, 47, 46, 34];
/** The peek panel's, as in PeekPanel; below `OVERLAY` it lies over the list instead of beside it. */
const PEEK = 24.5;
const OVERLAY = 56;

/**
 * The limits that the board, and what lies beside the peek panel, are below: words for `[data-below~='70']` in CSS.
 * Container queries say the same, but have the browser lay everything out twice before the first frame.
 */
export function breadth(peeking: boolean): { board: string; list: string; over: boolean } {
  const window = (innerWidth.current ?? 0) / remPx();
  const board = window - railRem();
  const over = board <= OVERLAY;
  const list = peeking && !over ? board - Math.min(PEEK, window * 0.6) : board;
  const below = (width: number) => LIMITS.filter((limit) => width <= limit).join(' ');
  return { board: below(board), list: below(list), over };
}
