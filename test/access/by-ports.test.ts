/** Finding by ports what a look at every one would find, in its order, without looking at every one. */
import { array, assert, integer, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { ByPorts } from "../../src/access/by-ports.ts";
import { fromRanges, touches, type PortSet } from "../../src/network/index.ts";

const range = tuple(integer({ min: 0, max: 60 }), integer({ min: 1, max: 20 })).map(
  ([from, length]) => [from, from + length] as const,
);

test("those that touch a run of ports, in their order", () => {
  assert(
    property(array(array(range, { maxLength: 3 }).map(fromRanges), { maxLength: 40 }), array(range), (sets, runs) => {
      const items = sets.map((ports: PortSet, i) => ({ ports, i }));
      const index = new ByPorts(items, ({ ports }) => ports);
      for (const [from, to] of runs)
        expect(index.on(from, to)).toEqual(items.filter(({ ports }) => touches(ports, from, to)));
    }),
    { numRuns: 300 },
  );
});

test("of ten thousand with ports of their own each is asked once, however often is searched", () => {
  let asked = 0;
  const index = new ByPorts(Array.from({ length: 10_000 }, (_, i) => i), (i) => {
    asked += 1;
    return fromRanges([[i * 5, i * 5 + 2]]);
  }); // prettier-ignore
  for (let at = 0; at < 50_000; at += 50) expect(index.on(at, at + 6)).toEqual([at / 5, at / 5 + 1]);
  expect(asked).toBe(10_000);
});
