import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromRanges, subtract } from "../../src/network/intervals.ts";
import { allPorts, nameOfRun, parsePorts, runsOf } from "../../src/network/ports.ts";

describe("ports as configuration writes them", () => {
  test.each([
    ["tcp", "443", "tcp/443"],
    ["6", "443", "tcp/443"],
    ["udp", "8000-8100", "udp/8000-8100"],
    ["udp", "53-53", "udp/53"],
    ["tcp", "all", "tcp/0-65535"],
    ["tcp", "0-65535", "tcp/0-65535"],
    ["icmp", "8", "icmp/8"],
    ["icmp", "3/4", "icmp/3/4"],
    ["icmpv6", "all", "icmpv6/all"],
    ["58", "128", "icmpv6/128"],
    ["50", "all", "protocol 50"],
    ["0", "all", "protocol 0"],
    ["255", "all", "protocol 255"],
    ["all", "all", "all protocols"],
  ])("%s %s is %s", (protocol, ports, name) => {
    expect(runsOf(fromRanges([parsePorts(protocol, ports)])).map(nameOfRun)).toEqual([name]);
  });

  test.each([
    ["tcp", "65536", /"65536" is not a port of tcp; write one such as 443, 8000-8100 or all/],
    ["tcp", "90-80", /is not a port of tcp/],
    ["tcp", "", /is not a port of tcp/],
    ["tcp", "-1", /is not a port of tcp/],
    ["tcp", "80,443", /is not a port of tcp/],
    ["udp", "http", /is not a port of udp/],
    ["icmp", "256", /"256" is not a type of icmp; write one such as 8, 3\/4/],
    ["icmp", "3/256", /is not a type of icmp/],
    ["icmp", "3-4", /is not a type of icmp/],
    ["50", "1", /protocol 50 has no ports to choose; write all/],
    ["all", "443", /all protocols have no ports to choose; write all/],
    ["esp", "all", /"esp" is not a protocol; write tcp, udp, icmp, icmpv6, all or a number to 255/],
    ["256", "all", /is not a protocol/],
    ["-1", "all", /is not a protocol/],
    ["constructor", "all", /is not a protocol/],
  ])("%s %s is refused", (protocol, ports, message) => {
    expect(() => parsePorts(protocol, ports)).toThrow(message);
  });
});

test("runs are cut where one protocol ends, and ICMP's where one type ends", () => {
  const [icmp, igmp] = [parsePorts("icmp", "all"), parsePorts("2", "all")];
  expect(runsOf(fromRanges([icmp, igmp])).map(nameOfRun)).toEqual(["icmp/all", "protocol 2"]);
  const types = ["3/4", "8", "9", "10/0", "10/1"].map((text) => parsePorts("icmp", text));
  expect(runsOf(fromRanges(types)).map(nameOfRun)).toEqual(["icmp/3/4", "icmp/8", "icmp/9", "icmp/10/0-1"]);
});

test("everything but one port is not everything", () => {
  const names = runsOf(subtract(allPorts, fromRanges([parsePorts("tcp", "22")]))).map(nameOfRun);
  expect(names).not.toContain("all protocols");
  expect(names).toContain("tcp/0-21");
  expect(names).toContain("tcp/23-65535");
  expect(names).toHaveLength(257);
});

test("runs hold exactly the set, and each has a name of its own", () => {
  const bound = fc.oneof(
    fc.nat(3 * 65_536),
    fc.nat(256).map((protocol) => protocol * 65_536),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(bound, bound), { maxLength: 6 }), (pairs) => {
      const set = fromRanges(pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const));
      const runs = runsOf(set);
      expect(fromRanges(runs)).toEqual(set);
      // Protocols without ports are only ever open as a whole; of theirs, parts share a name.
      const named = runs.filter(([from, to]) => from >= 65_536 && to <= 2 * 65_536).map(nameOfRun);
      expect(new Set(named).size).toBe(named.length);
    }),
  );
});
