import type { Glyph, Line } from '$backend/bindings';

export const FILTERS = ['all', 'key', 'decisions', 'notes', 'updates'] as const;
export type Filter = (typeof FILTERS)[number];

const NOTES: Glyph[] = ['note', 'fix_later', 'debugging_trouble', 'process_friction'];

const passes: Record<Filter, (line: Line) => boolean> = {
  all: () => true,
  key: (line) => line.key,
  decisions: (line) => line.glyph === 'decision',
  notes: (line) => NOTES.includes(line.glyph),
  updates: (line) => line.glyph === 'update'
};

/** The filter that the address names; all of it for anything else. */
export const filterFrom = (name: string | null): Filter => FILTERS.find((each) => each === name) ?? 'all';

/** What passes, newest first. */
export const newestFirst = (timeline: Line[], filter: Filter): Line[] =>
  (filter === 'all' ? timeline : timeline.filter(passes[filter])).toReversed();
