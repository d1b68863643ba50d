import { expect, it } from 'vitest';
import { Lasting } from './lasting';

function keys(...lists: string[][]): number[][] {
  const lasting = new Lasting<string>();
  return lists.map((list) => lasting.of(list));
}

it('what moves keeps its name', () => {
  expect(keys(['a', 'b', 'c'], ['b', 'a', 'c'], ['b', 'c', 'a'])).toEqual([
    [0, 1, 2],
    [1, 0, 2],
    [1, 2, 0]
  ]);
});

it('what says something else where it stood keeps its name', () => {
  expect(keys(['a', 'b'], ['a', 'B'], ['B', 'a'])).toEqual([
    [0, 1],
    [0, 1],
    [1, 0]
  ]);
});

it('what is new has a new name, and what is gone leaves the others theirs', () => {
  expect(keys(['a', 'b', 'c'], ['a', 'c'], ['a', 'c', 'd'])).toEqual([
    [0, 1, 2],
    [0, 2],
    [0, 2, 3]
  ]);
});

it('two that say the same have a name each', () => {
  expect(keys(['a', 'a'], ['a', 'a', 'a'])).toEqual([
    [0, 1],
    [0, 1, 2]
  ]);
});
