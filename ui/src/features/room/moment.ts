import { iso } from '$design/time';

const MINUTE = 60_000;

export const minutes = (count: number): number => count * MINUTE;

/** A moment as Rust reads it back: `14:12:30 UTC` today, `2026-11-19 14:12 UTC` on another day. */
export function momentText(at: number, now: number): string {
  const text = iso(at).slice(0, 19).replace('T', ' ').replace(/:00$/, '');
  return `${iso(at).slice(0, 10) === iso(now).slice(0, 10) ? text.slice(11) : text} UTC`;
}

/** The same for when something is due: a time of day would be read as the next one, so what has passed says its day. */
export const dueText = (at: number, now: number): string => momentText(at, at > now ? now : -1);
