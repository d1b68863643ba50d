import { describe, expect, it } from 'vitest';
import { latest } from './latest';

function counted() {
  let runs = 0;
  let most = 0;
  let now = 0;
  const release: (() => void)[] = [];
  const ask = latest(async () => {
    runs += 1;
    most = Math.max(most, ++now);
    await new Promise<void>((resolve) => release.push(resolve));
    now -= 1;
  });
  const finish = async () => {
    release.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { ask, finish, runs: () => runs, most: () => most };
}

describe('work asked for again and again', () => {
  it('runs at once when nothing runs', async () => {
    const work = counted();
    const done = work.ask();
    await work.finish();
    await done;
    expect(work.runs()).toBe(1);
  });

  it('runs once more after a burst, and never twice at a time', async () => {
    const work = counted();
    const all = [1, 2, 3, 4, 5].map(() => work.ask());
    await work.finish();
    await work.finish();
    await Promise.all(all);
    expect([work.runs(), work.most()]).toEqual([2, 1]);
  });

  it('can be asked again after it failed', async () => {
    let fail = true;
    const ask = latest(() => (fail ? Promise.reject(new Error('no')) : Promise.resolve()));
    await expect(ask()).rejects.toThrow('no');
    fail = false;
    await expect(ask()).resolves.toBeUndefined();
  });
});
