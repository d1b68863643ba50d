import * as Y from 'yjs';
import type { AsideView, IncidentId, Passage, TextView } from './bindings';
import { EVERY_VIEW } from './contract';
import { backend } from './index';
import { latest } from './latest';
import { PIECE, pieces } from './text-change';

/** So long after the first key what was typed goes to Rust, which has it written down within 300 ms of that key. */
const SENT_AFTER = 200;
/** What could not be sent is tried again so much later, or with the next change. */
const SENT_AGAIN = 3_000;
/** An update carries at most 32 KiB. */
const BYTES = 24 * 1024;
/** So many of them are taken at once. */
const UPDATES = 200;
/** A change of more letters is taken back by itself: several of them within a moment would be more than an update carries. */
const LARGE = 1_000;

/** Marks what this page writes, so that its own undo takes back that alone. */
const HERE = Symbol('here');
/** Marks what this page says of a document: nobody wrote it, and nobody takes it back. */
const NOTED = Symbol('noted');

/** In a plain loop: a long text comes with every few keys. */
function decoded(text: string): Uint8Array {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
function encoded(bytes: Uint8Array): string {
  let letters = '';
  // A call takes only so many.
  for (let at = 0; at < bytes.length; at += PIECE) letters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(letters);
}

/** A place in a text that stays where it is in its sentence, whatever others write before it. */
export type Place = Y.RelativePosition;

/** A value that belongs to a document. */
type Value = string | number | null;

/** So many letters from `from` on are gone, and these stand there instead. */
export interface Change {
  from: number;
  gone: number;
  text: string;
}

/** What becomes of a document, for whoever shows it. */
export interface Hears {
  /** It says something else now, written here or not. */
  changed(here: boolean): void;
  /** What was written here is with Rust: all of it, or more was typed while it was on its way. */
  sent(all: boolean): void;
  /** Something written here could not be sent; it is tried again. */
  unsent(thrown: unknown): void;
  /** What others wrote is here. */
  heard(): void;
  /** What others wrote could not be fetched; it is tried again with their next change. */
  unheard(thrown: unknown): void;
  /**
   * Nobody had touched it when it was opened here, and now somebody else has; or it says something else here than what Rust
   * holds, as on a laptop that was copied while it was open. It has to be opened anew.
   */
  begun(): void;
  /** What others wrote comes in now: whoever holds a place in the text keeps it. */
  around(merge: () => void): void;
}

/**
 * Texts that several people write at the same time. What is written here is sent to Rust shortly after, and what others
 * wrote is fetched when Rust says so; both are merged by the rules of Yjs, here and there.
 */
export class SharedDocument {
  readonly name: string;
  readonly #doc = new Y.Doc();
  readonly #values = this.#doc.getMap<Value>('values');
  readonly #undo = new Y.UndoManager([this.#values], { trackedOrigins: new Set([HERE]) });
  readonly #incident: IncidentId;
  readonly #hears: Hears;
  /** Somebody wrote in it. */
  #begun: boolean;
  #waits: boolean;
  #refused: number;
  #aside: AsideView[];
  /** It said here what Rust holds. */
  #agreed: boolean;
  #unsent: Uint8Array[] = [];
  #dirty = false;
  #wroteHere = false;
  /** So many changes were written here. */
  #written = 0;
  #timer = 0;
  readonly #send: () => Promise<void>;
  /** Never twice at once: an older answer does not say what is so. */
  readonly #fetch: () => Promise<void>;
  /** Why what was sent last was not taken. */
  #failed: { thrown: unknown } | undefined;
  /** Something is being sent. */
  #onItsWay = false;
  /** What was sent last, and perhaps has not arrived. */
  #sending: Promise<void> | undefined;
  readonly #stop: () => void;
  #closed = false;

  /** `view` is what Rust says of the document; of one that nobody has touched, it is sent with the first change. */
  constructor(incident: IncidentId, name: string, view: TextView, hears: Hears) {
    this.#incident = incident;
    this.name = name;
    this.#hears = hears;
    this.#begun = view.begun;
    this.#waits = view.waits;
    this.#refused = view.refused;
    this.#aside = view.aside;
    this.#merge(view);
    this.#agreed = this.#sum() === view.sum;
    if (!view.begun) this.#unsent = view.updates.map(decoded);
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      const here = origin === HERE || origin === this.#undo;
      if (here) this.#wroteHere = true;
      if (here || origin === NOTED) this.#toSend(update);
      hears.changed(here || origin === NOTED);
    });
    this.#send = latest(() => this.#sendAll());
    this.#fetch = latest(() => this.#fetchAll());
    this.#stop = backend.onStale(({ views, stream }) => {
      // Nobody was listening for a while: what could not be sent then goes now.
      const missed = views.includes(EVERY_VIEW);
      if (missed) void this.send();
      if ((missed || views.includes('text')) && (!stream || stream === incident)) void this.#fetch();
    });
    // What was written after `view` was read and before anybody listened here.
    void this.#fetch();
  }

  /** Whether anybody has touched it. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether somebody wrote in it on this page since it was opened. */
  get wroteHere(): boolean {
    return this.#wroteHere;
  }

  /** Whether something was written on top of what has not come yet. */
  get waits(): boolean {
    return this.#waits;
  }

  /** How many changes cannot be read. */
  get refused(): number {
    return this.#refused;
  }

  /** Words of a laptop that was copied while a page was open on it, which stand in no text. */
  get aside(): AsideView[] {
    return this.#aside;
  }

  textOf(name: string): string {
    return this.#textOf(name).toString();
  }

  value(key: string): Value {
    return this.#values.get(key) ?? null;
  }

  /** Writes in a text. The changes are those of one moment, from its beginning to its end. */
  edit(name: string, changes: Change[]): void {
    const text = this.#textOf(name);
    // From the end, so that no change moves the place of another.
    for (const { from, gone, text: come } of changes.toReversed()) {
      const [first = '', ...rest] = pieces(come);
      // What is taken back or put there again as one goes as one update, and Rust takes no large one.
      const large = gone + come.length > LARGE;
      if (large) this.#undo.stopCapturing();
      this.#doc.transact(() => {
        if (gone > 0) text.delete(from, gone);
        if (first) text.insert(from, first);
      }, HERE);
      let at = from + first.length;
      for (const piece of rest) {
        this.#undo.stopCapturing();
        this.#doc.transact(() => text.insert(at, piece), HERE);
        at += piece.length;
      }
      // To put so much back would take more than one update can carry.
      if (gone > PIECE) this.#undo.clear();
      else if (large) this.#undo.stopCapturing();
    }
  }

  /** Tells what else than `edit` changes in a text: what others wrote, and what was taken back. */
  onOthers(name: string, hear: (changes: Change[], here: boolean) => void): () => void {
    const text = this.#textOf(name);
    this.#undo.addToScope(text);
    const observe = (event: Y.YTextEvent, transaction: Y.Transaction) => {
      if (transaction.origin !== HERE) hear(changesOf(event), transaction.origin === this.#undo);
    };
    text.observe(observe);
    return () => text.unobserve(observe);
  }

  set(key: string, value: Value): void {
    if (this.value(key) !== value) this.#doc.transact(() => this.#values.set(key, value), HERE);
  }

  /** How far everybody has written in it, as far as that has come here. */
  get reach(): string {
    return encoded(Y.encodeStateVector(this.#doc));
  }

  /** Says that it was proposed as it stood when everybody had come so far: what is written later is part of no update. */
  async proposed(reach: string): Promise<void> {
    this.#doc.transact(() => this.#values.set(`proposed/${this.#doc.clientID}`, reach), NOTED);
    await this.settle();
  }

  /** Takes back what was written here last, and nothing that others wrote. */
  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  /** A place as whoever else writes here can find it. */
  pointerIn(name: string, offset: number): string {
    return encoded(Y.encodeRelativePosition(this.placeIn(name, offset)));
  }

  /** Where somebody else's place is now; null for one that is not in what has come so far, or that nobody made. */
  foundIn(name: string, pointer: string): number | null {
    try {
      const place = Y.decodeRelativePosition(decoded(pointer));
      // A name of its own would be made anew here.
      if (place.tname !== null && place.tname !== name) return null;
      const text = this.#textOf(name);
      const at = Y.createAbsolutePositionFromRelativePosition(place, this.#doc);
      return at?.type === text ? Math.min(at.index, text.length) : null;
    } catch {
      return null;
    }
  }

  /** A piece of a text, as whoever reads a remark about it finds it again. */
  passage(section: string, from: number, to: number): Passage {
    const text = this.#textOf(section);
    const at = (offset: number, side: number) =>
      encoded(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, offset, side)));
    // Both ends hold on to the words between them: what is written beside them does not belong to it.
    return { section, from: at(from, 0), to: at(to, -1), words: text.toString().slice(from, to) };
  }

  /** Where a passage is now; null where nothing is left of it, or it has not come yet. */
  placeOf({ section, from, to }: Passage): { from: number; to: number } | null {
    const [begin, end] = [this.foundIn(section, from), this.foundIn(section, to)];
    return begin !== null && end !== null && begin < end ? { from: begin, to: end } : null;
  }

  /** The update that would put these words in place of a passage. Nothing is written. */
  suggestion(section: string, from: number, to: number, words: string): string {
    const apart = new Y.Doc();
    Y.applyUpdate(apart, Y.encodeStateAsUpdate(this.#doc));
    const text = apart.getText(section);
    let update: Uint8Array = new Uint8Array();
    apart.on('update', (made: Uint8Array) => (update = made));
    apart.transact(() => {
      if (words) text.insert(to, words);
      if (to > from) text.delete(from, to - from);
    });
    apart.destroy();
    return encoded(update);
  }

  placeIn(name: string, offset: number): Place {
    // A caret stays behind what it stands behind.
    return Y.createRelativePositionFromTypeIndex(this.#textOf(name), offset, -1);
  }

  offset(place: Place): number {
    return Y.createAbsolutePositionFromRelativePosition(place, this.#doc)?.index ?? 0;
  }

  /** Sends what is left, and returns when it is written down. */
  async send(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#dirty) this.#sending = this.#send();
    await this.#sending;
  }

  /** Sends what is left, for what rests on its being written down; thrown is why it is not. */
  async settle(): Promise<void> {
    await this.send();
    if (this.#failed) throw this.#failed.thrown;
  }

  /** Sends what is left, and what it begins with if nobody has touched it: then all of it is written down. */
  async writeDown(): Promise<void> {
    this.#dirty ||= !this.#begun;
    this.#begun = true;
    await this.send();
  }

  /** Sends what is left, and hears nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.send();
  }

  #textOf(name: string): Y.Text {
    return this.#doc.getText(name);
  }

  async #fetchAll(): Promise<void> {
    try {
      const [before, quiet] = [this.#written, this.#quiet];
      const held = Y.encodeStateVector(this.#doc);
      const view = await backend.call('text', {
        incident: this.#incident,
        name: this.name,
        // Of a text that very many pages wrote, all of it comes.
        held: held.length > BYTES ? null : encoded(held)
      });
      if (this.#closed) return;
      this.#hears.heard();
      // Words that began it elsewhere would stand beside those that nobody has touched here.
      if (view.begun && !this.#begun) this.#hears.begun();
      else this.#hears.around(() => this.#take(view, quiet && before === this.#written));
      if (view.waits === this.#waits && view.refused === this.#refused && same(view.aside, this.#aside)) return;
      [this.#waits, this.#refused, this.#aside] = [view.waits, view.refused, view.aside];
      this.#hears.changed(false);
    } catch (thrown) {
      if (!this.#closed) this.#hears.unheard(thrown);
    }
  }

  /** All that was written here is with Rust. */
  get #quiet(): boolean {
    return !this.#dirty && this.#unsent.length === 0 && !this.#onItsWay;
  }

  /** Merges what Rust holds. What was written nowhere else meanwhile is the same afterwards, or this page has to begin anew. */
  #take(view: TextView, quiet: boolean): void {
    this.#merge(view);
    if (!quiet || view.waits) return;
    const agrees = this.#sum() === view.sum;
    if (this.#agreed && !agrees) this.#hears.begun();
    this.#agreed = agrees;
  }

  /** FNV-1a over the letters of all texts in which something stands, as Rust counts them. */
  #sum(): number {
    const texts = [...this.#doc.share.keys()].filter((name) => name !== 'values').toSorted();
    const written = texts.map((name) => [name, this.textOf(name)] as const).filter(([, text]) => text !== '');
    let sum = 0x811c9dc5;
    for (const letters of written.flat())
      for (let at = 0; at < letters.length; at += 1) sum = Math.imul(sum ^ letters.charCodeAt(at), 0x01000193);
    return sum >>> 0;
  }

  #merge(view: TextView): void {
    for (const update of view.updates) Y.applyUpdate(this.#doc, decoded(update));
  }

  #toSend(update: Uint8Array): void {
    this.#begun = true;
    this.#dirty = true;
    this.#written += 1;
    this.#unsent.push(update);
    this.#timer ||= window.setTimeout(() => void this.send(), SENT_AFTER);
  }

  async #sendAll(): Promise<void> {
    const sending = this.#unsent;
    this.#unsent = [];
    this.#dirty = false;
    const updates = merged(sending).map(encoded);
    this.#onItsWay = true;
    try {
      for (let at = 0; at < updates.length || at === 0; at += UPDATES) {
        const some = updates.slice(at, at + UPDATES);
        await backend.call('edit_text', { incident: this.#incident, name: this.name, updates: some });
      }
      this.#failed = undefined;
      this.#hears.sent(!this.#dirty);
    } catch (thrown) {
      this.#failed = { thrown };
      // To have sent some of it does no harm.
      this.#unsent = [...sending, ...this.#unsent];
      this.#dirty = true;
      this.#timer ||= window.setTimeout(() => void this.send(), SENT_AGAIN);
      this.#hears.unsent(thrown);
    } finally {
      this.#onItsWay = false;
    }
  }
}

const same = (one: AsideView[], other: AsideView[]) =>
  one.length === other.length &&
  one.every(({ entry, words }, nth) => words === other[nth]?.words && entry === other[nth].entry);

/** Updates of a few keys in one, as far as that is not too large. */
function merged(updates: Uint8Array[]): Uint8Array[] {
  const parts: Uint8Array[][] = [];
  let bytes = BYTES;
  for (const update of updates) {
    bytes += update.length;
    if (bytes > BYTES) {
      parts.push([]);
      bytes = update.length;
    }
    parts.at(-1)?.push(update);
  }
  return parts.map((part) => Y.mergeUpdates(part));
}

/** A change as an editor tells it. */
function changesOf(event: Y.YTextEvent): Change[] {
  const changes: Change[] = [];
  let at = 0;
  for (const { retain = 0, delete: gone = 0, insert = '' } of event.delta) {
    at += retain;
    if (gone === 0 && insert === '') continue;
    const text = typeof insert === 'string' ? insert : '';
    const last = changes.at(-1);
    // What stands in place of what is gone is one change.
    if (last && last.from + last.gone === at && last.text === '') last.text = text;
    else changes.push({ from: at, gone, text });
    at += gone;
  }
  return changes;
}
