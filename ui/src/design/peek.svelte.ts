import { untrack } from 'svelte';

/** What stands where the one looked at stood: the next that is left, or else the one before, or else the first of all. */
export function heir(before: readonly string[], from: string | null, now: readonly string[]): string | null {
  const at = from === null ? -1 : before.indexOf(from);
  const next = before.slice(at + 1).find((key) => now.includes(key));
  return next ?? before.slice(0, Math.max(at, 0)).findLast((key) => now.includes(key)) ?? now[0] ?? null;
}

interface Look {
  /** The lines in their order; undefined where nobody knows them yet. */
  keys: readonly string[] | undefined;
  selected: string | null;
  /** The selected one is shown large beside the list. */
  peeking: boolean;
}

/**
 * Goes on where the line that is looked at leaves the list, done here, filtered out or taken away by a colleague: the
 * panel would close by itself, and open by itself again with whatever is selected next. `onnext` has the key of the line
 * to go on with, or null where none is left. Call it during initialisation.
 */
export function followPeek(look: () => Look, onnext: (key: string | null) => void): void {
  let before: readonly string[] = [];
  $effect.pre(() => {
    const { keys, selected, peeking } = look();
    if (!keys) return;
    if (peeking && (selected === null || !keys.includes(selected))) {
      const next = heir(before, selected, keys);
      untrack(() => onnext(next));
    }
    before = keys;
  });
}
