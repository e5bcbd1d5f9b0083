import type { Table } from "../contract/index.ts";

/** The table of these items; the index of a field is built when the field is first asked for. */
export function tableOf<Item extends object>(items: readonly Item[]): Table<Item> {
  const indexes = new Map<keyof Item, Map<unknown, Item[]>>();

  function indexOf(field: keyof Item): Map<unknown, Item[]> {
    let index = indexes.get(field);
    if (index === undefined) {
      index = Map.groupBy(items, (item) => item[field]);
      indexes.set(field, index);
    }
    return index;
  }

  return {
    size: items.length,
    where: (field, value) => indexOf(field).get(value) ?? [],
    [Symbol.iterator]: () => items[Symbol.iterator](),
  };
}
