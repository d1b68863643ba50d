const STORE = 'allclear.palette.recent';
const KEPT = 5;

/** Ids of what was run last, newest first. */
export function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORE) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function remember(id: string): void {
  try {
    localStorage.setItem(STORE, JSON.stringify([id, ...recent().filter((other) => other !== id)].slice(0, KEPT)));
  } catch {
    // Without storage nothing is remembered, and nothing else is lost.
  }
}
