import { describe, expect, it } from 'vitest';
import { narrows, requestOf } from './request';

const all = { filter: null, severity: null, kind: null, mine: false, reviews: false, sort: 'urgency' };

describe('an address', () => {
  it.each([
    ['', undefined, all],
    ['q=%20pay%20&mine=1', undefined, { ...all, filter: 'pay', mine: true }],
    ['severity=major&kind=internal&sort=age', 'title', { ...all, severity: 'major', kind: 'internal', sort: 'age' }],
    ['reviews=1', undefined, { ...all, reviews: true }],
    ['kind=alien&sort=luck', undefined, all],
    ['', 'title', { ...all, sort: 'title' }]
  ])('with %s (usually sorted by %s) asks for %o', (query, usual, request) =>
    expect(requestOf(new URLSearchParams(query), usual)).toEqual(request)
  );

  it.each([
    ['', false],
    ['sort=age', false],
    ['q=x', true],
    ['mine=1', true],
    ['reviews=1', true]
  ])('with %s leaves something out: %s', (query, something) =>
    expect(narrows(requestOf(new URLSearchParams(query), undefined))).toBe(something)
  );
});
