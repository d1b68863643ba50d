import { expect, it } from 'vitest';
import { heir } from './peek.svelte';

it.each([
  ['the next', 'abc', 'b', 'ac', 'c'],
  ['the next that is left', 'abcd', 'b', 'ad', 'd'],
  ['the one before, after the last', 'abc', 'c', 'ab', 'b'],
  ['the next also where new ones came', 'abc', 'b', 'axcy', 'c'],
  ['the first, where all others went as well', 'abc', 'b', 'xy', 'x'],
  ['the first, where nobody knows where it stood', 'abc', 'z', 'bc', 'b']
])('goes on with %s', (_, before, from, now, next) => {
  expect(heir([...before], from, [...now])).toBe(next);
});

it('has none to go on with in an empty list', () => {
  expect(heir(['a'], 'a', [])).toBeNull();
});
