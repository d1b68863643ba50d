import { words } from './incident';

/** An incident with all who wait to hear of it, earliest first. */
interface Awaited {
  label: string;
  countdowns: { audience: Exclude<keyof typeof words.waits, 'customer'> | null; at: number }[];
}

/** Who waits, in words; what a screen reader says of it; and until when. */
export function countdowns({ label, countdowns: all }: Awaited) {
  return all.map(({ audience, at }) => {
    const key = audience ?? 'customer';
    return { who: words.waits[key], what: words.nextFor(label, words.nextTo[key]), at };
  });
}
