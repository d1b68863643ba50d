import type { IncidentId, Promised, Proof } from '$backend/bindings';
import { failureFrom, type Failure } from '$backend/failure';
import { backend } from '$backend/index';
import { latest } from '$backend/latest';
import { literally } from '../comms/literally';

/** Words to one customer, as the reader of promises and the quality check see them. */
export class Reading {
  proof = $state.raw<Proof>();
  /** What they say of the next time; null where they say nothing. */
  promised = $state.raw<Promised | null>(null);
  /** Why nobody has read them. */
  failure = $state.raw<Failure>();
  #text = '';
  #at: number | null = null;
  readonly #read: () => Promise<void>;

  constructor(incident: IncidentId) {
    this.#read = latest(async () => {
      const [text, at] = [this.#text, this.#at];
      if (!text.trim()) {
        this.proof = undefined;
        this.promised = null;
        return;
      }
      // Nobody fills in what is said on the telephone: braces are braces.
      const words = { audience: 'customers', occasion: 'investigating', text: literally(text) } as const;
      const unsent = { ...words, next_due: null, components: [] };
      try {
        const [seen, proof] = await Promise.all([
          backend.call('preview', { incident, unsent, form: 'chat', at }),
          backend.call('proofread', { incident, unsent, at })
        ]);
        this.proof = proof;
        this.promised = seen.promised;
        this.failure = undefined;
      } catch (thrown) {
        // What earlier words said counts no more.
        this.promised = null;
        this.failure = failureFrom(thrown);
      }
    });
  }

  /** Resolves once these words, or later ones, were read: as said then, or now. */
  of(text: string, at: number | null): Promise<void> {
    [this.#text, this.#at] = [text, at];
    return this.#read();
  }
}
