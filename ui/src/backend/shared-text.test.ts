import * as Y from 'yjs';
import { beforeEach, expect, it, vi } from 'vitest';
import type { IncidentId } from './bindings';

const { call, stale } = vi.hoisted(() => ({
  call: vi.fn<(command: string, args: unknown) => Promise<unknown>>(),
  stale: { ring: (() => undefined) as (stale: { views: string[] }) => void }
}));
vi.mock('./index', () => ({
  backend: {
    call,
    onStale: (hear: typeof stale.ring) => {
      stale.ring = hear;
      return () => undefined;
    }
  }
}));

const { SharedText } = await import('./shared-text');

const view = { begun: true, waits: false, refused: 0, aside: [], sum: 0, updates: [] };
const hears = () => ({
  changed: vi.fn(),
  sent: vi.fn(),
  unsent: vi.fn(),
  heard: vi.fn(),
  unheard: vi.fn(),
  begun: vi.fn(),
  around: (merge: () => void) => merge()
});
/** Everything that was promised and can go on has gone on. */
const settle = () => new Promise((resolve) => setTimeout(resolve));
/** A text that has looked once what was written while it was opened. */
async function opened(hears_ = hears()) {
  const text = new SharedText('inc' as unknown as IncidentId, 'draft', view, hears_);
  await settle();
  for (const one of [call, hears_.heard]) one.mockClear();
  return { hears: hears_, text };
}

/** A call that ends when the test says so. */
function held() {
  let end: (failed?: Error) => void = () => undefined;
  call.mockImplementationOnce(
    () => new Promise((resolve, reject) => (end = (failed) => (failed ? reject(failed) : resolve(undefined))))
  );
  return { end: (failed?: Error) => end(failed) };
}

beforeEach(() => call.mockReset().mockResolvedValue(view));

it('says that it is written down only once what is on its way has arrived', async () => {
  const { text } = await opened();
  const sending = held();
  text.write('We look into it.');
  const first = text.send();
  let done = false;
  const second = text.writeDown().then(() => (done = true));
  await settle();
  expect(done).toBe(false);
  sending.end();
  await Promise.all([first, second]);
  expect(call).toHaveBeenCalledTimes(1);
});

it('hears of what could not be sent before it says that it is written down', async () => {
  const { text, hears } = await opened();
  const sending = held();
  text.write('We look into it.');
  const first = text.send();
  const second = text.writeDown();
  sending.end(new Error('the disk is full'));
  await Promise.all([first, second]);
  expect(hears.unsent).toHaveBeenCalledOnce();
  await text.writeDown();
  expect(hears.sent).toHaveBeenCalledOnce();
});

it('tells what was not heard from what was not sent', async () => {
  const { hears } = await opened();
  call.mockRejectedValueOnce(new Error('the disk is busy'));
  stale.ring({ views: ['text'] });
  await settle();
  expect([hears.unheard.mock.calls.length, hears.unsent.mock.calls.length]).toEqual([1, 0]);
  stale.ring({ views: ['text'] });
  await settle();
  expect(hears.heard).toHaveBeenCalledOnce();
});

it('sends and fetches again once somebody listens again', async () => {
  const { text, hears } = await opened();
  call.mockRejectedValueOnce(new Error('nobody answers'));
  text.write('Written while apart.');
  await text.send();
  expect(hears.unsent).toHaveBeenCalledOnce();
  stale.ring({ views: ['*'] });
  await settle();
  expect([hears.sent.mock.calls.length, hears.heard.mock.calls.length]).toEqual([1, 1]);
});

it('tries again by itself what could not be sent', async () => {
  const { text, hears } = await opened();
  vi.useFakeTimers();
  call.mockRejectedValueOnce(new Error('nobody answers'));
  text.write('Written while apart.');
  await text.send();
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  expect([hears.unsent.mock.calls.length, hears.sent.mock.calls.length]).toEqual([1, 1]);
});

/** What stands for no word at all. */
const NOTHING = 0x811c9dc5;

it('begins anew where it says something else than what is written down', async () => {
  const hears_ = hears();
  new SharedText('inc' as unknown as IncidentId, 'draft', { ...view, sum: NOTHING }, hears_);
  stale.ring({ views: ['text'] });
  await settle();
  // `sum` of the view is that of no text that there is here.
  expect(hears_.begun).toHaveBeenCalledOnce();
  // It is not tried over and over.
  stale.ring({ views: ['text'] });
  await settle();
  expect(hears_.begun).toHaveBeenCalledOnce();
});

it('stays as it is while something that was written here is on its way', async () => {
  const hears_ = hears();
  const text = new SharedText('inc' as unknown as IncidentId, 'draft', { ...view, sum: NOTHING }, hears_);
  const sending = held();
  text.write('We look into it.');
  const sent = text.send();
  stale.ring({ views: ['text'] });
  await settle();
  sending.end();
  await sent;
  expect(hears_.begun).not.toHaveBeenCalled();
});

it('looks once more what was written while it was opened', async () => {
  const hears_ = hears();
  new SharedText('inc' as unknown as IncidentId, 'draft', view, hears_);
  await settle();
  expect(call.mock.calls.map(([command]) => command)).toEqual(['text']);
  expect(hears_.heard).toHaveBeenCalledOnce();
});

it('asks one after the other, and not at all for what was closed', async () => {
  const { text, hears } = await opened();
  const fetching = held();
  stale.ring({ views: ['text'] });
  stale.ring({ views: ['text'] });
  await settle();
  expect(call).toHaveBeenCalledTimes(1);
  fetching.end(new Error('the disk is busy'));
  await settle();
  expect(call).toHaveBeenCalledTimes(2);
  const late = held();
  stale.ring({ views: ['text'] });
  await text.close();
  late.end(new Error('the disk is busy'));
  await settle();
  expect(hears.unheard).toHaveBeenCalledOnce();
});

it('sends very much in parts that Rust takes at once', async () => {
  const { text } = await opened();
  text.write('漢'.repeat(2_600_000));
  await text.settle();
  const sent = call.mock.calls.flatMap(([command, args]) =>
    command === 'edit_text' ? [(args as { updates: string[] }).updates] : []
  );
  expect(sent.length).toBeGreaterThan(1);
  expect(Math.max(...sent.map((updates) => updates.length))).toBeLessThanOrEqual(256);
});

it('says why what rests on the text cannot be done while some of it is not written down', async () => {
  const { text } = await opened();
  text.write('We look into it.');
  call.mockRejectedValueOnce(new Error('the disk is full'));
  await expect(text.settle()).rejects.toThrow('the disk is full');
  await text.settle();
  expect(call).toHaveBeenCalledTimes(2);
});

it('says how far it was proposed, which nobody wrote and nobody takes back', async () => {
  const { hears, text } = await opened();
  const reach = text.reach;
  await text.proposed(reach);
  expect(call.mock.calls.map(([command]) => command)).toContain('edit_text');
  expect([text.wroteHere, text.begun, hears.sent.mock.calls]).toEqual([false, true, [[true]]]);
  text.write('We look into it.');
  text.undo();
  text.undo();
  expect(text.text).toBe('');
  const other = new Y.Doc();
  for (const [command, args] of call.mock.calls)
    if (command === 'edit_text')
      for (const update of (args as { updates: string[] }).updates) Y.applyUpdate(other, Buffer.from(update, 'base64'));
  expect([...other.getMap('values').entries()]).toEqual([[expect.stringMatching(/^proposed\/\d+$/), reach]]);
});
