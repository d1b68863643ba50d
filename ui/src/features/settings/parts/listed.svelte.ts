import { sentence } from '$backend/failure';

type Next<T> = (list: readonly T[]) => readonly T[];

interface Written<T> {
  list: readonly T[];
  /** The same to compare. */
  said: string;
  /** What was there before it, and may still be given for a moment. */
  earlier: string[];
  isGiven: boolean;
}

const saying = (list: readonly unknown[]): string => JSON.stringify(list);

/**
 * A list that is written down as a whole. A change is made to what the one before it leaves, also while that is still
 * being written: no press is lost, and none takes back another.
 */
export class Listed<T> {
  /** The sentence with which the last press was refused. */
  error = $state<string>();
  readonly #given: () => readonly T[];
  readonly #save: (list: T[], said: string) => Promise<unknown>;
  /** Presses that are shown already. */
  #pressed = $state.raw<Next<T>[]>([]);
  /** What was written down last, until it is given back or somebody else's is. */
  #written = $state.raw<Written<T>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(given: () => readonly T[], save: (list: T[], said: string) => Promise<unknown>) {
    this.#given = given;
    this.#save = save;
  }

  /** As it will be once all that was pressed is written down. */
  get now(): readonly T[] {
    return this.#pressed.reduce((list, next) => next(list), this.#known());
  }

  /** Writes a change down after those before it. Rejects with Rust's refusal: what was typed stays where it was typed. */
  change(next: Next<T>, said: string): Promise<void> {
    const work = this.#last.then(() => this.#write(next, said));
    this.#last = work.catch(() => undefined);
    return work;
  }

  /** The same from a button: it shows at once, and a refusal has no better place than beneath the list. */
  async press(next: Next<T>, said: string): Promise<void> {
    this.error = undefined;
    this.#pressed = [...this.#pressed, next];
    try {
      await this.change(next, said);
    } catch (thrown) {
      this.error = sentence(thrown);
    }
  }

  async #write(next: Next<T>, said: string): Promise<void> {
    const known = this.#known();
    const list = next(known);
    try {
      if (list === known) return;
      const earlier = [...(this.#written?.isGiven ? [] : (this.#written?.earlier ?? [])), saying(known)];
      await this.#save([...list], said);
      this.#written = { list, said: saying(list), earlier, isGiven: false };
    } finally {
      // In the same moment, or it would show twice.
      this.#pressed = this.#pressed.filter((each) => each !== next);
    }
  }

  #known(): readonly T[] {
    const [given, written] = [this.#given(), this.#written];
    if (!written || written.isGiven) return given;
    const is = saying(given);
    // Noted beside what is drawn: from now on what is given counts, also where it is what was there before.
    written.isGiven = is === written.said;
    // It was asked for before this was written down, and would show a moment that is past.
    return written.earlier.includes(is) ? written.list : given;
  }
}
