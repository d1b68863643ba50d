import type { CustomerColumn, CustomerColumnMeaning, CustomerListDraft, CustomerListReport } from '$backend/bindings';
import { failureFrom, type Failure } from '$backend/failure';
import { backend } from '$backend/index';
import { latest } from '$backend/latest';
import { heard } from '$backend/long';

/**
 * The list of customers that is being imported. It belongs to the window and not to the screen: whoever goes elsewhere
 * and comes back finds it as far as it is.
 */
class CustomerList {
  #token = '';
  #columns: CustomerColumn[] = [];
  #draft = $state.raw<CustomerListDraft>();
  #report = $state.raw<CustomerListReport>();
  #failure = $state.raw<Failure>();
  #busy = $state(false);
  #running = $state(false);
  #stopping = $state(false);
  #part = $state<number | null>(null);

  /** The file as it was last looked at; none once it was taken in. */
  get draft() {
    return this.#draft;
  }
  get report() {
    return this.#report;
  }
  get failure() {
    return this.#failure;
  }
  get busy() {
    return this.#busy;
  }
  get running() {
    return this.#running;
  }
  get stopping() {
    return this.#stopping;
  }
  /** From 0 to 1; null until the first rows are written. */
  get part() {
    return this.#part;
  }

  /** Asks for a file. Whoever closes the dialog stays where they are. */
  async choose(): Promise<void> {
    await this.#try(async () => {
      const file = await backend.chooseImport();
      if (!file) return;
      this.#token = file.token;
      this.#report = undefined;
      this.#took(await backend.call('preview_customers', { token: file.token, columns: null }));
    });
  }

  /** The column that holds this, if one does. */
  column(meaning: CustomerColumnMeaning): string | null {
    return this.#draft?.columns.find((column) => column.meaning === meaning)?.heading ?? null;
  }

  /** Takes another column for this. What that one was taken for before has none then. */
  pick(meaning: CustomerColumnMeaning, heading: string | null): void {
    this.#columns = this.#columns.map((column) => {
      if (column.heading === heading) return { ...column, meaning };
      return column.meaning === meaning ? { ...column, meaning: null } : column;
    });
    void this.#look();
  }

  readonly #look = latest(async () => {
    const [token, columns] = [this.#token, this.#columns];
    try {
      const draft = await backend.call('preview_customers', { token, columns });
      if (columns === this.#columns) this.#took(draft);
      this.#failure = undefined;
    } catch (thrown) {
      this.#failure = failureFrom(thrown);
    }
  });

  async run(): Promise<void> {
    const [token, columns] = [this.#token, this.#columns];
    this.#running = true;
    this.#stopping = false;
    this.#part = null;
    await this.#try(async () => {
      const run = () => backend.call('import_customers', { token, columns });
      this.#report = await heard(token, (part) => (this.#part = part), run);
      this.#draft = undefined;
    });
    this.#running = false;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    try {
      await backend.call('cancel_import', { token: this.#token });
    } catch (thrown) {
      this.#stopping = false;
      this.#failure = failureFrom(thrown);
    }
  }

  /** The report as a file; its name, or null when the person thought better of it. */
  save(): Promise<string | null> {
    return backend.saveReport(this.#token);
  }

  #took(draft: CustomerListDraft): void {
    this.#draft = draft;
    this.#columns = draft.columns;
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.#busy = true;
    this.#failure = undefined;
    try {
      await work();
    } catch (thrown) {
      this.#failure = failureFrom(thrown);
    } finally {
      this.#busy = false;
    }
  }
}

export const customerList = new CustomerList();
