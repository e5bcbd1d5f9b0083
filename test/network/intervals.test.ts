import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  contains,
  covers,
  emptySet,
  equals,
  fromRanges,
  intersect,
  isEmpty,
  rangesOf,
  sizeOf,
  subtract,
  union,
  unionOf,
  type IntervalSet,
  type Point,
  type Range,
} from "../../src/network/intervals.ts";

const SIZE = 24;

/** The naive model: the points themselves. */
function pointsOf(ranges: readonly Range<number>[]): Set<number> {
  return new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)));
}

const anyRange = fc.tuple(fc.nat(SIZE), fc.nat(SIZE)).map(([a, b]): Range<number> => [Math.min(a, b), Math.max(a, b)]);
const anyRanges = fc.array(anyRange, { maxLength: 8 });

describe.each([
  { name: "numbers", point: (n: number): Point => n },
  // Far beyond what a number holds exactly, with a distance of one between points.
  { name: "bigints", point: (n: number): Point => (1n << 127n) + BigInt(n) },
])("sets of $name agree with sets of points", ({ point }) => {
  const setOf = (ranges: readonly Range<number>[]) =>
    fromRanges(ranges.map(([from, to]): Range<Point> => [point(from), point(to)]));
  const expectSame = (set: IntervalSet<Point>, points: ReadonlySet<number>) => {
    for (let n = 0; n <= SIZE; n++) expect(contains(set, point(n))).toBe(points.has(n));
    // Strictly increasing bounds in pairs: one list for one set of points.
    expect(set.length % 2).toBe(0);
    for (let i = 1; i < set.length; i++) expect(set[i - 1]! < set[i]!).toBe(true);
  };

  test("a union of ranges", () => {
    fc.assert(fc.property(anyRanges, (ranges) => expectSame(setOf(ranges), pointsOf(ranges))));
  });

  test("union, intersection, difference", () => {
    fc.assert(
      fc.property(anyRanges, anyRanges, (left, right) => {
        const [a, b] = [setOf(left), setOf(right)];
        const [x, y] = [pointsOf(left), pointsOf(right)];
        expectSame(union(a, b), new Set([...x, ...y]));
        expectSame(intersect(a, b), new Set([...x].filter((n) => y.has(n))));
        expectSame(subtract(a, b), new Set([...x].filter((n) => !y.has(n))));
        expect(covers(a, b)).toBe([...y].every((n) => x.has(n)));
        expect(isEmpty(a)).toBe(x.size === 0);
        expect(equals(a, b)).toBe(x.size === y.size && [...x].every((n) => y.has(n)));
      }),
    );
  });

  test("the union of many sets", () => {
    fc.assert(
      fc.property(fc.array(anyRanges, { maxLength: 4 }), (many) =>
        expectSame(unionOf(many.map(setOf)), pointsOf(many.flat())),
      ),
    );
  });

  test("neither the order nor the splitting of ranges shows", () => {
    fc.assert(
      fc.property(anyRanges, fc.nat(SIZE), (ranges, place) => {
        const split = ranges.flatMap(
          ([from, to]): Range<number>[] =>
          from < place && place < to ? [[place, to], [from, place]] : [[from, to]], // prettier-ignore
        );
        expect(setOf(split.toReversed())).toEqual(setOf(ranges));
      }),
    );
  });
});

test("ranges that touch are one; their ends are not in them", () => {
  const set = fromRanges([[443, 444], [80, 82], [82, 90]]); // prettier-ignore
  expect(set).toEqual([80, 90, 443, 444]);
  expect([...rangesOf(set)]).toEqual([[80, 90], [443, 444]]); // prettier-ignore
  expect(contains(set, 89)).toBe(true);
  expect(contains(set, 90)).toBe(false);
});

test("the size of a set counts each point once", () => {
  fc.assert(fc.property(anyRanges, (ranges) => sizeOf(fromRanges(ranges)) === BigInt(pointsOf(ranges).size)));
  expect(sizeOf(fromRanges([[0n, 1n << 128n]]))).toBe(1n << 128n);
});

test("the empty set", () => {
  expect(fromRanges([])).toEqual(emptySet());
  expect(fromRanges([[5, 5]])).toEqual(emptySet());
  expect(covers(emptySet<number>(), emptySet())).toBe(true);
});

test("a range that ends before it begins is refused", () => {
  expect(() => fromRanges([[5, 4]])).toThrow(new RangeError("a range cannot begin at 5 and end at 4"));
});
