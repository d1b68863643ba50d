import { beforeEach, expect, it, vi } from 'vitest';
import type { IncidentId } from './bindings';

const { call } = vi.hoisted(() => ({ call: vi.fn<(command: string, args: unknown) => Promise<unknown>>() }));
vi.mock('./index', () => ({ backend: { call, onStale: () => () => undefined } }));

const { SharedDocument } = await import('./shared-document');

const hears = () => ({
  changed: vi.fn(),
  sent: vi.fn(),
  unsent: vi.fn(),
  heard: vi.fn(),
  unheard: vi.fn(),
  begun: vi.fn(),
  around: (merge: () => void) => merge()
});
const opened = (updates: string[] = [], name = 'review', hear = hears()) =>
  new SharedDocument(
    'inc' as unknown as IncidentId,
    name,
    { begun: true, waits: false, refused: 0, aside: [], sum: 0, updates },
    hear
  );
const write = (document: ReturnType<typeof opened>, from: number, gone: number, text: string) =>
  document.edit('summary', [{ from, gone, text }]);

/** What a document sent, as Rust would hand it on. */
async function sent(document: ReturnType<typeof opened>): Promise<string[]> {
  await document.send();
  return call.mock.calls.flatMap(([command, args]) =>
    command === 'edit_text' ? (args as { updates: string[] }).updates : []
  );
}

beforeEach(() => call.mockReset().mockResolvedValue(null));

it('finds a passage wherever it moves, and says when nothing is left of it', () => {
  const document = opened();
  write(document, 0, 0, 'Nobody saw it. The alarm was late.');
  const passage = document.passage('summary', 15, 34);
  expect(passage.words).toBe('The alarm was late.');
  const now = () => {
    const place = document.placeOf(passage);
    return place && document.textOf('summary').slice(place.from, place.to);
  };
  write(document, 0, 0, '🙂 First. ');
  expect(now()).toBe('The alarm was late.');
  // What is written right beside it is not part of it, what is written within it is.
  write(document, 25, 0, 'Yes: ');
  write(document, document.textOf('summary').length, 0, ' So it goes.');
  expect(now()).toBe('The alarm was late.');
  const at = document.textOf('summary').indexOf('late');
  write(document, at, 0, 'far too ');
  expect(now()).toBe('The alarm was far too late.');
  write(document, document.textOf('summary').indexOf('The alarm'), 'The alarm was far too late.'.length, '');
  expect(now()).toBeNull();
  expect(document.placeOf({ ...passage, from: 'AAAA?', to: '' })).toBeNull();
});

it('proposes words without writing them, and they fit wherever both came', async () => {
  const document = opened();
  write(document, 0, 0, 'The alarm was late.');
  const update = document.suggestion('summary', 14, 18, 'four minutes late');
  expect(document.textOf('summary')).toBe('The alarm was late.');
  write(document, 0, 0, '🙂 ');
  const [first = ''] = await sent(document);
  expect(opened([first, update, update]).textOf('summary')).toBe('🙂 The alarm was four minutes late.');
  expect(document.suggestion('summary', 0, 0, '')).toBe('');
});

it('carries a large paste in updates that Rust takes, also where it is taken back and put there again', async () => {
  const document = opened();
  document.onOthers('summary', () => undefined);
  const pasted = '漢'.repeat(240_000);
  write(document, 0, 0, pasted);
  while (document.textOf('summary')) document.undo();
  for (let again = 0; again < 100; again += 1) document.redo();
  expect(document.textOf('summary') === pasted).toBe(true);
  const updates = await sent(document);
  expect(Math.max(...updates.map((update) => atob(update).length))).toBeLessThanOrEqual(32 * 1024);
  expect(opened(updates).textOf('summary') === pasted).toBe(true);
});

it('hands over what is typed in time to be written 300 ms after the first key, however long somebody goes on', async () => {
  vi.useFakeTimers();
  // What other tests wrote may be sent meanwhile.
  const document = opened([], 'typed');
  const sent = () =>
    call.mock.calls.filter(([command, args]) => command === 'edit_text' && (args as { name: string }).name === 'typed')
      .length;
  for (let key = 0; key < 7; key += 1) {
    write(document, key, 0, 'a');
    if (key < 6) await vi.advanceTimersByTimeAsync(33);
  }
  expect(sent()).toBe(0);
  await vi.advanceTimersByTimeAsync(3);
  expect(sent()).toBe(1);
  write(document, 7, 0, 'b');
  await vi.advanceTimersByTimeAsync(300);
  vi.useRealTimers();
  expect(sent()).toBe(2);
});

it('says that all of it is kept only where nothing was typed while it was on its way', async () => {
  const hear = hears();
  const document = opened([], 'kept', hear);
  let arrive = () => {};
  call.mockImplementation(() => new Promise((arrived) => void (arrive = () => arrived(null))));
  write(document, 0, 0, 'a');
  const first = document.send();
  write(document, 1, 0, 'b');
  arrive();
  await first;
  expect(hear.sent.mock.calls).toEqual([[false]]);
  const second = document.send();
  arrive();
  await second;
  expect(hear.sent.mock.calls).toEqual([[false], [true]]);
  call.mockResolvedValue(null);
});
