import type { EntryRef, ReviewVersion } from '$backend/bindings';

/** What was written longer ago than this before it came here was written apart. */
const APART_MS = 30_000;

/** All that was written, by its entries, without those that are left out. */
export function entriesOf(versions: ReviewVersion[], without: EntryRef[] = []): ReadonlySet<EntryRef> {
  const entries = new Set(versions.flatMap((version) => version.entries));
  for (const entry of without) entries.delete(entry);
  return entries;
}

/** What of these versions others wrote apart and was not known before. */
export const cameApart = (versions: ReviewVersion[], known: ReadonlySet<EntryRef>, now: number): ReviewVersion[] =>
  versions.flatMap((version) => {
    const entries = version.entries.filter((entry) => !known.has(entry));
    return !version.here && entries.length && now - version.at > APART_MS ? [{ ...version, entries }] : [];
  });
