import { expect, it } from 'vitest';
import { rowAt, stack } from './rows';

it('stacks rows of different heights', () => expect(stack([2, 3, 1])).toEqual([0, 2, 5, 6]));

it.each([
  [-1, 0],
  [0, 0],
  [1.9, 0],
  [2, 1],
  [4.9, 1],
  [5, 2],
  [99, 2]
])('at the height %d lies row %d', (height, row) => expect(rowAt(stack([2, 3, 1]), height)).toBe(row));

it('finds nothing wrong with no rows', () => expect(rowAt(stack([]), 7)).toBe(0));
