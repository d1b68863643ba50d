/** A copy of a list with one element moved. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  const [item] = copy.splice(from, 1);
  if (item !== undefined) copy.splice(to, 0, item);
  return copy;
}

/** A copy of a list with one element replaced. */
export const replaced = <T>(list: readonly T[], at: number, item: T): T[] =>
  list.map((each, i) => (i === at ? item : each));

/** A copy of a list without one element. */
export const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

/** A choice switched on or off, in the order in which they were chosen. */
export const toggled = <T>(list: readonly T[], item: T): T[] =>
  list.includes(item) ? list.filter((each) => each !== item) : [...list, item];

/** Moves what has this id up or down; where it cannot go on, the list is the same one. */
export const shifted =
  <T extends { id: string }>(id: string, step: 1 | -1) =>
  (list: readonly T[]): readonly T[] => {
    const from = list.findIndex((each) => each.id === id);
    const to = from + step;
    return from === -1 || to < 0 || to >= list.length ? list : moved(list, from, to);
  };
