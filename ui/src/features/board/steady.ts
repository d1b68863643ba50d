/** Which rows stand where, by group. */
export type Order = string[][];

interface Row {
  id: string;
}

export const orderOf = (groups: Row[][]): Order => groups.map((rows) => rows.map((row) => row.id));

/**
 * The rows as they are now, in an order of before: values change, places do not. A row that has moved to another group
 * stays where it was; one that is gone leaves its place. What is new is counted, not shown.
 */
export function arrange<T extends Row>(groups: T[][], order: Order | null): { groups: T[][]; waiting: number } {
  if (!order) return { groups, waiting: 0 };
  const now = new Map(groups.flat().map((row) => [row.id, row]));
  const before = new Set(order.flat());
  return {
    groups: order.map((ids) => ids.map((id) => now.get(id)).filter((row) => row !== undefined)),
    waiting: [...now.keys()].filter((id) => !before.has(id)).length
  };
}

/** The row that a step leads to. Columns may be empty; from nowhere every step leads to the first row. */
export function step(columns: Order, from: string | null, down: number, right: number): string | null {
  const column = columns.findIndex((ids) => from !== null && ids.includes(from));
  const first = columns.find((ids) => ids.length > 0)?.[0] ?? null;
  if (from === null || column === -1) return first;
  const row = columns[column]?.indexOf(from) ?? 0;
  if (right === 0) return columns[column]?.[row + down] ?? from;
  for (let next = column + right; next >= 0 && next < columns.length; next += right) {
    const ids = columns[next];
    if (ids?.length) return ids[Math.min(row, ids.length - 1)] ?? from;
  }
  return from;
}
