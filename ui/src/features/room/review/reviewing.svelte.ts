import type { AsideView, EntryRef, IncidentId, ReviewVersion, ReviewView, SectionChange } from '$backend/bindings';
import { failureFrom, type Failure } from '$backend/failure';
import { inTurn } from '$backend/in-turn';
import { backend } from '$backend/index';
import { latest } from '$backend/latest';
import { SharedDocument } from '$backend/shared-document';
import { cameApart, entriesOf } from './apart';

/** The document of a review, as it is open on this page. */
export class Reviewing {
  readonly incident: IncidentId;
  shared = $state.raw<SharedDocument>();
  /** Why there is no text to write in. */
  unopened = $state.raw<Failure>();
  /** When what was written here last was written down. */
  keptAt = $state<number>();
  /** Something is on this screen alone. */
  unkept = $state(false);
  failure = $state.raw<Failure>();
  waits = $state(false);
  refused = $state(0);
  /** Words of a laptop that was copied while a page was open on it. */
  aside = $state.raw<AsideView[]>([]);
  /** Raised with every change, for what is derived from the texts. */
  written = $state(0);
  /** What others wrote apart and nobody has looked at here. */
  merged = $state.raw<ReviewVersion[]>([]);
  /** What of it came while the review was closed, to be marked in the text. */
  missed = $state.raw<SectionChange[]>([]);
  /** It has to be opened anew. */
  #begun = false;
  #closed = false;
  /** Two that were opened at once would leave one that nobody closes. */
  readonly #inTurn = inTurn();
  /** Versions' entries that were here when it was last looked. */
  #known: ReadonlySet<EntryRef> | undefined;
  /** What nobody has looked at on this laptop; null where nobody has opened the review on it. */
  #unseen: EntryRef[] | null = [];

  constructor(incident: IncidentId) {
    this.incident = incident;
  }

  async open(name: string): Promise<void> {
    try {
      await this.#inTurn(() => this.#open(name));
      this.unopened = undefined;
    } catch (thrown) {
      this.unopened = failureFrom(thrown);
    }
  }

  async #open(name: string): Promise<void> {
    const view = await backend.call('text', { incident: this.incident, name, held: null });
    await this.shared?.close();
    if (this.#closed) return;
    this.#begun = false;
    this.waits = view.waits;
    this.refused = view.refused;
    this.aside = view.aside;
    this.shared = new SharedDocument(this.incident, name, view, {
      changed: (here) => {
        this.written += 1;
        if (here) this.unkept = true;
        const shared = this.shared;
        if (shared) [this.waits, this.refused, this.aside] = [shared.waits, shared.refused, shared.aside];
      },
      sent: (all) => {
        this.unkept = !all;
        this.keptAt = Date.now();
        this.failure = undefined;
      },
      unsent: (thrown) => void (this.failure = failureFrom(thrown)),
      heard: () => {
        this.failure = undefined;
        // It was to be opened anew and could not be.
        if (this.#begun) void this.#anew();
      },
      unheard: (thrown) => void (this.failure = failureFrom(thrown)),
      begun: () => {
        this.#begun = true;
        void this.#anew();
      },
      around: (merge) => merge()
    });
  }

  /** What stands here is not what Rust holds. All that was written here is there, so nothing is lost by it. */
  readonly #anew = latest(async () => {
    const name = this.#begun && this.shared?.name;
    if (name) await this.#orSay(this.#inTurn(() => this.#open(name)));
  });

  /**
   * Looks which versions came from elsewhere since it looked last, and keeps those that were written apart. What came while
   * the review was closed was apart, however long ago it was written.
   */
  saw({ versions, unseen }: ReviewView): void {
    const known = this.#known;
    this.#known = entriesOf(versions);
    this.#unseen = unseen;
    if (!known) void this.#sawFirst(cameApart(versions, entriesOf(versions, unseen ?? []), Infinity));
    else {
      const come = cameApart(versions, known, Date.now());
      if (come.length) this.merged = [...this.merged, ...come];
    }
    if (!this.merged.length) void this.looked();
  }

  /** Somebody looked at all that has come: it is not told again, also after a restart. */
  async looked(): Promise<void> {
    if (this.merged.length) [this.merged, this.missed] = [[], []];
    const entries = this.#unseen;
    if (entries?.length === 0) return;
    this.#unseen = [];
    await this.#orSay(backend.call('look_at_review', { incident: this.incident, entries: entries ?? [] }));
  }

  async #sawFirst(come: ReviewVersion[]): Promise<void> {
    this.merged = come;
    const entries = come.flatMap((version) => version.entries);
    if (!entries.length) return;
    await this.#orSay(
      backend.call('review_changes', { incident: this.incident, entries }).then((missed) => (this.missed = missed))
    );
  }

  async #orSay(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      this.failure = failureFrom(thrown);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.shared?.close();
  }
}
