import { expect, it } from 'vitest';
import type { ReviewVersion } from '$backend/bindings';
import { authorsOf, nearest } from './authors';

const version = (by: string, person: string | null = by.toLowerCase()) =>
  ({ entries: [], by, person, here: false, at: 0 }) as unknown as ReviewVersion;

it('tells who wrote which versions, and takes laptops of nobody in the book for one', () => {
  const nobody = 'Somebody not in the book';
  const versions = [version('Ana'), version('Jonas'), version(nobody, null), version('Ana'), version(nobody, null)];
  expect(authorsOf(versions)).toEqual([
    { key: 'ana', name: 'Ana', nths: [1, 4] },
    { key: 'jonas', name: 'Jonas', nths: [2] },
    { key: nobody, name: nobody, nths: [3, 5] }
  ]);
});

it('goes to the version of an author that is nearest before, else to their first', () => {
  expect(nearest([2, 5, 7], 6)).toBe(5);
  expect(nearest([2, 5, 7], 7)).toBe(7);
  expect(nearest([4], 1)).toBe(4);
  expect(nearest(undefined, 3)).toBe(3);
});
