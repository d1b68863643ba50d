import type { Commands, Stale } from './bindings';

/** Rust asks to show an incident: a notification was clicked or a link followed. */
export interface Open {
  incident: string;
}

export type Forget = () => void;

/** The only door to Rust. Two implementations: in the Tauri window, and over the loopback bridge in a browser. */
export interface Backend {
  /** Resolves when calls can be made; rejects with a Failure if this page may not make any. */
  ready: Promise<void>;
  /** Rejects with a Failure and with nothing else. */
  call<K extends keyof Commands>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']>;
  onStale(tell: (stale: Stale) => void): Forget;
  onOpen(tell: (open: Open) => void): Forget;
  /** Whether Rust answers. Told only when it changes. */
  onReachable(tell: (reachable: boolean) => void): Forget;
}

/** Matches every view: sent after events may have been missed. */
export const EVERY_VIEW = '*';
