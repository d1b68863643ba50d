import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flushSync, mount, unmount } from 'svelte';
import Toasts from './Toasts.svelte';
import { complain, dismiss, say, toasts } from './toasts.svelte';

let shown: Record<string, unknown>;
const text = () => document.body.textContent?.replace(/\s+/g, ' ').trim();

function wait(ms: number) {
  // A toast starts its clock when it is on screen, not when it is asked for.
  flushSync();
  vi.advanceTimersByTime(ms);
  flushSync();
}

beforeEach(() => {
  vi.useFakeTimers();
  shown = mount(Toasts, { target: document.body });
});

afterEach(() => {
  [...toasts].forEach((toast) => dismiss(toast.id));
  flushSync();
  void unmount(shown);
  vi.useRealTimers();
});

describe('a toast', () => {
  it('offers its way back for ten seconds', () => {
    say('INC-1 declared.', () => {});
    wait(9_500);
    expect(text()).toContain('Undo');
    wait(750);
    expect(text()).toBe('');
  });

  it('takes back what it tells, once', () => {
    const undo = vi.fn();
    say('Closed.', undo);
    flushSync();
    document.querySelector('button')?.click();
    flushSync();
    expect(undo).toHaveBeenCalledOnce();
    expect(text()).toBe('');
  });

  it('waits for whoever is reaching for it', () => {
    say('Closed.', () => {});
    flushSync();
    const card = document.querySelector('[data-toast]');
    card?.dispatchEvent(new Event('pointerenter'));
    wait(30_000);
    expect(text()).toContain('Closed.');
    card?.dispatchEvent(new Event('pointerleave'));
    wait(10_500);
    expect(text()).toBe('');
  });

  it('says what failed and what to do', () => {
    complain({ message: 'That did not work.', hint: 'Try again.' });
    flushSync();
    expect(text()).toContain('That did not work.Try again.');
  });

  it('is one of three at most', () => {
    ['a', 'b', 'c', 'd'].forEach((word) => say(word));
    expect(toasts.map((toast) => toast.text)).toEqual(['b', 'c', 'd']);
  });
});
