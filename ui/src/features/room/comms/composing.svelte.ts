import type { Audience, EntryRef, IncidentId, Occasion, PreviewView } from '$backend/bindings';
import { failureFrom, type Failure } from '$backend/failure';
import { backend } from '$backend/index';
import { latest } from '$backend/latest';
import { ticker } from '$design/ticker.svelte';

const MINUTE = 60_000;
/** A draft is on the disk so long after the last key. */
const KEPT_AFTER = 300;

/** The draft for one audience of one incident, as it is being written. */
export class Composing {
  readonly incident: IncidentId;
  readonly audience: Audience;
  occasion = $state<Occasion>('investigating');
  text = $state('');
  nextIn = $state<number | null>(null);
  /** Minutes after which this audience hears by the cadence. */
  cadence = $state<number | null>(null);
  keptAt = $state<number | null>(null);
  preview = $state.raw<PreviewView>();
  failure = $state.raw<Failure>();
  loaded = $state(false);
  /** The proposal that this draft takes the place of. */
  replaces = $state<EntryRef | null>(null);
  #timer = 0;
  readonly #look: () => Promise<void>;

  constructor(incident: IncidentId, audience: Audience) {
    this.incident = incident;
    this.audience = audience;
    this.#look = latest(async () => {
      try {
        this.preview = await this.#ask();
        this.failure = undefined;
      } catch (thrown) {
        this.failure = failureFrom(thrown);
      }
    });
  }

  /** When the next update comes, in whole minutes: what the text says is what is promised. */
  get nextDue(): number | null {
    return this.nextIn === null ? null : Math.ceil((Date.now() + this.nextIn * MINUTE) / MINUTE) * MINUTE;
  }

  #ask(): Promise<PreviewView> {
    const { incident, audience, occasion, text } = this;
    return backend.call('preview', { incident, audience, occasion, text, next_due: this.nextDue });
  }

  /** Fetches what was written here, or the template of an occasion. */
  async load(occasion: Occasion | null): Promise<void> {
    const { incident, audience } = this;
    const view = await backend.call('draft', { incident, audience, occasion });
    this.occasion = view.draft.occasion;
    this.text = view.draft.text;
    this.nextIn = view.draft.next_in;
    this.cadence = view.cadence;
    this.keptAt = view.kept_at;
    this.loaded = true;
    await this.#look();
  }

  write(text: string): void {
    this.text = text;
    this.#changed();
  }

  setNext(minutes: number | null): void {
    this.nextIn = minutes;
    this.#changed();
  }

  /** Another occasion begins from its template, unless somebody has written here: then only the occasion changes. */
  async setOccasion(occasion: Occasion): Promise<void> {
    if (this.keptAt === null) return this.load(occasion);
    this.occasion = occasion;
    this.#changed();
  }

  /** Forgets what was written and begins anew. */
  async startAfresh(): Promise<void> {
    window.clearTimeout(this.#timer);
    await backend.call('keep_draft', { incident: this.incident, audience: this.audience, draft: null });
    this.replaces = null;
    await this.load(this.occasion);
  }

  #changed(): void {
    void this.#look();
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.keep(), KEPT_AFTER);
  }

  async keep(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const { incident, audience, occasion, text, nextIn: next_in } = this;
    try {
      await backend.call('keep_draft', { incident, audience, draft: { occasion, text, next_in } });
      this.keptAt = ticker.now;
    } catch (thrown) {
      this.failure = failureFrom(thrown);
    }
  }

  /** What was typed in the last moment is kept before the person goes elsewhere. */
  async leave(): Promise<void> {
    if (this.#timer) await this.keep();
  }

  /** It was proposed: what is written next is another update. */
  async proposed(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    await backend.call('keep_draft', { incident: this.incident, audience: this.audience, draft: null });
    this.replaces = null;
    this.keptAt = null;
  }

  refresh(): Promise<void> {
    return this.#look();
  }

  /** The words and the promise as they would leave now. */
  async settled(): Promise<{ text: string; next_due: number | null; ready: boolean }> {
    const next_due = this.nextDue;
    const preview = await this.#ask();
    this.preview = preview;
    return { text: preview.text, next_due: preview.promised ?? next_due, ready: preview.ready };
  }
}
