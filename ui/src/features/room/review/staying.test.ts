import { expect, it } from 'vitest';
import type { ReviewSection } from '$backend/bindings';
import { staying } from './staying';

const section = (id: string, left_out = false): ReviewSection => ({ id, title: id, hint: '', empty: false, left_out });
const told = [section('summary'), section('causes'), section('actions', true), section('lucky', true)];

it.each([
  ['is where it was', 'capacity', ['summary', 'causes', 'actions', 'capacity', 'lucky']],
  ['is the last of all', 'wrong', ['summary', 'causes', 'actions', 'lucky', 'wrong']],
  ['stands there once', 'lucky', ['summary', 'causes', 'actions', 'lucky']]
])('a section that somebody writes in %s', (_, id, expected) => {
  expect(staying(told, section(id, true)).map((each) => each.id)).toEqual(expected);
});

it('a section that somebody writes in is empty where Rust tells nothing of it, and goes with whoever leaves it', () => {
  expect(staying([], section('lucky'))).toEqual([{ ...section('lucky', true), empty: true }]);
  expect(staying(told, undefined)).toBe(told);
});
