import * as Y from 'yjs';
import type { IncidentId, TextView } from './bindings';
import { backend } from './index';
import { latest } from './latest';
import { difference, PIECE, pieces } from './text-change';

/** What was typed is with Rust so long after the first key. */
const SENT_AFTER = 300;
/** An update carries at most 32 KiB. */
const BYTES = 24 * 1024;

/** The name of the text among what belongs to it. */
const TEXT = 'text';

/** Marks what this page writes, so that its own undo takes back that alone. */
const HERE = Symbol('here');

const decoded = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const encoded = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

/** A place in a text that stays where it is in its sentence, whatever others write before it. */
export type Place = Y.RelativePosition;

/** A value that belongs to a text. */
type Value = string | number | null;

/** What becomes of a text, for whoever shows it. */
interface Hears {
  /** It says something else now, written here or not. */
  changed(here: boolean): void;
  /** What was written here is with Rust. */
  sent(): void;
  /** Something written here could not be sent; it is tried again with the next change. */
  unsent(thrown: unknown): void;
  /** What others wrote is here. */
  heard(): void;
  /** What others wrote could not be fetched; it is tried again with their next change. */
  unheard(thrown: unknown): void;
  /** Nobody had touched it when it was opened here, and now somebody else has. */
  begun(): void;
  /** What others wrote comes in now: whoever holds a place in the text keeps it. */
  around(merge: () => void): void;
}

/**
 * A text that several people write at the same time. What is written here is sent to Rust shortly after, and what others
 * wrote is fetched when Rust says so; both are merged by the rules of Yjs, here and there.
 */
export class SharedText {
  readonly name: string;
  readonly #doc = new Y.Doc();
  readonly #text = this.#doc.getText(TEXT);
  readonly #values = this.#doc.getMap<Value>('values');
  readonly #undo = new Y.UndoManager([this.#text, this.#values], { trackedOrigins: new Set([HERE]) });
  readonly #incident: IncidentId;
  readonly #hears: Hears;
  /** Somebody wrote in it. */
  #begun: boolean;
  #waits: boolean;
  #refused: number;
  #unsent: Uint8Array[] = [];
  #dirty = false;
  #wroteHere = false;
  #timer = 0;
  readonly #send: () => Promise<void>;
  /** What was sent last, and perhaps has not arrived. */
  #sending: Promise<void> | undefined;
  readonly #stop: () => void;

  /** `view` is what Rust says of the text; of one that nobody has touched, it is sent with the first change. */
  constructor(incident: IncidentId, name: string, view: TextView, hears: Hears) {
    this.#incident = incident;
    this.name = name;
    this.#hears = hears;
    this.#begun = view.begun;
    this.#waits = view.waits;
    this.#refused = view.refused;
    this.#merge(view);
    if (!view.begun) this.#unsent = view.updates.map(decoded);
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      const here = origin === HERE || origin === this.#undo;
      if (here) this.#wrote(update);
      hears.changed(here);
    });
    this.#send = latest(() => this.#sendAll());
    this.#stop = backend.onStale((stale) => {
      if (stale.views.includes('text') && (!stale.stream || stale.stream === incident)) void this.#fetch();
    });
  }

  get text(): string {
    return this.#text.toString();
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

  value(key: string): Value {
    return this.#values.get(key) ?? null;
  }

  /** Says this text instead. What both have in common at either end stays, so that others go on writing there. */
  write(text: string): void {
    const before = this.text;
    if (text === before) return;
    const { from, gone, to } = difference(before, text);
    this.#doc.transact(() => this.#text.delete(from, gone), HERE);
    let at = from;
    for (const piece of pieces(text.slice(from, to))) {
      this.#doc.transact(() => this.#text.insert(at, piece), HERE);
      at += piece.length;
    }
    // To put so much back would take more than one update can carry.
    if (gone > PIECE) this.#undo.clear();
  }

  set(key: string, value: Value): void {
    if (this.value(key) !== value) this.#doc.transact(() => this.#values.set(key, value), HERE);
  }

  /** Takes back what was written here last, and nothing that others wrote. */
  undo(): void {
    this.#undo.undo();
  }

  redo(): void {
    this.#undo.redo();
  }

  /** A place as whoever else writes here can find it. */
  pointer(offset: number): string {
    return encoded(Y.encodeRelativePosition(this.place(offset)));
  }

  /** Where somebody else's place is now; null for one that is not in what has come so far, or that nobody made. */
  found(pointer: string): number | null {
    try {
      const place = Y.decodeRelativePosition(decoded(pointer));
      // A name of its own would be made anew here.
      if (place.tname !== null && place.tname !== TEXT) return null;
      const at = Y.createAbsolutePositionFromRelativePosition(place, this.#doc);
      return at?.type === this.#text ? Math.min(at.index, this.#text.length) : null;
    } catch {
      return null;
    }
  }

  place(offset: number): Place {
    // A caret stays behind what it stands behind.
    return Y.createRelativePositionFromTypeIndex(this.#text, offset, -1);
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

  /** Sends what is left, and what it begins with if nobody has touched it: then all of it is written down. */
  async writeDown(): Promise<void> {
    this.#dirty ||= !this.#begun;
    this.#begun = true;
    await this.send();
  }

  /** Sends what is left, and hears nothing more. */
  async close(): Promise<void> {
    this.#stop();
    await this.send();
  }

  async #fetch(): Promise<void> {
    try {
      const view = await backend.call('text', { incident: this.#incident, name: this.name });
      this.#hears.heard();
      // Words that began it elsewhere would stand beside those that nobody has touched here.
      if (view.begun && !this.#begun) this.#hears.begun();
      else this.#hears.around(() => this.#merge(view));
      if (view.waits === this.#waits && view.refused === this.#refused) return;
      [this.#waits, this.#refused] = [view.waits, view.refused];
      this.#hears.changed(false);
    } catch (thrown) {
      this.#hears.unheard(thrown);
    }
  }

  #merge(view: TextView): void {
    for (const update of view.updates) Y.applyUpdate(this.#doc, decoded(update));
  }

  #wrote(update: Uint8Array): void {
    this.#begun = true;
    this.#wroteHere = true;
    this.#dirty = true;
    this.#unsent.push(update);
    this.#timer ||= window.setTimeout(() => void this.send(), SENT_AFTER);
  }

  async #sendAll(): Promise<void> {
    const sending = this.#unsent;
    this.#unsent = [];
    this.#dirty = false;
    const updates = merged(sending).map(encoded);
    try {
      await backend.call('edit_text', { incident: this.#incident, name: this.name, updates });
      this.#hears.sent();
    } catch (thrown) {
      // To have sent some of it does no harm.
      this.#unsent = [...sending, ...this.#unsent];
      this.#dirty = true;
      this.#hears.unsent(thrown);
    }
  }
}

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
