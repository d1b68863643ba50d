import type { BoardLine } from '$backend/bindings';
import { arrange, orderOf, type Order } from './steady';

const KEYS_HOLD_MS = 10_000;

/**
 * Keeps rows where they are while somebody points at them or moves among them by key, so that what is about to be
 * pressed is not replaced by something else. Let go, they follow Rust's order again.
 */
export class Hold {
  #fresh: () => BoardLine[][];
  #order = $state.raw<Order | null>(null);
  #pointing = false;
  #timer = 0;
  #arranged = $derived.by(() => arrange(this.#fresh(), this.#order));

  constructor(fresh: () => BoardLine[][]) {
    this.#fresh = fresh;
  }

  get groups(): BoardLine[][] {
    return this.#arranged.groups;
  }
  /** How many rows have come since. */
  get waiting(): number {
    return this.#arranged.waiting;
  }

  point = (): void => {
    this.#pointing = true;
    this.#keep();
  };
  leave = (): void => {
    this.#pointing = false;
    window.clearTimeout(this.#timer);
    this.#order = null;
  };
  /** A key moved the selection. */
  touch = (): void => {
    this.#keep();
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => !this.#pointing && this.leave(), KEYS_HOLD_MS);
  };
  /** Shows what is new, at once, and holds that if somebody still points at it. */
  renew = (): void => {
    this.#order = this.#pointing ? orderOf(this.#fresh()) : null;
  };

  #keep(): void {
    // Nothing is held before there is anything: the first rows may come at any time.
    if (!this.#order && this.#fresh().some((rows) => rows.length > 0)) this.#order = orderOf(this.#fresh());
  }
}
