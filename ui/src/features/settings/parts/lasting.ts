/**
 * Names for the items of a list that have none: an item keeps its own when it moves, and when it alone says something else, so
 * that the focus goes with it. Two that say the same are told apart by their place.
 */
export class Lasting<T> {
  #before: { key: number; said: string }[] = [];
  #next = 0;

  of(list: readonly T[]): number[] {
    const said = list.map((item) => JSON.stringify(item));
    const free = new Set(this.#before);
    const take = (wanted: { key: number; said: string } | undefined): number | undefined => {
      if (!wanted || !free.delete(wanted)) return undefined;
      return wanted.key;
    };
    const keys = said.map((says, at) => {
      const here = this.#before[at];
      return here?.said === says ? take(here) : undefined;
    });
    said.forEach((says, at) => {
      keys[at] ??= take([...free].find((one) => one.said === says));
    });
    // What is left stands where it stood and says something else, or is new.
    said.forEach((_, at) => (keys[at] ??= take(this.#before[at])));
    const all = keys.map((key) => key ?? this.#next++);
    this.#before = said.map((says, at) => ({ key: all[at] ?? 0, said: says }));
    return all;
  }
}
