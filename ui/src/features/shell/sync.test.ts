import { describe, expect, it } from 'vitest';
import type { SyncView } from '$backend/bindings';
import { chipWords } from './sync';

const NOW = Date.UTC(2026, 10, 23, 14, 30);
const since = Date.UTC(2026, 10, 23, 14, 2);
const alone: SyncView = {
  state: 'alone',
  waiting: 0,
  since: null,
  why: null,
  hub: null,
  last: null,
  unproven: null,
  list: [],
  kept_back: [],
  set_aside: [],
  findings: [],
  held: [],
  founder: false,
  next: null,
  invited: null
};
const row = (at: number) => ({ series: kept.series, incident: null, title: 'People', entries: 3, since: at });
const did = { incident: null, title: 'People', text: 'The hub did it.', since, grave: true };
const kept = {
  series: { stream: '', replica: '', run: '' },
  incident: null,
  title: 'People',
  why: 'No.',
  since
};

const held = {
  id: 7,
  incident: null,
  title: 'People',
  author: 'Rex',
  run: '00000000',
  entries: 2,
  since,
  why: 'Asked.'
};

describe('the chip', () => {
  it.each<[string, Partial<SyncView>, string, string | undefined, string]>([
    ['no hub', {}, 'On this laptop', undefined, 'plain'],
    ['in step', { state: 'synced' }, 'Synced', undefined, 'plain'],
    ['first contact', { state: 'syncing' }, 'Connecting…', undefined, 'plain'],
    ['a moment', { state: 'syncing', waiting: 3, last: since, list: [row(NOW - 500)] }, 'Synced', undefined, 'plain'],
    [
      'a while',
      { state: 'syncing', waiting: 3, last: since, list: [row(NOW - 9_000)] },
      'Syncing 3',
      undefined,
      'plain'
    ],
    ['just heard', { state: 'syncing', last: since, unproven: NOW - 900 }, 'Synced', undefined, 'plain'],
    ['heard a while ago', { state: 'syncing', last: since, unproven: NOW - 9_000 }, 'Syncing', undefined, 'plain'],
    ['heard first', { state: 'syncing', unproven: NOW - 9_000 }, 'Connecting…', undefined, 'plain'],
    [
      'heard and not proven',
      { state: 'syncing', last: since, unproven: since },
      'Syncing',
      'Not proven since 14:02',
      'plain'
    ],
    [
      'queued',
      { state: 'offline', waiting: 3, since, list: [row(since)] },
      'Offline, 3 queued',
      'No answer since 14:02',
      'warn'
    ],
    ['silence', { state: 'unreachable', since }, 'Unreachable since 14:02', undefined, 'warn'],
    [
      'not taken',
      { state: 'needs_attention', waiting: 3, kept_back: [kept] },
      'Needs attention',
      '1 not taken, 3 queued',
      'bad'
    ],
    [
      'cut',
      {
        state: 'needs_attention',
        set_aside: [{ series: kept.series, incident: null, title: 'People', entries: 2, says: [], left: [], since }]
      },
      'Needs attention',
      '2 entries set aside',
      'bad'
    ],
    ['found out', { state: 'needs_attention', findings: [did] }, 'Needs attention', 'Look at what the hub did', 'bad'],
    ['asked', { state: 'needs_attention', held: [held, held] }, 'Needs attention', '2 wait for you', 'bad'],
    [
      'asked and refused',
      { state: 'needs_attention', why: 'No.', since, held: [held] },
      'Needs attention',
      'The hub says no',
      'bad'
    ],
    ['refused', { state: 'needs_attention', since }, 'Needs attention', 'The hub says no', 'bad'],
    ['joined another', { next: 'Ardent' }, 'Restart to switch', 'Ardent', 'warn']
  ])('%s', (_, view, text, more, tone) => {
    const said = chipWords({ ...alone, ...view }, NOW);
    expect([said.text, said.more, said.tone]).toEqual([text, more, tone]);
  });
});
