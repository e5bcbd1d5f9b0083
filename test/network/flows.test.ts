import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openingsOf, reaches, reachOf, sourcesOf, type Flow } from "../../src/network/flows.ts";
import { contains, fromRanges, intersect, type Range } from "../../src/network/intervals.ts";
import { nameOfRun, parsePorts } from "../../src/network/ports.ts";

const flow = (ports: string, ...from: Range<number>[]): Flow<number> => ({
  ports: ports === "all" ? parsePorts("all", "all") : parsePorts("tcp", ports),
  from: fromRanges(from),
});
const shown = (flows: readonly Flow<number>[]) =>
  openingsOf(flows).map(({ ports, from }) => `${nameOfRun(ports)} ${from.join("-")}`);

describe("openings", () => {
  test.each([
    { name: "nothing", flows: [], openings: [] },
    { name: "one rule", flows: [flow("22", [0, 9])], openings: ["tcp/22 0-9"] },
    { name: "sources that touch", flows: [flow("22", [0, 5]), flow("22", [5, 9])], openings: ["tcp/22 0-9"] },
    { name: "sources apart", flows: [flow("22", [0, 2]), flow("22", [7, 9])], openings: ["tcp/22 0-2-7-9"] },
    { name: "ports that touch", flows: [flow("80-89", [0, 9]), flow("90", [0, 9])], openings: ["tcp/80-90 0-9"] },
    {
      name: "a port for all, every port for one",
      flows: [flow("22", [0, 9]), flow("all", [4, 5])],
      openings: ["all protocols 4-5", "tcp/22 0-9"],
    },
    {
      name: "overlapping ports for different sources",
      flows: [flow("80-85", [0, 2]), flow("83-90", [5, 6])],
      openings: ["tcp/80-85 0-2", "tcp/83-90 5-6"],
    },
    {
      name: "overlapping ports for overlapping sources",
      flows: [flow("80-85", [0, 4]), flow("83-90", [2, 6])],
      openings: ["tcp/80-85 0-4", "tcp/80-90 2-4", "tcp/83-90 2-6"],
    },
  ])("$name", ({ flows, openings }) => {
    expect(shown(flows)).toEqual(openings);
    expect(shown(flows.toReversed())).toEqual(openings);
  });
});

/** A small world: ports 0 to 11 of tcp, addresses 0 to 11; the naive model is the set of all open pairs. */
const SIZE = 12;
const range = fc.tuple(fc.nat(SIZE - 1), fc.nat(SIZE - 1)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const anyFlow = fc
  .tuple(range, fc.array(range, { minLength: 1, maxLength: 3 }))
  .map(([[first, last], from]) => flow(`${first}-${last}`, ...from.map(([a, b]): Range<number> => [a, b + 1])));
const anyFlows = fc.array(anyFlow, { maxLength: 6 });
const pairs = Array.from({ length: SIZE * SIZE }, (_, i) => ({ port: i % SIZE, address: Math.floor(i / SIZE) }));
const place = (port: number) => parsePorts("tcp", `${port}`)[0];
const open = (flows: readonly Flow<number>[], { port, address }: (typeof pairs)[number]) =>
  flows.some(({ ports, from }) => ports[0] <= place(port) && place(port) < ports[1] && contains(from, address));

test("openings are exactly what is open, each from end to end, none with the ports of another", () => {
  fc.assert(
    fc.property(anyFlows, (flows) => {
      const openings = openingsOf(flows);
      for (const pair of pairs) expect(open(openings, pair)).toBe(open(flows, pair));
      for (const opening of openings) {
        for (const pair of pairs) if (open([opening], pair)) expect(open(flows, pair)).toBe(true);
      }
      expect(new Set(openings.map(({ ports }) => ports.join())).size).toBe(openings.length);
    }),
  );
});

test("openings do not show how rules were cut or ordered", () => {
  fc.assert(
    fc.property(anyFlows, fc.nat(SIZE), fc.nat(SIZE), (flows, port, address) => {
      const cutPorts = ({ ports: [from, to], from: sources }: Flow<number>): Flow<number>[] =>
        from < place(port) && place(port) < to
          ? [{ ports: [place(port), to], from: sources }, { ports: [from, place(port)], from: sources }] // prettier-ignore
          : [{ ports: [from, to], from: sources }];
      const cutSources = ({ ports, from }: Flow<number>): Flow<number>[] => [
        { ports, from: intersect(from, fromRanges([[address, SIZE]])) },
        { ports, from: intersect(from, fromRanges([[0, address]])) },
      ];
      const cut = flows.flatMap(cutPorts).flatMap(cutSources).toReversed();
      expect(openingsOf(cut)).toEqual(openingsOf(flows));
    }),
  );
});

test("whether all of an opening is within the reach of some flows", () => {
  fc.assert(
    fc.property(anyFlow, anyFlows, (opening, flows) => {
      const naive = pairs.every((pair) => !open([opening], pair) || open(flows, pair));
      expect(reaches(reachOf(flows), opening)).toBe(naive);
    }),
  );
});

test("the sources of some ports are those that find all of them open", () => {
  fc.assert(
    fc.property(anyFlows, range, (flows, [first, last]) => {
      const sources = sourcesOf(reachOf(flows), fromRanges([parsePorts("tcp", `${first}-${last}`)]));
      for (let address = 0; address < SIZE; address++) {
        const all = pairs
          .filter((pair) => pair.address === address && first <= pair.port && pair.port <= last)
          .every((pair) => open(flows, pair));
        expect(contains(sources, address)).toBe(all);
      }
    }),
  );
});
