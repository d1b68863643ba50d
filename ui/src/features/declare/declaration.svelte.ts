import type { BoardLine, Command, Done, Millis } from '$backend/bindings';
import { type Failure, failureFrom } from '$backend/failure';
import { backend } from '$backend/index';
import { live } from '$backend/live.svelte';
import { complain, say } from '$design/toasts.svelte';
import { deliverKeys, keepKeys } from '$design/keys-ahead';
import { go, here } from '$route/here.svelte';
import { words } from '$text/declare';
import { clearDraft, draft } from './draft.svelte';

const SIMILAR_MS = 180;

/** Which field a failure belongs to. */
type Where = 'impact' | 'service' | 'whole';

/** What the dialog does with what stands in it. Made while the dialog is made. */
export class Declaration {
  readonly #close: () => void;
  readonly #book = live('book', () => ({}));
  busy = $state(false);
  failures = $state.raw<Partial<Record<Where, Failure>>>({});
  similar = $state.raw<BoardLine[]>([]);
  /** How Rust read the time that was typed. */
  impact = $state.raw<Millis | null>(null);
  #looking = 0;
  #looked = '';

  constructor(close: () => void) {
    this.#close = close;
    if (draft.title.trim()) void this.#look();
    if (draft.impact.trim()) void this.readImpact();
  }

  get book() {
    return this.#book.data;
  }
  get me() {
    return this.#book.data?.people.find(({ me }) => me);
  }
  /** The chosen severity's name. */
  get severity(): string | null {
    return this.#book.data?.severities.find(({ severity }) => severity.id === draft.severity)?.severity.name ?? null;
  }

  /** The title changed: says a moment later whether something like it is open already. */
  titled = (): void => {
    window.clearTimeout(this.#looking);
    this.#looking = window.setTimeout(() => void this.#look(), SIMILAR_MS);
    this.#mend('whole');
  };

  async #look(): Promise<void> {
    const title = draft.title.trim();
    this.#looked = title;
    // A hint only: where it cannot be had, the dialog works without.
    const found = title ? await backend.call('similar', { title }).catch(() => []) : [];
    if (this.#looked === title) this.similar = found;
  }

  choose = (nth: number): void => {
    const rule = this.#book.data?.severities[nth];
    if (rule) draft.severity = rule.severity.id;
  };

  /** Writes a service into the book and chooses it. */
  nameService = async (name: string): Promise<boolean> => {
    this.#mend('service');
    try {
      const same = (other: string) => other.toLocaleLowerCase() === name.toLocaleLowerCase();
      let known = this.#book.data?.services.find((service) => same(service.name));
      if (!known) {
        await backend.call('edit', { edit: { type: 'name_service', service: null, name } });
        const { services } = await backend.call('book', {});
        known = services.find((service) => same(service.name)) ?? services.at(-1);
      }
      const { id } = known ?? {};
      if (id !== undefined && !draft.services.some((chosen) => chosen.id === id))
        draft.services.push({ id, name: known?.name ?? name });
      return true;
    } catch (thrown) {
      // What was typed comes back, to be typed otherwise.
      draft.service = name;
      this.#fail('service', thrown);
      return false;
    }
  };

  readImpact = async (): Promise<Millis | null> => {
    this.#mend('impact');
    const text = draft.impact.trim();
    try {
      this.impact = text ? await backend.call('read_time', { text, future: false }) : null;
    } catch (thrown) {
      this.impact = null;
      this.#fail('impact', thrown);
    }
    return this.impact;
  };

  /** Declares, and leads to the war room. What failed is said beside its field, and nothing typed is lost. */
  send = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.failures = {};
    // Whoever has declared writes on: it is meant for the war room, which is on its way.
    keepKeys();
    let declared = false;
    try {
      const typed = draft.service.trim();
      if (typed) {
        draft.service = '';
        if (!(await this.nameService(typed))) return;
      }
      const impact = await this.readImpact();
      if (this.failures.impact) return;
      const me = this.me?.id ?? null;
      const manager = draft.manager === undefined ? me : draft.manager;
      const command: Command = {
        type: 'declare',
        title: draft.title,
        kind: draft.kind,
        severity: draft.severity,
        services: draft.services.map(({ id }) => id),
        impact_started: impact,
        detection: draft.detection,
        drill: draft.drill,
        private: draft.private,
        manager
      };
      const done = await backend.call('declare', { command });
      const role = manager === null ? 'nobody' : manager === me ? 'me' : 'other';
      const text = words.declared(done.label ?? '', draft.drill, role);
      clearDraft();
      this.#close();
      if (done.incident !== null) {
        go({ at: 'incident', id: done.incident });
        declared = true;
      }
      say(text, () => void callOff(done));
    } catch (thrown) {
      this.#fail('whole', thrown);
    } finally {
      this.busy = false;
      if (!declared) void deliverKeys();
    }
  };

  openInstead = (line: BoardLine): void => {
    this.#close();
    go({ at: 'incident', id: line.id });
  };

  afresh = (): void => {
    clearDraft(draft.drill);
    this.failures = {};
    this.similar = [];
    this.impact = null;
  };

  #fail(where: Where, thrown: unknown): void {
    this.failures = { ...this.failures, [where]: failureFrom(thrown) };
  }
  #mend(where: Where): void {
    if (this.failures[where]) this.failures = { ...this.failures, [where]: undefined };
  }
}

async function callOff({ incident, label, entries }: Done): Promise<void> {
  if (incident === null) return;
  try {
    await backend.call('execute', { incident, command: { type: 'undo', entries } });
    if (here.place.at === 'incident' && here.place.id === incident) go({ at: 'board' });
    say(words.calledOff(label ?? ''));
  } catch (thrown) {
    complain(failureFrom(thrown));
  }
}
