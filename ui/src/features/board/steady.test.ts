import { describe, expect, it } from 'vitest';
import { arrange, orderOf, step } from './steady';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const shown = (groups: { id: string }[][], order: string[][] | null) => {
  const { groups: arranged, waiting } = arrange(groups, order);
  return [orderOf(arranged), waiting];
};

describe('rows', () => {
  it.each([
    ['follow Rust while nobody looks', [rows('b', 'a')], null, [['b', 'a']], 0],
    ['stay where they were', [rows('b', 'a')], [['a', 'b']], [['a', 'b']], 0],
    ['count what is new', [rows('c', 'a')], [['a']], [['a']], 1],
    ['stay in their group', [rows('a'), rows('b')], [['a', 'b'], []], [['a', 'b'], []], 0],
    ['leave their place when gone', [rows('a')], [['b', 'a']], [['a']], 0]
  ])('%s', (_, groups, order, places, waiting) => expect(shown(groups, order)).toEqual([places, waiting]));
});

describe('a step', () => {
  const columns = [['a', 'b', 'c'], [], ['d']];
  it.each([
    ['from nowhere leads to the first', null, 1, 0, 'a'],
    ['from a row that is gone leads to the first', 'z', -1, 0, 'a'],
    ['leads down', 'a', 1, 0, 'b'],
    ['stops at the end', 'c', 1, 0, 'c'],
    ['stops at the beginning', 'a', -1, 0, 'a'],
    ['leads over an empty column', 'c', 0, 1, 'd'],
    ['leads back', 'd', 0, -1, 'a'],
    ['stops at the last column', 'd', 0, 1, 'd']
  ])('%s', (_, from, down, right, to) => expect(step(columns, from, down, right)).toBe(to));

  it('leads nowhere on an empty board', () => expect(step([[]], null, 1, 0)).toBeNull());
});
