import { innerWidth } from 'svelte/reactivity/window';
import { railRem, remPx } from './preferences.svelte';

/** The peek panel's width in rem, as in PeekPanel. */
const PEEK = 24.5;
/** Up to so many rem of screen a list has no room left beside it. */
const OVERLAY = 61;

/** How many rem a screen is wide, the rail aside, and a list beside a peek panel; where it has no room there, the panel lies `over` it. */
export function peekBreadth(): { screen: number; beside: number; over: boolean } {
  const screen = (innerWidth.current ?? 0) / remPx() - railRem();
  const over = screen <= OVERLAY;
  return { screen, beside: over ? screen : screen - PEEK, over };
}
