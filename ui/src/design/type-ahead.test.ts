import { afterEach, expect, test } from 'vitest';
import { deliverTyping, keepTyping } from './type-ahead';

const type = (key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  document.body.dispatchEvent(event);
  return event;
};
const field = () => document.body.appendChild(document.createElement('input'));

afterEach(() => {
  deliverTyping(null);
  document.body.replaceChildren();
});

test('what is typed before the field comes stands in it, and acts on nothing else', () => {
  let heard = 0;
  window.addEventListener('keydown', () => heard++, { once: true });
  keepTyping(Promise.resolve());
  for (const key of 'Login') expect(type(key).defaultPrevented).toBe(true);
  type('Backspace');
  expect(heard).toBe(0);

  const input = field();
  let told = '';
  input.addEventListener('input', () => (told = input.value));
  deliverTyping(input);
  expect([input.value, told]).toEqual(['Logi', 'Logi']);
});

test('it comes after what stood there', () => {
  keepTyping(Promise.resolve());
  type('!');
  const input = field();
  input.value = 'Search is slow';
  deliverTyping(input);
  expect(input.value).toBe('Search is slow!');
});

test('chords and other keys pass', () => {
  keepTyping(Promise.resolve());
  expect(type('k', { ctrlKey: true }).defaultPrevented).toBe(false);
  expect(type('Escape').defaultPrevented).toBe(false);
});

test('when nothing comes, keys are keys again', async () => {
  const broken = Promise.reject(new Error('no such file'));
  keepTyping(broken);
  await broken.catch(() => {});
  expect(type('j').defaultPrevented).toBe(false);
});
