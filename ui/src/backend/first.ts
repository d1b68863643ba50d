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

/** Reads what Rust put into the page: answers, or a lock in their place. A page without either simply asks. */
export function readPage(json: string | null | undefined): { locked: boolean; first: First } {
  const page = JSON.parse(json || '{}') as Record<string, unknown>;
  const locked = page['locked'] === true;
  return { locked, first: answersOf(locked ? {} : (page as Record<string, Answered>)) };
}

function answersOf(page: Record<string, Answered>): First {
  const answers = new Map(Object.entries(page));
  return {
    take(name, args) {
      const answered = answers.get(name);
      answers.delete(name);
      return answered && same(answered.args, args) ? (answered.result as never) : undefined;
    },
    forget: () => answers.clear()
  };
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
