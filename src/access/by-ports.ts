/** Things by the ports that they are about: who asks for those on a run of ports looks at no others. */
import { rangesOf, type PortSet } from "../network/index.ts";
import { memo } from "./memo.ts";

/** From this part of all on it is quicker to look at each than to put those found in order. */
const MANY = 1 / 8;

export class ByPorts<T> {
  private readonly items: readonly T[];
  /** Which set of ports each item is about, and the items of each: most rows share theirs with others. */
  private readonly setOf: Int32Array;
  private readonly sets: readonly (readonly number[])[];
  /** The ranges of the sets, by where they begin. */
  private readonly ranges: readonly { readonly from: number; readonly to: number; readonly set: number }[];
  /** By the middle of each part that the search cuts the ranges into: where the last of them ends. */
  private readonly last: Int32Array;

  constructor(items: readonly T[], portsOf: (item: T) => PortSet) {
    this.items = items;
    this.setOf = new Int32Array(items.length);
    const sets = new Map<string, { readonly ports: PortSet; readonly number: number; readonly items: number[] }>();
    for (const [i, item] of items.entries()) {
      const ports = portsOf(item);
      const set = memo(sets, ports.join(), () => ({ ports, number: sets.size, items: [] }));
      set.items.push(i);
      this.setOf[i] = set.number;
    }
    this.sets = [...sets.values()].map((set) => set.items);
    this.ranges = [...sets.values()]
      .flatMap(({ ports, number: set }) => [...rangesOf(ports)].map(([from, to]) => ({ from, to, set })))
      .sort((a, b) => a.from - b.from);
    this.last = new Int32Array(this.ranges.length);
    this.note(0, this.ranges.length);
  }

  /** Those that are about any of these ports, in their order. */
  on(from: number, to: number): readonly T[] {
    const found = new Set<number>();
    this.search(from, to, 0, this.ranges.length, found);
    const [only] = found;
    if (only === undefined) return [];
    if (found.size === this.sets.length) return this.items;
    if (found.size === 1) return this.sets[only]!.map((i) => this.items[i]!);
    const all = [...found].flatMap((set) => this.sets[set]!);
    if (all.length > this.items.length * MANY) return this.items.filter((_, i) => found.has(this.setOf[i]!));
    return all.sort((a, b) => a - b).map((i) => this.items[i]!);
  }

  private note(low: number, high: number): number {
    if (low >= high) return -1;
    const middle = (low + high) >> 1;
    const own = this.ranges[middle]!.to;
    return (this.last[middle] = Math.max(own, this.note(low, middle), this.note(middle + 1, high)));
  }

  private search(from: number, to: number, low: number, high: number, found: Set<number>): void {
    if (low >= high) return;
    const middle = (low + high) >> 1;
    if (this.last[middle]! <= from) return;
    this.search(from, to, low, middle, found);
    const range = this.ranges[middle]!;
    if (to <= range.from) return;
    if (from < range.to) found.add(range.set);
    this.search(from, to, middle + 1, high, found);
  }
}
