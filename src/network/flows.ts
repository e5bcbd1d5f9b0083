/** What may come from where: the union of many rules, and the openings that it comes to, however the rules are cut. */
import { covers, fromRanges, unionOf, type IntervalSet, type Point, type Range } from "./intervals.ts";
import { runsOf, type Ports, type PortSet } from "./ports.ts";

/** These ports are open to these addresses. */
export interface Flow<T extends Point> {
  readonly ports: Ports;
  readonly from: IntervalSet<T>;
}

/** Addresses that have the same ports open to them, and no others have these. */
export interface Reach<T extends Point> {
  readonly ports: PortSet;
  readonly from: IntervalSet<T>;
}

/** Sorts all addresses that anything is open to by what is open to them: one sweep over the ends of all ranges. */
export function reachOf<T extends Point>(flows: readonly Flow<T>[]): Reach<T>[] {
  const merged = mergeByPorts(flows);
  const ends = merged
    .flatMap(({ from }, index) => Array.from(from, (at, place) => ({ at, index, opens: place % 2 === 0 })))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const found = new Map<string, { ports: PortSet; ranges: Range<T>[] }>();
  const active = new Set<number>();
  for (const [place, { at, index, opens }] of ends.entries()) {
    if (opens) active.add(index);
    else active.delete(index);
    const next = ends[place + 1]?.at;
    if (next === undefined || next === at || active.size === 0) continue;
    const ports = fromRanges([...active].map((each) => (merged[each] as Flow<T>).ports));
    const key = ports.join();
    const reach = found.get(key);
    if (reach === undefined) found.set(key, { ports, ranges: [[at, next]] });
    else reach.ranges.push([at, next]);
  }
  return [...found.values()].map(({ ports, ranges }) => ({ ports, from: fromRanges(ranges) }));
}

/** One flow for each range of ports: a group has few of these, and may have a thousand sources. */
function mergeByPorts<T extends Point>(flows: readonly Flow<T>[]): Flow<T>[] {
  const byPorts = Map.groupBy(flows, ({ ports }) => ports.join());
  return [...byPorts.values()].map((same) => ({
    ports: (same[0] as Flow<T>).ports,
    from: unionOf(same.map(({ from }) => from)),
  }));
}

/** The addresses that all of these ports are open to. */
export function sourcesOf<T extends Point>(reach: readonly Reach<T>[], ports: PortSet): IntervalSet<T> {
  return unionOf(reach.filter((each) => covers(each.ports, ports)).map(({ from }) => from));
}

/**
 * The openings that flows come to: each run of ports that some address finds open from end to end, with all addresses
 * that it is open to. Together they are exactly what is open; they depend on that alone, not on how the rules cut it
 * or how they are ordered, and no two have the same ports. In the order of protocols and ports.
 */
export function openingsOf<T extends Point>(flows: readonly Flow<T>[]): Flow<T>[] {
  const reach = reachOf(flows);
  const runs = new Map(reach.flatMap(({ ports }) => runsOf(ports)).map((run) => [run.join(), run]));
  return [...runs.values()]
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map((run) => ({ ports: run, from: sourcesOf(reach, fromRanges([run])) }));
}

/** Whether all of the opening is within reach: every address on every port. */
export function reaches<T extends Point>(reach: readonly Reach<T>[], { ports, from }: Flow<T>): boolean {
  return covers(sourcesOf(reach, fromRanges([ports])), from);
}
