import type { Commands } from './bindings';

/** Answers that came with the page. Each serves once, and only the very question that it answers. */
export interface First {
  take<K extends keyof Commands>(name: K, args: Commands[K]['args']): Commands[K]['result'] | undefined;
  /** What nobody has asked by now must be answered anew. */
  forget(): void;
}

interface Answered {
  args: unknown;
  result: unknown;
}

/** Reads what Rust put into the page; a page without it simply asks. */
export function answersOf(json: string | null | undefined): First {
  const answers = new Map(Object.entries(JSON.parse(json || '{}') as Record<string, Answered>));
  return {
    take(name, args) {
      const answered = answers.get(name);
      answers.delete(name);
      return answered && same(answered.args, args) ? (answered.result as never) : undefined;
    },
    forget: () => answers.clear()
  };
}

/** Whether Rust put a lock into the page in the place of answers. */
export function lockedIn(json: string | null | undefined): boolean {
  return (JSON.parse(json || '{}') as { locked?: unknown }).locked === true;
}

/** The two are flat or nested plain values; the order of their keys says nothing. */
function same(a: unknown, b: unknown): boolean {
  return text(a) === text(b);
}

const text = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  );
