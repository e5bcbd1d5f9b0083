/**
 * Exact sets of points on a line: addresses, ports, or the ordinals that either is compressed to. A set is the sorted
 * list of the places where it begins and ends: `[80, 81, 443, 444]` holds 80 and 443. Only comparisons are made, so
 * numbers and bigints share one code, and every operation is one sweep over both lists.
 */

/** A place on the line: an IPv4 address or a port as a number, an IPv6 address as a bigint. */
export type Point = number | bigint;

declare const normalised: unique symbol;

/** Strictly increasing bounds, even in number: each even one opens an interval, the next one closes it and is not in it. */
export type IntervalSet<T extends Point> = readonly T[] & { readonly [normalised]: T };

/** From the first point up to, and without, the second. */
export type Range<T extends Point> = readonly [from: T, to: T];

function seal<T extends Point>(bounds: readonly T[]): IntervalSet<T> {
  return bounds as IntervalSet<T>;
}

const EMPTY: readonly never[] = [];

export function emptySet<T extends Point>(): IntervalSet<T> {
  return seal<T>(EMPTY);
}

/** The union of any ranges, in any order. Throws a RangeError for one that ends before it begins. */
export function fromRanges<T extends Point>(ranges: Iterable<Range<T>>): IntervalSet<T> {
  const sorted = [...ranges];
  if (sorted.length > 1) sorted.sort(byStart);
  const bounds: T[] = [];
  let end: T | undefined;
  for (const range of sorted) {
    const from = range[0];
    const to = range[1];
    if (to < from) throw new RangeError(`a range cannot begin at ${from} and end at ${to}`);
    if (from === to) continue;
    if (end === undefined || from > end) bounds.push(from, to);
    else if (to > end) bounds[bounds.length - 1] = to;
    else continue;
    end = to;
  }
  return seal(bounds);
}

function byStart(a: Range<Point>, b: Range<Point>): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

/** One range as a set: the same bounds, and nothing made. It may not end before it begins. */
export function setOf<T extends Point>(range: Range<T>): IntervalSet<T> {
  return range[0] === range[1] ? emptySet() : seal(range);
}

export function* rangesOf<T extends Point>(set: IntervalSet<T>): Generator<Range<T>> {
  for (let i = 0; i < set.length; i += 2) yield [set[i] as T, set[i + 1] as T];
}

/** Sweeps both lists of bounds at once; `keep` says which points of the four kinds stay. Outside both, nothing may. */
function sweep<T extends Point>(
  a: IntervalSet<T>,
  b: IntervalSet<T>,
  keep: (inA: boolean, inB: boolean) => boolean,
): IntervalSet<T> {
  const bounds: T[] = [];
  let i = 0;
  let j = 0;
  let inside = false;
  while (i < a.length || j < b.length) {
    const at = (j === b.length || (i < a.length && (a[i] as T) <= (b[j] as T)) ? a[i] : b[j]) as T;
    if (i < a.length && a[i] === at) i++;
    if (j < b.length && b[j] === at) j++;
    // An odd number of bounds passed: inside.
    const now = keep((i & 1) === 1, (j & 1) === 1);
    if (now === inside) continue;
    bounds.push(at);
    inside = now;
  }
  return seal(bounds);
}

export function union<T extends Point>(a: IntervalSet<T>, b: IntervalSet<T>): IntervalSet<T> {
  return sweep(a, b, (inA, inB) => inA || inB);
}

/** The union of many sets, by one sort instead of a sweep each. */
export function unionOf<T extends Point>(sets: readonly IntervalSet<T>[]): IntervalSet<T> {
  if (sets.length === 2) return union(sets[0] as IntervalSet<T>, sets[1] as IntervalSet<T>);
  const ranges: Range<T>[] = [];
  for (const set of sets) for (let i = 0; i < set.length; i += 2) ranges.push([set[i] as T, set[i + 1] as T]);
  return fromRanges(ranges);
}

export function intersect<T extends Point>(a: IntervalSet<T>, b: IntervalSet<T>): IntervalSet<T> {
  return sweep(a, b, (inA, inB) => inA && inB);
}

/** What is in `a` and not in `b`. */
export function subtract<T extends Point>(a: IntervalSet<T>, b: IntervalSet<T>): IntervalSet<T> {
  return sweep(a, b, (inA, inB) => inA && !inB);
}

/** How many points are in the set. */
export function sizeOf(set: IntervalSet<Point>): bigint {
  let size = 0n;
  for (const [from, to] of rangesOf<Point>(set)) size += BigInt(to) - BigInt(from);
  return size;
}

export function isEmpty(set: IntervalSet<Point>): boolean {
  return set.length === 0;
}

/** Whether any point from the first up to, and without, the second is in the set. */
export function touches<T extends Point>(set: IntervalSet<T>, from: T, to: T): boolean {
  for (let i = 0; i < set.length && (set[i] as T) < to; i += 2) if (from < (set[i + 1] as T)) return true;
  return false;
}

/** Whether every point of `part` is in `whole`. */
export function covers<T extends Point>(whole: IntervalSet<T>, part: IntervalSet<T>): boolean {
  return isEmpty(subtract(part, whole));
}

export function equals<T extends Point>(a: IntervalSet<T>, b: IntervalSet<T>): boolean {
  return a.length === b.length && a.every((bound, i) => bound === b[i]);
}

/** Whether the point is in the set; a binary search. */
export function contains<T extends Point>(set: IntervalSet<T>, point: T): boolean {
  let passed = 0;
  let end = set.length;
  while (passed < end) {
    const middle = (passed + end) >>> 1;
    if ((set[middle] as T) <= point) passed = middle + 1;
    else end = middle;
  }
  return (passed & 1) === 1;
}
