import { describe, expect, it } from 'vitest';
import type { ChecklistView, Room, RoleView, Stage } from '$backend/bindings';
import { listKey, ownFirst } from './checklists';

const list = (role: string, stage: Stage) => ({ role, stage, items: [] }) as unknown as ChecklistView;
const role = (role: string, person: string) => ({ role, holders: [{ person }] }) as unknown as RoleView;
const room = (stage: Stage, ...roles: RoleView[]) => ({ stage, roles }) as Room;
const lists = [
  list('manager', 'create'),
  list('scribe', 'create'),
  list('manager', 'resolve'),
  list('scribe', 'resolve')
];

describe('the list shown first', () => {
  it.each([
    ['is mine in the present stage', room('resolve', role('scribe', 'me')), 'resolve scribe'],
    ['is the first of the present stage where none is mine', room('resolve'), 'resolve manager'],
    ['is my latest where the present stage has none', room('review', role('scribe', 'me')), 'resolve scribe'],
    ['is the latest of all where nothing else is', room('review'), 'resolve scribe']
  ])('%s', (_, where, expected) => {
    const found = ownFirst(lists, where, 'me');
    expect(found && listKey(found)).toBe(expected);
  });

  it('is none before any was issued', () => expect(ownFirst([], room('create'), 'me')).toBeUndefined());
});
