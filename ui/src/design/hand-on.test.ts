import { beforeEach, expect, it } from 'vitest';
import { handOn } from './hand-on';

const list = () => document.querySelector('ul');
const button = (name: string) => document.querySelector<HTMLElement>(`[name="${name}"]`);
/** Pressed, what stands around it goes away. */
async function press(name: string, meanwhile?: () => void) {
  button(name)?.focus();
  const work = () => {
    button(name)?.parentElement?.remove();
    meanwhile?.();
    return Promise.resolve();
  };
  await handOn(list(), 'button', work, () => button('otherwise'));
  return document.activeElement?.getAttribute('name');
}

beforeEach(() => {
  const items = ['a', 'b', 'c'].map((name) => `<li><button name="${name}"></button></li>`).join('');
  document.body.innerHTML = `<ul>${items}</ul><button name="otherwise"></button>`;
});

it('gives the focus to the next button when one goes away with what it is for', async () => {
  expect(await press('b')).toBe('c');
  expect(await press('c')).toBe('a');
  expect(await press('a')).toBe('otherwise');
});

it('passes over what goes away beside it', async () => {
  expect(await press('a', () => button('b')?.parentElement?.remove())).toBe('c');
});

it('leaves it where somebody put it meanwhile, and where the button stayed', async () => {
  expect(await press('a', () => button('c')?.focus())).toBe('c');
  button('b')?.focus();
  await handOn(list(), 'button', () => Promise.resolve());
  expect(document.activeElement?.getAttribute('name')).toBe('b');
});
