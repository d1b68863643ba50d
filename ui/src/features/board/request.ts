import type { BoardRequest, BoardSort, Kind } from '$backend/bindings';

export const SORTS: BoardSort[] = ['urgency', 'age', 'severity', 'title'];

/** What the address asks of the board. What nobody knows there is as if it were not there. */
export function requestOf(query: URLSearchParams, usualSort: string | undefined): BoardRequest {
  const kind = query.get('kind');
  const sort = query.get('sort') ?? usualSort;
  return {
    filter: query.get('q')?.trim() || null,
    severity: query.get('severity') || null,
    kind: kind === 'external' || kind === 'internal' ? (kind satisfies Kind) : null,
    mine: query.has('mine'),
    reviews: query.has('reviews'),
    sort: SORTS.find((known) => known === sort) ?? 'urgency'
  };
}

/** Whether it leaves anything out. */
export const narrows = ({ filter, severity, kind, mine, reviews }: BoardRequest): boolean =>
  filter !== null || severity !== null || kind !== null || mine || reviews;
