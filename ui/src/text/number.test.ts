import { expect, test } from 'vitest';
import { grouped } from './number';

test.each([0, 7, 999, 1000, 12_345, 1_234_567, 10_000_000])('%d is grouped as in English', (count) =>
  expect(grouped(count)).toBe(count.toLocaleString('en-GB'))
);
