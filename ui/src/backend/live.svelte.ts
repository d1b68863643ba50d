import { onMount, untrack } from 'svelte';
import type { Commands, Stale } from './bindings';
import { EVERY_VIEW } from './contract';
import type { Failure } from './failure';
import { failureFrom } from './failure';
import { backend } from './index';
import { latest } from './latest';

type Args<K extends keyof Commands> = Commands[K]['args'];
type Result<K extends keyof Commands> = Commands[K]['result'];

export interface Live<T> {
  /** The last good answer; undefined until the first one. */
  readonly data: T | undefined;
  /** When that answer came, in UTC milliseconds. */
  readonly at: number | undefined;
  /** Why the last attempt failed. The data then stand, and the screen says how old they are. */
  readonly failure: Failure | undefined;
  /** Asks again now, for a Retry button. */
  refresh(): Promise<void>;
}

interface Options {
  /** The names under which Rust calls this view stale; the command's own name unless given. */
  views?: string[];
  /** Only what concerns this stream makes it stale. */
  stream?: () => string;
  /**
   * Whether it may wait for a pause where a text has made it stale, which happens several times a second while somebody
   * types. It is asked for at the latest after a while, and at once where anything else made it stale.
   */
  patient?: boolean;
}

/** What is stale with each text that was written in. */
const TEXT_VIEW = 'text';
/** A pause in what is typed. */
const PAUSE_MS = 500;
/** Nobody waits longer than this. */
const PATIENCE_MS = 3_000;

/**
 * A view of Rust's that stays true: asked for at once, again when its arguments change, and again when Rust says it is
 * stale. Call it while a component initialises. The last answer stays on screen while the next is fetched, so a screen
 * whose arguments name another *thing* (another incident) belongs in a `{#key id}`.
 */
export function live<K extends keyof Commands>(name: K, args: () => Args<K>, options: Options = {}): Live<Result<K>> {
  const given = backend.given(name, untrack(args));
  let answer = $state.raw<{ data: Result<K>; at: number } | undefined>(given && { data: given, at: Date.now() });
  let failure = $state.raw<Failure>();
  let wanted: Args<K>;
  const views: string[] = options.views ?? [name];

  const refresh = latest(async () => {
    const asked = wanted;
    try {
      const data = await backend.call(name, asked);
      if (asked !== wanted) return; // Superseded: the run that follows fetches what is wanted now.
      answer = { data, at: Date.now() };
      failure = undefined;
    } catch (thrown) {
      if (asked === wanted) failure = failureFrom(thrown);
    }
  });

  let known = given !== undefined;
  $effect.pre(() => {
    wanted = args();
    if (!known) void refresh();
    known = false;
  });

  const concerns = (stale: Stale) =>
    stale.views.some((view) => view === EVERY_VIEW || views.includes(view)) &&
    (!stale.stream || !options.stream || stale.stream === options.stream());
  const pause = afterPause(() => void refresh());
  onMount(() => {
    const stop = backend.onStale((stale) => {
      if (!concerns(stale)) return;
      if (options.patient && stale.views.includes(TEXT_VIEW)) pause.soon();
      else void refresh();
    });
    return () => {
      stop();
      pause.never();
    };
  });

  return {
    get data() {
      return answer?.data;
    },
    get at() {
      return answer?.at;
    },
    get failure() {
      return failure;
    },
    refresh
  };
}

/** Does it once nobody has asked for a while, or somebody has waited long enough. */
function afterPause(work: () => void): { soon: () => void; never: () => void } {
  let [timer, since] = [0, 0];
  const never = () => window.clearTimeout(timer);
  const soon = () => {
    never();
    since ||= Date.now();
    const left = Math.max(0, since + PATIENCE_MS - Date.now());
    timer = window.setTimeout(
      () => {
        since = 0;
        work();
      },
      Math.min(PAUSE_MS, left)
    );
  };
  return { soon, never };
}
