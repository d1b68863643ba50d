import type { ImportDraft, ImportMapping, ImportReport, WorkspaceId } from '$backend/bindings';
import { failureFrom, type Failure } from '$backend/failure';
import { backend } from '$backend/index';
import { latest } from '$backend/latest';
import { heard } from '$backend/long';

export type Step = 'choose' | 'map' | 'run' | 'report';

/**
 * The import that is under way. It belongs to the window and not to the screen: whoever leaves the screen and comes
 * back finds it as far as it is.
 */
class Importing {
  #step = $state<Step>('choose');
  #busy = $state(false);
  #draft = $state.raw<ImportDraft>();
  #mapping = $state.raw<ImportMapping>();
  #report = $state.raw<ImportReport>();
  #failure = $state.raw<Failure>();
  /** From 0 to 1; null until the first rows are written. */
  #part = $state<number | null>(null);
  #stopping = $state(false);
  #broken = $state(false);

  get step() {
    return this.#step;
  }
  get busy() {
    return this.#busy;
  }
  /** The file as it was last looked at. */
  get draft() {
    return this.#draft;
  }
  /** What the person has chosen; the draft follows. */
  get mapping() {
    return this.#mapping;
  }
  get report() {
    return this.#report;
  }
  /** Whether the last run ended before its time: what it had found by then is in a report all the same. */
  get broken() {
    return this.#broken;
  }
  get failure() {
    return this.#failure;
  }
  get part() {
    return this.#part;
  }
  get stopping() {
    return this.#stopping;
  }

  /** Asks for a file. Whoever closes the dialog stays where they are. */
  choose(): Promise<void> {
    return this.#take(() => backend.chooseImport());
  }

  /** Takes the incidents of another workspace on this laptop. What is being written is not disturbed. */
  async copyFrom(workspace: WorkspaceId): Promise<void> {
    if (this.#step !== 'run') await this.#take(() => backend.call('import_workspace', { workspace }));
  }

  async #take(from: () => Promise<ImportDraft | null>): Promise<void> {
    await this.#try(async () => {
      const draft = await from();
      if (!draft) return;
      this.#draft = draft;
      this.#mapping = draft.mapping;
      this.#step = 'map';
    });
  }

  map(wish: Partial<ImportMapping>): void {
    if (!this.#mapping) return;
    this.#mapping = { ...this.#mapping, ...wish };
    void this.#look();
  }

  /** What is chosen while Rust looks is looked at once more, after it. */
  readonly #look = latest(async () => {
    const [draft, mapping] = [this.#draft, this.#mapping];
    if (!draft || !mapping) return;
    try {
      this.#draft = await backend.call('preview_import', { token: draft.token, mapping });
      this.#failure = undefined;
    } catch (thrown) {
      this.#failure = failureFrom(thrown);
    }
  });

  async run(): Promise<void> {
    const [draft, mapping] = [this.#draft, this.#mapping];
    if (!draft || !mapping) return;
    this.#step = 'run';
    this.#part = null;
    this.#stopping = false;
    const good = await this.#try(async () => {
      const run = () => backend.call('run_import', { token: draft.token, mapping });
      this.#report = await heard(draft.token, (part) => (this.#part = part), run);
    });
    this.#step = good ? 'report' : 'map';
    this.#broken = !good;
  }

  async stop(): Promise<void> {
    if (!this.#draft || this.#stopping) return;
    this.#stopping = true;
    try {
      await backend.call('cancel_import', { token: this.#draft.token });
    } catch (thrown) {
      this.#stopping = false;
      this.#failure = failureFrom(thrown);
    }
  }

  /** The report as a file; its name, or null when the person thought better of it. */
  saveReport(): Promise<string | null> {
    return this.#draft ? backend.saveReport(this.#draft.token) : Promise.resolve(null);
  }

  begin(): void {
    this.#step = 'choose';
    this.#broken = false;
    this.#failure = undefined;
    this.#draft = undefined;
    this.#mapping = undefined;
    this.#report = undefined;
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    this.#busy = true;
    this.#failure = undefined;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.#failure = failureFrom(thrown);
      return false;
    } finally {
      this.#busy = false;
    }
  }
}

export const importing = new Importing();
