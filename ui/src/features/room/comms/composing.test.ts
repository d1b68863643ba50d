import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { Form, IncidentId } from '$backend/bindings';

const { call, listening } = vi.hoisted(() => ({
  call: vi.fn<(command: string, args: Record<string, unknown>) => Promise<unknown>>(),
  listening: new Set<unknown>()
}));
vi.mock('$backend/index', () => ({
  backend: {
    call,
    onStale: (hear: unknown) => {
      listening.add(hear);
      return () => listening.delete(hear);
    }
  }
}));

const { Composing } = await import('./composing.svelte');

/** A draft of these words, as Rust hands it on. */
function draftOf(words: string) {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, words);
  const updates = [Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')];
  const text = { begun: true, waits: false, refused: 0, aside: [], sum: 0, updates };
  const template = { text: words, occasion: 'investigating', next_in: 20 };
  return { name: 'draft/public/1', text, kept_at: 1, cadence: 20, behind: [], components: [], template };
}
const [draft, changed] = [draftOf('Checkout fails.'), { ...draftOf(''), name: 'draft/public/2' }];
/** Drafts that were asked for and have not come. */
let coming: ((view: unknown) => void)[] = [];
/** Everything that was promised and can go on has gone on. */
const settle = () => new Promise((resolve) => setTimeout(resolve));
/** What was asked for comes at once, and what is asked for because of it. */
async function come() {
  for (await settle(); coming.length; await settle()) for (const one of coming.splice(0)) one(draft);
}
const composing = () => new Composing('inc' as unknown as IncidentId, 'public', 'page' satisfies Form);
/** What everybody reads in it once all that was sent has come. */
function written(): string {
  const doc = new Y.Doc();
  const sent = call.mock.calls.flatMap(([command, args]) =>
    command === 'edit_text' ? (args['updates'] as string[]) : []
  );
  for (const update of [...draft.text.updates, ...sent]) Y.applyUpdate(doc, Buffer.from(update, 'base64'));
  return doc.getText('text').toString();
}

beforeEach(() => {
  coming = [];
  call.mockReset().mockImplementation(async (command) => {
    if (command === 'draft') return new Promise((resolve) => coming.push(resolve));
    return command === 'text' ? { ...draft.text, updates: [] } : {};
  });
  listening.clear();
});
afterEach(() => document.body.replaceChildren());

it('keeps what is typed before the draft has come, behind what the draft says', async () => {
  const area = document.body.appendChild(document.createElement('textarea'));
  area.focus();
  const here = composing();
  here.area = area;
  const opened = here.load(null);
  area.value = 'Now in Asia too.';
  area.setSelectionRange(3, 3);
  here.type(area.value);
  here.setNext(15);
  expect(here.text).toBe('Now in Asia too.');
  await come();
  await opened;
  expect(here.text).toBe('Checkout fails.\n\nNow in Asia too.');
  expect(here.nextIn).toBe(15);
  await here.leave();
  expect(written()).toBe('Checkout fails.\n\nNow in Asia too.');
});

it('keeps the caret where somebody types before the draft has come', async () => {
  const area = document.body.appendChild(document.createElement('textarea'));
  area.focus();
  const here = composing();
  here.area = area;
  const opened = here.load(null);
  area.value = 'Now in Asia.';
  area.setSelectionRange(3, 3);
  here.type(area.value);
  const put = vi.spyOn(area, 'setSelectionRange');
  await come();
  await opened;
  expect(put.mock.calls[0]?.slice(0, 2)).toEqual([20, 20]);
  expect(here.text.slice(0, 20)).toBe('Checkout fails.\n\nNow');
});

it('leaves nobody listening where it was opened twice at once', async () => {
  const here = composing();
  const both = Promise.all([here.load(null), here.load('identified')]);
  await settle();
  // An answer that comes late is not the last.
  expect(coming).toHaveLength(1);
  await come();
  await both;
  expect(listening.size).toBe(1);
  await here.leave();
  expect(listening.size).toBe(0);
});

it('leaves nobody listening where its draft comes once its writer has left', async () => {
  const here = composing();
  const opened = here.load(null);
  await settle();
  await here.leave();
  await come();
  await opened;
  expect(listening.size).toBe(0);
});

it('has written down what was typed by who left before the draft came', async () => {
  const here = composing();
  const opened = here.load(null);
  here.type('Now in Asia too.');
  await here.leave();
  await come();
  await opened;
  expect(written()).toBe('Checkout fails.\n\nNow in Asia too.');
  expect(listening.size).toBe(0);
});

it('opens another draft only behind a letter that is being put together', async () => {
  const here = composing();
  const opened = here.load(null);
  await come();
  await opened;
  here.hold();
  const again = here.load(null);
  await settle();
  coming.shift()?.(changed);
  await settle();
  expect(here.name).toBe('draft/public/1');
  here.letGo();
  await again;
  expect(here.name).toBe('draft/public/2');
  await here.leave();
});
