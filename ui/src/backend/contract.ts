import type { Commands, ExportFormat, ImportDraft, ImportProgress, PageForm, Series, Stale } from './bindings';

/** Rust asks to show an incident: a notification was clicked or a link followed. */
export interface Open {
  incident: string;
}

export type Forget = () => void;

/** The only door to Rust. Two implementations: in the Tauri window, and over the loopback bridge in a browser. */
export interface Backend {
  /** Resolves when calls can be made; rejects with a Failure if this page may not make any. */
  ready: Promise<void>;
  /** Whether a passphrase has to be given first; nothing else can be asked before. */
  locked: boolean;
  /** Gives it. Afterwards the page is loaded anew. Rejects with a Failure if it is another one. */
  unlock(passphrase: string): Promise<void>;
  /** The answer that came with the page, if it did: a screen that begins with it is drawn once. It serves one question. */
  given<K extends keyof Commands>(name: K, args: Commands[K]['args']): Commands[K]['result'] | undefined;
  /** Rejects with a Failure and with nothing else. */
  call<K extends keyof Commands>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']>;
  /** Asks the person for a file of past incidents; null when they think better of it. */
  chooseImport(): Promise<ImportDraft | null>;
  /** Saves an incident as a file; the file's name, or null when they think better of it. */
  saveExport(incident: string, format: ExportFormat): Promise<string | null>;
  /** Saves the report of an import. */
  saveReport(token: string): Promise<string | null>;
  /** Saves what the hub did not take as a file. */
  saveKeptBack(series: Series): Promise<string | null>;
  /** Writes the status page to where the person says, in a browser as a zip; where that is, or null. */
  saveStatusPage(form: PageForm): Promise<string | null>;
  /** Opens a link of an incident outside. The page names the entry; the address comes from Rust. */
  openLink(incident: string, entry: string): Promise<void>;
  /** Opens the page on which the hub shows the review of an incident, in a browser. */
  openReviewPage(incident: string): Promise<void>;
  /** Resolves when what is told from then on is heard. */
  listening: Promise<void>;
  onStale(tell: (stale: Stale) => void): Forget;
  onOpen(tell: (open: Open) => void): Forget;
  /** Another workspace is open now: whatever this page shows is of the one before. */
  onSwitched(tell: () => void): Forget;
  onProgress(tell: (progress: ImportProgress) => void): Forget;
  /** Whether Rust answers. Told only when it changes. */
  onReachable(tell: (reachable: boolean) => void): Forget;
}

/** Matches every view: sent after events may have been missed. */
export const EVERY_VIEW = '*';

/** Joins those who are told, and gives what leaves them again. */
export function join<T>(those: Set<T>, one: T): Forget {
  those.add(one);
  return () => void those.delete(one);
}
