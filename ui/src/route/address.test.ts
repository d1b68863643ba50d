import { describe, expect, it } from 'vitest';
import { href, parse, query, type Place } from './address';

describe('an address', () => {
  it.each<[string, Place]>([
    ['', { at: 'board' }],
    ['#/board', { at: 'board' }],
    ['#/board?view=columns', { at: 'board' }],
    ['#/incident/0198b1', { at: 'incident', id: '0198b1' }],
    ['#/incident/', { at: 'board' }],
    ['#/incident/0198b1/comms', { at: 'incident', id: '0198b1', screen: 'comms' }],
    ['#/incident/0198b1/brief?x=1', { at: 'incident', id: '0198b1', screen: 'brief' }],
    ['#/incident/0198b1/nowhere', { at: 'incident', id: '0198b1' }],
    ['#/inbox', { at: 'inbox' }],
    ['#/settings', { at: 'settings', section: null }],
    ['#/settings/keys', { at: 'settings', section: 'keys' }],
    ['#/import', { at: 'import' }],
    ['#/welcome', { at: 'welcome' }],
    ['#/nowhere', { at: 'board' }],
    ['#/incident/%E0%A4%A', { at: 'incident', id: '%E0%A4%A' }]
  ])('%s leads to %o', (hash, place) => expect(parse(hash)).toEqual(place));

  it.each<Place>([
    { at: 'incident', id: 'a b/ü?' },
    { at: 'incident', id: 'a b/ü?', screen: 'customers' },
    { at: 'settings', section: 'keys' },
    { at: 'settings', section: null },
    { at: 'welcome' }
  ])('of %o leads back to it', (place) => expect(parse(href(place))).toEqual(place));

  it('carries filters', () => expect(query('#/board?view=columns').get('view')).toBe('columns'));
});
