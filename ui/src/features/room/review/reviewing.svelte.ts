import type { IncidentId, ReviewVersion } from '$backend/bindings';
import { failureFrom, type Failure } from '$backend/failure';
import { backend } from '$backend/index';
import { SharedDocument } from '$backend/shared-document';

/** What was written longer ago than this before it came here was written apart. */
const APART_MS = 30_000;

/** The document of a review, as it is open on this page. */
export class Reviewing {
  readonly incident: IncidentId;
  shared = $state.raw<SharedDocument>();
  /** When what was written here last was written down. */
  keptAt = $state<number>();
  /** Something is on this screen alone. */
  unkept = $state(false);
  failure = $state.raw<Failure>();
  waits = $state(false);
  refused = $state(0);
  /** Raised with every change, for what is derived from the texts. */
  written = $state(0);
  /** What others wrote apart and nobody has looked at here. */
  merged = $state.raw<ReviewVersion[]>([]);
  /** Versions' entries that were here when it was last looked. */
  #known: string[] | undefined;

  constructor(incident: IncidentId) {
    this.incident = incident;
  }

  async open(name: string): Promise<void> {
    const view = await backend.call('text', { incident: this.incident, name });
    this.waits = view.waits;
    this.refused = view.refused;
    this.shared = new SharedDocument(this.incident, name, view, {
      changed: (here) => {
        this.written += 1;
        if (here) this.unkept = true;
        if (this.shared) [this.waits, this.refused] = [this.shared.waits, this.shared.refused];
      },
      sent: () => {
        this.unkept = false;
        this.keptAt = Date.now();
        this.failure = undefined;
      },
      unsent: (thrown) => void (this.failure = failureFrom(thrown)),
      heard: () => void (this.failure = undefined),
      unheard: (thrown) => void (this.failure = failureFrom(thrown)),
      begun: () => {},
      around: (merge) => merge()
    });
  }

  /** Looks which versions came from elsewhere since it looked last, and keeps those that were written apart. */
  saw(versions: ReviewVersion[]): void {
    const known = this.#known;
    this.#known = versions.flatMap(({ entries }) => entries);
    if (!known) return;
    const now = Date.now();
    const come = versions.flatMap((version) => {
      const entries = version.entries.filter((entry) => !known.includes(entry));
      return !version.here && entries.length && now - version.at > APART_MS ? [{ ...version, entries }] : [];
    });
    if (come.length) this.merged = [...this.merged, ...come];
  }

  async close(): Promise<void> {
    await this.shared?.close();
  }
}
