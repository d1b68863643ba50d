import { afterEach, expect, test, vi } from 'vitest';
import { deliverKeys, keepKeys } from './keys-ahead';

/** As a person presses it: what a program presses is never kept. */
function type(key: string, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  Object.defineProperty(event, 'isTrusted', { value: true });
  document.body.dispatchEvent(event);
  return event;
}

afterEach(async () => {
  await deliverKeys();
  document.body.replaceChildren();
});

test('what is pressed while a screen is on its way is pressed there, each key where the last one led', async () => {
  const heard: string[] = [];
  const listen = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    heard.push(event.key);
    // As the key of an action that leads into a field.
    if (event.key === 'n') {
      document.querySelector('input')?.focus();
      event.preventDefault();
    }
  };
  window.addEventListener('keydown', listen);
  keepKeys();
  for (const key of ['k', 'n', 'J', 'a', 'x', 'Backspace', 'm']) expect(type(key).defaultPrevented).toBe(true);
  expect(heard).toEqual([]);

  const input = document.body.appendChild(document.createElement('input'));
  await deliverKeys();
  window.removeEventListener('keydown', listen);
  expect([heard, input.value]).toEqual([['k', 'n'], 'Jam']);
  expect(type('z').defaultPrevented, 'later keys go their own way').toBe(false);
});

test('a screen that does not come gives the keys back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  keepKeys();
  expect(type('k').defaultPrevented).toBe(true);
  vi.advanceTimersByTime(6_000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(type('k').defaultPrevented).toBe(false));
});
