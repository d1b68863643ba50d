import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { IncidentId } from '$backend/bindings';

const { call, stale } = vi.hoisted(() => ({
  call: vi.fn<(command: string) => Promise<unknown>>(),
  stale: { ring: (() => undefined) as (stale: { views: string[] }) => void }
}));
vi.mock('$backend/index', () => ({
  backend: {
    call,
    onStale: (hear: typeof stale.ring) => {
      stale.ring = hear;
      return () => undefined;
    }
  }
}));

const { SharedDocument } = await import('$backend/shared-document');
const { edit } = await import('./editor');
const { FADES_AFTER } = await import('./marks');

const view = { begun: true, waits: false, refused: 0, aside: [], sum: 0, updates: [] as string[] };
const nothing = () => undefined;
const hears = {
  changed: nothing,
  sent: nothing,
  unsent: nothing,
  heard: nothing,
  unheard: nothing,
  begun: nothing,
  around: (merge: () => void) => merge()
};
let theirs = new Y.Doc();
/** Somebody else writes at the end. */
async function writes(words: string) {
  const before = Y.encodeStateVector(theirs);
  const text = theirs.getText('summary');
  text.insert(text.length, words);
  const update = Buffer.from(Y.encodeStateAsUpdate(theirs, before)).toString('base64');
  call.mockResolvedValue({ ...view, updates: [update] });
  stale.ring({ views: ['text'] });
  await vi.advanceTimersByTimeAsync(0);
}
async function opened() {
  call.mockResolvedValue(view);
  const shared = new SharedDocument('inc' as unknown as IncidentId, 'review', view, hears);
  await vi.advanceTimersByTimeAsync(0);
  const parent = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
  const on = { onfocus: nothing, oncaret: nothing, oncite: nothing, onraise: nothing, onremark: nothing };
  const editor = edit({ parent, shared, section: 'summary', label: 'Summary', hint: '', ...on });
  const marks = () => [...parent.querySelectorAll('.merged')].map((mark) => mark.textContent).join('');
  return { editor, marks };
}

beforeEach(() => {
  vi.useFakeTimers();
  theirs = new Y.Doc();
});
afterEach(() => void vi.useRealTimers());

it('marks what others write under a reader’s eyes for a while, each piece for as long', async () => {
  const { editor, marks } = await opened();
  await writes('Cards failed. ');
  expect(marks()).toBe('Cards failed. ');
  await vi.advanceTimersByTimeAsync(FADES_AFTER / 2);
  await writes('All of them.');
  // What the reader writes meanwhile takes nothing from it.
  editor.view.dispatch({ changes: { from: 0, insert: 'So: ' } });
  expect(marks()).toBe('Cards failed. All of them.');
  await vi.advanceTimersByTimeAsync(FADES_AFTER / 2);
  expect(marks()).toBe('All of them.');
  await vi.advanceTimersByTimeAsync(FADES_AFTER / 2);
  expect(marks()).toBe('');
  editor.destroy();
});

it('keeps marked what others wrote apart until somebody has looked', async () => {
  const { editor, marks } = await opened();
  await writes(' Late.');
  editor.asked(true);
  await vi.advanceTimersByTimeAsync(2 * FADES_AFTER);
  expect(marks()).toContain(' Late.');
  editor.asked(false);
  expect(marks()).toBe('');
  editor.destroy();
});
