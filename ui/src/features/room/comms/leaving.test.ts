import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dismiss, say, toasts } from '$design/toasts.svelte';
import { unfinished } from '$design/unfinished';
import { callOff, canCallOff, inFiveSeconds, isLeaving } from './leaving.svelte';

const act = (of: string, done: string[]) => inFiveSeconds(of, of, async () => void done.push(of));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  [...toasts].forEach((toast) => dismiss(toast.id));
  vi.useRealTimers();
});

it('lets two leave that were approved within five seconds', async () => {
  const done: string[] = [];
  act('Status page', done);
  vi.advanceTimersByTime(2_000);
  act('Customers', done);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(done).toEqual(['Status page']);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(done).toEqual(['Status page', 'Customers']);
  expect(canCallOff()).toBe(false);
});

it('calls off the latest, and then the one before', async () => {
  const done: string[] = [];
  act('Status page', done);
  act('Customers', done);
  callOff();
  expect(isLeaving('Customers')).toBe(false);
  expect(isLeaving('Status page')).toBe(true);
  callOff();
  callOff();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(done).toEqual([]);
});

it('calls off the one whose toast says so', async () => {
  const done: string[] = [];
  act('Status page', done);
  const [first] = toasts;
  act('Customers', done);
  first?.act?.run();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(done).toEqual(['Customers']);
});

it('keeps the way back on screen, whatever else is said', () => {
  act('Status page', []);
  ['a', 'b', 'c', 'd'].forEach((word) => say(word));
  expect(toasts.map((toast) => toast.act?.name ?? toast.text)).toEqual(['Cancel', 'c', 'd']);
  callOff();
});

it('is on its way until it is written', async () => {
  let written = () => {};
  inFiveSeconds('Status page', 'Status page', () => new Promise<void>((done) => (written = done)));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([isLeaving('Status page'), canCallOff()]).toEqual([true, false]);
  written();
  await vi.advanceTimersByTimeAsync(0);
  expect(isLeaving('Status page')).toBe(false);
});

it('is told at the next start where its page was gone before', async () => {
  expect(await unfinished('ops')).toEqual([]);
  act('Status page', []);
  expect(await unfinished('ops')).toEqual([]);
  // Another page kept this, and lives no more.
  const kept = JSON.parse(localStorage.getItem('allclear.unfinished') ?? '[]');
  const gone = { ...kept[0], page: 'gone', said: 'Customers' };
  localStorage.setItem('allclear.unfinished', JSON.stringify([...kept, gone]));
  expect(await unfinished('another workspace on this laptop')).toEqual([]);
  expect((await unfinished('ops')).map(({ said }) => said)).toEqual(['Customers']);
  expect(await unfinished('ops')).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(localStorage.getItem('allclear.unfinished')).toBeNull();
});

it('is not told where it was called off', () => {
  act('Status page', []);
  expect(localStorage.getItem('allclear.unfinished')).not.toBeNull();
  callOff();
  expect(localStorage.getItem('allclear.unfinished')).toBeNull();
});

it('is called off with a word where the laptop slept meanwhile', async () => {
  const done: string[] = [];
  act('Status page', done);
  // Timers stand still while a laptop sleeps, its clock does not.
  vi.setSystemTime(Date.now() + 3 * 3_600_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(done).toEqual([]);
  expect(isLeaving('Status page')).toBe(false);
  expect(toasts.map(({ tone, text }) => [tone, text])).toEqual([
    ['bad', 'The update for Status page was not approved']
  ]);
});
