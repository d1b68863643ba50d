import { describe, expect, it } from 'vitest';
import { Failure } from '$backend/failure';
import { Listed } from './listed.svelte';
import { shifted } from './lists';

interface Row {
  id: string;
}
const rows = (ids: string): Row[] => [...ids].map((id) => ({ id }));
const ids = (list: readonly Row[]) => list.map(({ id }) => id).join('');

/** Writes down only when it is told to. */
function slow(given: Row[]) {
  const [saved, shown]: [string[], string[]] = [[], []];
  const held: { done: () => void; refused: (why: Failure) => void }[] = [];
  const list = new Listed<Row>(
    () => given,
    (next) => {
      saved.push(ids(next));
      return new Promise<void>((done, refused) => void held.push({ done, refused }));
    }
  );
  const settle = async (how: (save: { done: () => void; refused: (why: Failure) => void }) => void) => {
    await Promise.resolve();
    const next = held.shift();
    if (next) how(next);
    // What was refused or done is heard of a few turns later.
    for (let turn = 0; turn < 8; turn += 1) {
      await Promise.resolve();
      shown.push(ids(list.now));
    }
  };
  return { list, saved, shown, settle };
}

describe('a list that is written down as a whole', () => {
  it('takes every press, also while one is under way', async () => {
    const { list, saved, shown, settle } = slow(rows('abcd'));
    const presses = [1, 2].map(() => list.press(shifted('d', -1), 'moved'));
    expect(ids(list.now)).toBe('adbc');
    expect(saved).toEqual([]);
    await settle(({ done }) => done());
    await settle(({ done }) => done());
    await Promise.all(presses);
    expect(saved).toEqual(['abdc', 'adbc']);
    // What was given is older than what was written down, and at no moment is anything else shown.
    expect(new Set(shown)).toEqual(new Set(['adbc']));
  });

  it('goes on without what was refused', async () => {
    const { list, saved, settle } = slow(rows('abc'));
    const first = list.press((all) => all.filter(({ id }) => id !== 'a'), 'removed');
    const second = list.press(shifted('c', -1), 'moved');
    expect(ids(list.now)).toBe('cb');
    await settle(({ refused }) => refused(new Failure('refused', 'Not that one.')));
    await first;
    expect(list.error).toContain('Not that one.');
    await settle(({ done }) => done());
    await second;
    expect(saved).toEqual(['bc', 'acb']);
    expect(ids(list.now)).toBe('acb');
  });

  it('shows no moment that is past, and takes what comes once what was written has been given', async () => {
    let given = rows('abc');
    const list = new Listed<Row>(
      () => given,
      () => Promise.resolve()
    );
    await list.press(shifted('c', -1), 'moved');
    expect(ids(list.now)).toBe('acb');
    // It was asked for before that.
    given = rows('abc');
    expect(ids(list.now)).toBe('acb');
    given = rows('acb');
    expect(ids(list.now)).toBe('acb');
    // Somebody takes it back, or writes something else.
    given = rows('abc');
    expect(ids(list.now)).toBe('abc');
    await list.press(shifted('c', -1), 'moved');
    given = rows('abcd');
    expect(ids(list.now)).toBe('abcd');
  });

  it('writes nothing where there is nothing to move', async () => {
    const { list, saved } = slow(rows('ab'));
    await list.press(shifted('a', -1), 'moved');
    await list.press(shifted('b', 1), 'moved');
    expect(saved).toEqual([]);
    expect(ids(list.now)).toBe('ab');
  });
});
