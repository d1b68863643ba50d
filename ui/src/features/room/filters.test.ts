import { expect, it } from 'vitest';
import type { Line } from '$backend/bindings';
import { filterFrom, newestFirst } from './filters';

const line = (entry: string, glyph: Line['glyph'], key = false) => ({ entry, glyph, key }) as Line;
const timeline = [
  line('declared', 'declared', true),
  line('note', 'note'),
  line('later', 'fix_later'),
  line('decided', 'decision', true),
  line('told', 'update', true)
];

it.each([
  ['all', ['told', 'decided', 'later', 'note', 'declared']],
  ['key', ['told', 'decided', 'declared']],
  ['decisions', ['decided']],
  ['notes', ['later', 'note']],
  ['updates', ['told']]
] as const)('the filter %s shows its lines, newest first', (filter, expected) =>
  expect(newestFirst(timeline, filter).map((each) => each.entry)).toEqual(expected)
);

it.each([
  [null, 'all'],
  ['key', 'key'],
  ['nonsense', 'all']
])('the address %s means the filter %s', (name, filter) => expect(filterFrom(name)).toBe(filter));
