import { describe, expect, it } from 'vitest';
import type { Audience, BoardLine } from '$backend/bindings';
import { lateSentence, titleOf, updateState } from './promises';

const now = Date.UTC(2026, 10, 19, 14, 32);
const minute = 60_000;

const incident = (label: string, minutesLeft: number | null, audience: Audience | null = 'public'): BoardLine => ({
  id: label.toLowerCase(),
  label,
  title: 'A title',
  kind: 'external',
  severity: { id: 'major', rank: 1, name: 'Major' },
  stage: 'troubleshoot',
  drill: false,
  private: false,
  manager: null,
  manager_name: null,
  services: [],
  customers: null,
  impact_started: null,
  mitigated: null,
  opened: now,
  resolved: null,
  torn: 0,
  dated: now,
  soon: 3 * minute,
  review_soon: 24 * 60 * minute,
  review: null,
  countdowns: minutesLeft === null ? [] : [{ audience, at: now + minutesLeft * minute }]
});

describe('the window title', () => {
  it.each([
    ['names the product when nothing is active', [], 'Allclear'],
    ['counts down to the next update', [incident('INC-1', 6)], '● INC-1 Major · update in 06:00'],
    ['says how late it is', [incident('INC-1', -2)], '● INC-1 Major · update +02:00 overdue'],
    ['does without a promise', [incident('INC-1', null)], '● INC-1 Major · Allclear'],
    ['knows customers', [incident('INC-1', -2, null)], '● INC-1 Major · promise +02:00 overdue'],
    [
      'puts what is late before what only goes on',
      [incident('INC-1', 6), incident('INC-2', -2, null)],
      '● INC-2 Major · promise +02:00 overdue'
    ],
    ['takes the first of several', [incident('INC-1', 6), incident('INC-2', 9)], '● INC-1 Major · update in 06:00']
  ])('%s', (_, active, title) => expect(titleOf(active, now)).toBe(title));

  it('admits that nobody classified it', () =>
    expect(titleOf([{ ...incident('INC-1', 6), severity: null }], now)).toContain('Not classified'));
});

describe('the sentence about late updates', () => {
  it.each([
    ['is left out while all are in time', [incident('INC-1', 1)], undefined],
    ['names a single one', [incident('INC-1', -2), incident('INC-2', 1)], 'INC-1: update overdue by 02:00'],
    ['names a customer’s', [incident('INC-1', -2, null)], 'INC-1: promise to a customer overdue by 02:00'],
    [
      'names the longest of several, wherever it stands',
      [incident('INC-1', -1), incident('INC-2', -9, null)],
      '2 incidents owe an update or a promise, INC-2 longest, by 09:00'
    ],
    [
      'counts several',
      [incident('INC-1', -9), incident('INC-2', -1)],
      '2 incidents owe an update or a promise, INC-1 longest, by 09:00'
    ]
  ])('%s', (_, active, text) => expect(lateSentence(active, now)?.text).toBe(text));
});

it('an incident that promised nothing has no state', () =>
  expect(updateState(incident('INC-1', null), now)).toBeNull());
