import type { Caret, IncidentId } from '$backend/bindings';
import { backend } from '$backend/index';

/** A caret that moves is told no more often. */
const TOLD_EVERY = 500;

/** Tells the others where in a review this person writes, for as long as they do. */
export class Pointing {
  readonly #incident: IncidentId;
  #timer = 0;
  #told = '';
  #next: Caret | null = null;

  constructor(incident: IncidentId) {
    this.#incident = incident;
  }

  /** In this text they write here, or no more. Which of two texts hears first that the focus moved is not known. */
  at(text: string, at: string | null): void {
    if (at === null && this.#next?.text !== text) return;
    this.#next = at === null ? null : { text, at };
    this.#timer ||= window.setTimeout(() => this.#tell(), TOLD_EVERY);
  }

  end(): void {
    window.clearTimeout(this.#timer);
    this.#next = null;
    this.#tell();
  }

  #tell(): void {
    this.#timer = 0;
    const caret = this.#next;
    const told = caret ? `${caret.text} ${caret.at}` : '';
    if (told === this.#told) return;
    this.#told = told;
    // Nobody misses it if it cannot be said.
    void backend.call('point', { incident: this.#incident, caret }).catch(() => {});
  }
}
