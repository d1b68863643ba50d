import { expect, test } from 'vitest';
import { readPage } from './first';

const board = {
  active: [],
  review: [],
  closed: [],
  counts: { active: 0, review: 0, closed: 0, overdue: 0 },
  severities: []
};
const usual = {
  query: { filter: null, severity: null, kind: null, mine: false, reviews: false, sort: 'urgency' }
} as const;
const page = JSON.stringify({ board: { args: usual, result: board } });

test('the usual board is answered before it is asked for, once', () => {
  const first = readPage(page).first;
  expect(first.take('board', usual)).toEqual(board);
  expect(first.take('board', usual)).toBeUndefined();
});

test('another board is asked for', () => {
  const first = readPage(page).first;
  expect(first.take('board', { query: { ...usual.query, sort: 'age' } })).toBeUndefined();
  // By then the usual one is no longer of this moment.
  expect(first.take('board', usual)).toBeUndefined();
});

test('what nobody asked at the start is asked anew', () => {
  const first = readPage(page).first;
  first.forget();
  expect(first.take('board', usual)).toBeUndefined();
});

test('the order of names says nothing', () => {
  const first = readPage(page).first;
  const turned = Object.fromEntries(Object.entries(usual.query).reverse()) as typeof usual.query;
  expect(first.take('board', { query: turned })).toEqual(board);
});

test('a page that came without answers asks', () => {
  expect(readPage(undefined).first.take('start', {})).toBeUndefined();
});

test('a lock is no answer', () => {
  const { locked, first } = readPage('{"locked":true}');
  expect(locked).toBe(true);
  expect(first.take('start', {})).toBeUndefined();
  expect(readPage(page).locked).toBe(false);
});
