import { describe, expect, it } from 'vitest';
import type { ActionLine } from '$backend/bindings';
import { between, counted, daysBetween, grouped, narrow, toDecide } from './groups';

interface Made {
  text: string;
  priority?: 'high' | 'medium' | 'low';
  owner?: string;
  services?: string[];
  teams?: string[];
  late?: boolean;
  overlong?: boolean;
  lacks?: string[];
  state?: 'open' | 'doing' | 'done' | 'dropped';
  due?: number;
  drill?: boolean;
  at?: number;
}
const line = (made: Made) =>
  ({
    label: 'INC-7',
    title: 'The pool was full',
    services: made.services ?? [],
    teams: made.teams ?? [],
    late: made.late ?? false,
    drill: made.drill ?? false,
    overlong: made.overlong ?? false,
    action: {
      text: made.text,
      priority: made.priority ?? 'medium',
      owner: made.owner ?? null,
      owner_name: made.owner ?? null,
      lacks: made.lacks ?? [],
      state: made.state ?? 'open',
      due_at: made.due ?? null,
      at: made.at ?? 0,
      allowed_until: 1000
    }
  }) as unknown as ActionLine;
const names = (groups: { name: string; lines: ActionLine[] }[]) =>
  groups.map(({ name, lines }) => `${name}: ${lines.map(({ action }) => action.text).join(', ')}`);

describe('groups of action items', () => {
  const lines = [
    line({ text: 'a', priority: 'high', owner: 'Bo', services: ['Pay', 'Login'] }),
    line({ text: 'b', owner: 'Chi', services: ['Login'], teams: ['Edge'], late: true }),
    line({ text: 'c', owner: 'Bo' }),
    line({ text: 'd', state: 'done', owner: 'Chi' })
  ];

  it('come in the order of priorities, and else with what is late first', () => {
    expect(names(grouped(lines, 'priority'))).toEqual(['High: a', 'Medium: b, c', 'Done or dropped: d']);
    expect(names(grouped(lines, 'owner'))).toEqual(['Chi: b', 'Bo: a, c', 'Done or dropped: d']);
    expect(names(grouped(lines, 'team'))).toEqual(['Edge: b', 'No team named: a, c', 'Done or dropped: d']);
  });

  it('are those of their ages, the oldest first', () => {
    const day = 86_400_000;
    const aged = [6, 7, 29, 30, 89, 90].map((days) => line({ text: `${days}`, at: -days * day }));
    expect(names(grouped(aged, 'age', [], 0))).toEqual([
      '90 days and older: 90',
      '30 to 89 days: 30, 89',
      '7 to 29 days: 7, 29',
      'Less than 7 days: 6'
    ]);
  });

  it('hold what concerns two services in both', () => {
    expect(names(grouped(lines, 'service'))).toEqual([
      'Login: a, b',
      'Pay: a',
      'No service named: c',
      'Done or dropped: d'
    ]);
  });

  it('are narrowed by what is asked and by words', () => {
    const left = (...args: [Parameters<typeof narrow>[1], string]) =>
      narrow(lines, ...args, 'Bo').map(({ action }) => action.text);
    expect(left('all', '')).toEqual(['a', 'b', 'c', 'd']);
    expect(left('mine', '')).toEqual(['a', 'c']);
    expect(left('late', '')).toEqual(['b']);
    expect(left('all', ' EDGE ')).toEqual(['b']);
    expect(left('overlong', '')).toEqual([]);
  });
});

it('of an exercise nothing is counted, and what has to be done of it is listed', () => {
  const lines = [
    line({ text: 'practised', owner: 'Bo', late: true, drill: true }),
    line({ text: 'also', owner: 'Bo', late: true, drill: true }),
    line({ text: 'real', owner: 'Chi', late: true }),
    line({ text: 'done', owner: 'Chi', state: 'done' })
  ];
  expect(names(grouped(counted(lines), 'owner'))).toEqual(['Chi: real']);
  const listed = grouped(lines, 'owner');
  expect(names(listed)).toEqual(['Chi: real', 'Bo: practised, also', 'Done or dropped: done']);
  expect(listed.map(({ hint }) => hint).slice(0, 2)).toEqual(['1 late', '']);
});

it('a review decides what is late first, each once', () => {
  const lines = [
    line({ text: 'fine' }),
    line({ text: 'lacks', lacks: ['an owner'] }),
    line({ text: 'later', late: true, due: 20, overlong: true }),
    line({ text: 'late', late: true, due: 10 })
  ];
  expect(toDecide(lines).map(({ action }) => action.text)).toEqual(['late', 'later', 'lacks']);
});

it('days are whole ones', () => {
  const day = 86_400_000;
  expect([daysBetween(0, day - 1), daysBetween(0, day), daysBetween(day, 0)]).toEqual([0, 1, 0]);
});

it('reaches from one line to another in either direction, and over nothing that is gone', () => {
  const keys = ['a', 'b', 'c', 'd'].map((key) => [key, key] as const);
  const reach = (from: string | null, to: string | null) => between(keys, from, to).map(([key]) => key);
  expect(reach('b', 'd')).toEqual(['b', 'c', 'd']);
  expect(reach('d', 'b')).toEqual(['b', 'c', 'd']);
  expect(reach('gone', 'b')).toEqual(['b']);
  expect(reach('b', 'gone')).toEqual([]);
});
