import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { BookView, Command, Done, EntryRef, IncidentId, PersonId, Room, RoomView, Start } from '$backend/bindings';
import { failureFrom } from '$backend/failure';
import { backend } from '$backend/index';
import type { Live } from '$backend/live.svelte';
import { readMoment } from '$backend/read-moment';
import { complain, say } from '$design/toasts.svelte';
import { words } from '$text/room';
import type { Ask } from './ask';

/** What was done in this window, so that Ctrl+Z can take it back. It outlives the screen, not the app. */
interface Step {
  entries: EntryRef[];
  said: string;
}
const past = new SvelteMap<IncidentId, Step[]>();

const ROOM = Symbol('room');

/** Which lists on screen the keys act on. */
export interface Aim {
  line: EntryRef | null;
  item: string | null;
  task: EntryRef | null;
}

/** One incident as this person sees it: its view, and the way to change it. Every part of the war room reads it. */
export class InRoom {
  readonly id: IncidentId;
  /** The dialog that is open. */
  ask = $state.raw<Ask | null>(null);
  /** A call is to be logged, and nobody has said yet with whom. */
  logs = $state(false);
  /** Where the pointer or the focus is, for P, X and Shift+T. Not reactive: it is only read when a key is pressed. */
  readonly aim: Aim = { line: null, item: null, task: null };

  readonly #view: () => RoomView;
  readonly #live: Live<RoomView>;
  readonly #book: Live<BookView>;
  readonly #start: () => Start;

  constructor(id: IncidentId, live: Live<RoomView>, book: Live<BookView>, start: () => Start, view: () => RoomView) {
    this.id = id;
    this.#live = live;
    this.#book = book;
    this.#start = start;
    this.#view = view;
  }

  get view(): RoomView {
    return this.#view();
  }
  get room(): Room {
    return this.#view().room;
  }
  /** What of it past incidents can be like. */
  get likeness(): string {
    const { title, services, root_cause_type: cause, root_cause_service: at } = this.room;
    return JSON.stringify([title, services.map(({ name }) => name), cause, at]);
  }
  get book(): BookView | undefined {
    return this.#book.data;
  }
  get me(): PersonId {
    return this.#start().me;
  }
  /** The zone in which this person writes times. */
  get zone(): string {
    return this.#start().zone;
  }
  get canUndo(): boolean {
    return (past.get(this.id)?.length ?? 0) > 0;
  }

  /**
   * Carries out a command. Rejects with a Failure, for forms that show it where it was typed. What belongs to `first`, the
   * entries of a command before it, is taken back together with them.
   */
  async execute(command: Command, said?: string, first: EntryRef[] = []): Promise<Done> {
    const { entries, ...more } = await backend.call('execute', { incident: this.id, command });
    this.#forget(first);
    const done: Done = { ...more, entries: [...first, ...entries] };
    if (command.type !== 'undo' && done.entries.length > 0) {
      past.set(this.id, [...(past.get(this.id) ?? []), { entries: done.entries, said: said ?? words.lastChange }]);
    }
    await this.#live.refresh();
    if (this.#isForGood(done.entries)) this.#forget(done.entries);
    if (said) this.tell(done.entries, said);
    return done;
  }

  /** Says what was done, with the way back where there is one. */
  tell(entries: EntryRef[], said: string): void {
    const named = (step: Step) => (step.entries[0] === entries[0] ? { ...step, said } : step);
    past.set(this.id, (past.get(this.id) ?? []).map(named));
    say(said, this.#isForGood(entries) ? undefined : () => void this.takeBack(entries, said));
  }

  /** The line that tells of it knows whether it can be taken back; what has no line, such as a pin, always can. */
  #isForGood(entries: EntryRef[]): boolean {
    const line = this.room.timeline.findLast((each) => each.entries.some((entry) => entries.includes(entry)));
    return line !== undefined && !line.can.undo;
  }

  /** The same from a button, where a failure has no better place than a toast. Tells whether it went well. */
  async attempt(command: Command, said?: string): Promise<boolean> {
    try {
      await this.execute(command, said);
      return true;
    } catch (thrown) {
      complain(failureFrom(thrown));
      return false;
    }
  }

  /** The same for what happened at a time that a person wrote; at none, now. */
  async attemptAt(when: string, command: (at: { at?: number }) => Command, said: string): Promise<boolean> {
    try {
      const at = await readMoment(when);
      await this.execute(command(at === null ? {} : { at }), said);
      return true;
    } catch (thrown) {
      complain(failureFrom(thrown));
      return false;
    }
  }

  /** Takes back what one command did, wherever it stands among the later ones. */
  async takeBack(entries: EntryRef[], said?: string): Promise<void> {
    this.#forget(entries);
    if (await this.attempt({ type: 'undo', entries })) say(words.takenBack(said));
  }

  #forget(entries: EntryRef[]): void {
    past.set(
      this.id,
      (past.get(this.id) ?? []).filter((step) => step.entries[0] !== entries[0])
    );
  }

  async undoLast(): Promise<void> {
    const last = past.get(this.id)?.at(-1);
    if (last) await this.takeBack(last.entries, last.said);
  }

  refreshBook(): Promise<void> {
    return this.#book.refresh();
  }
}

export const provideRoom = (room: InRoom): InRoom => setContext(ROOM, room);

/** The incident around this component. Call it during initialisation. */
export const inRoom = (): InRoom => getContext<InRoom>(ROOM);
