import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { flushSync, mount, unmount } from 'svelte';
import { tip } from './tip';
import Tooltips from './Tooltips.svelte';

let layer: Record<string, unknown>;
let face: HTMLElement;
const shown = () => document.querySelector('[role="tooltip"]')?.textContent?.trim();

beforeEach(async () => {
  vi.useFakeTimers();
  face = document.createElement('span');
  for (const [name, value] of Object.entries(tip('Ana Sá is here'))) face.setAttribute(name, String(value));
  document.body.append(face);
  layer = mount(Tooltips, { target: document.body });
  flushSync();
  face.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  await vi.runAllTimersAsync();
});

afterEach(() => {
  void unmount(layer);
  face.remove();
  vi.useRealTimers();
});

test('whoever points at it is told, until they point elsewhere', async () => {
  expect(shown()).toBe('Ana Sá is here');
  document.body.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  await vi.runAllTimersAsync();
  expect(shown()).toBeUndefined();
});

test('a tooltip goes with what it explains', async () => {
  face.remove();
  await vi.runAllTimersAsync();
  expect(shown()).toBeUndefined();
});
