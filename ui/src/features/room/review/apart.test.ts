import { expect, it } from 'vitest';
import type { ReviewVersion } from '$backend/bindings';
import { cameApart, entriesOf } from './apart';

const version = (entries: string[], more: Partial<ReviewVersion> = {}) =>
  ({ entries, by: 'Jonas', person: null, here: false, at: 0, ...more }) as unknown as ReviewVersion;

it('tells what others wrote apart, and of that only what is new', () => {
  const known = entriesOf([version(['a', 'b'])]);
  const now = 60_000;
  const told = cameApart(
    [version(['a', 'b', 'c']), version(['a']), version(['d'], { here: true }), version(['e'], { at: now - 1_000 })],
    known,
    now
  );
  expect(told.map(({ entries }) => entries)).toEqual([['c']]);
});

it('tells what came while nobody was looking, however lately it was written', () => {
  const versions = [version(['a', 'b'], { at: 59_000 }), version(['c'], { here: true })];
  const told = cameApart(versions, entriesOf(versions, ['b', 'c']), Infinity);
  expect(told.map(({ entries }) => entries)).toEqual([['b']]);
});
