/** Minutes as a person says them: `20 min`, `2 h`, `1 h 30 min`, `1 d`. */
export function minutesText(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
}

/** What can be chosen: the usual steps, and the value that stands, where it is another. */
export function steps(usual: readonly number[], now: number | null | undefined): number[] {
  const all = now === null || now === undefined || usual.includes(now) ? [...usual] : [...usual, now];
  return all.sort((a, b) => a - b);
}

/** Steps for how often somebody hears from us. */
export const CADENCE: readonly number[] = [5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240];
