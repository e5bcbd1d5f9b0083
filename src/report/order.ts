/** Events come in the order in which answers arrived; what is shown together is put into an order of its own. */

/** A comparison by these parts, first to last, by code unit: the same on every machine. */
export function by<T>(parts: (item: T) => readonly string[]): (a: T, b: T) => number {
  return (a, b) => {
    const right = parts(b);
    for (const [i, left] of parts(a).entries()) {
      if (left !== right[i]) return left < right[i]! ? -1 : 1;
    }
    return 0;
  };
}

/** The first few of many, without keeping the many. */
export interface First<T> {
  add(item: T): void;
  items(): readonly T[];
}

export function first<T>(size: number, compare: (a: T, b: T) => number): First<T> {
  let kept: T[] = [];
  const trim = () => {
    kept = kept.sort(compare).slice(0, size);
  };
  return {
    add(item) {
      kept.push(item);
      if (kept.length > 4 * size) trim();
    },
    items() {
      trim();
      return kept;
    },
  };
}
