import { excludeCidr, mergeCidr, overlapCidr } from "cidr-tools";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allAddresses,
  cidrsOf,
  looseCidrsOf,
  parseAddresses,
  parseCidr,
  type Family,
  type PointOf,
} from "../../src/network/addresses.ts";
import { equals, intersect, isEmpty, subtract, union, type IntervalSet } from "../../src/network/intervals.ts";

describe("reading CIDR blocks", () => {
  test.each([
    ["0.0.0.0/0", "ipv4", 0, 2 ** 32],
    ["10.0.0.0/8", "ipv4", 10 * 2 ** 24, 11 * 2 ** 24],
    ["10.0.0.1/8", "ipv4", 10 * 2 ** 24, 11 * 2 ** 24],
    ["255.255.255.255/32", "ipv4", 2 ** 32 - 1, 2 ** 32],
    ["128.0.0.0/1", "ipv4", 2 ** 31, 2 ** 32],
    ["::/0", "ipv6", 0n, 1n << 128n],
    ["::1/128", "ipv6", 1n, 2n],
    ["2001:DB8::1/32", "ipv6", 0x20010db8n << 96n, 0x20010db9n << 96n],
    ["::ffff:10.0.0.0/104", "ipv6", 0xffff0a000000n, 0xffff0b000000n],
  ])("%s", (text, family, from, to) => {
    expect(parseCidr(text)).toEqual({ family, range: [from, to] });
  });

  test.each([
    ["10.0.0.0/33", /"10.0.0.0\/33" is not a CIDR block; an IPv4 prefix length is 0 to 32/],
    ["::/129", /"::\/129" is not a CIDR block; an IPv6 prefix length is 0 to 128/],
    ["10.0.0.0/-1", /0 to 32/],
    ["10.0.0.0/08", /0 to 32/],
    ["10.0.0.0/", /0 to 32/],
    ["10.0.0.0/8.0", /0 to 32/],
    ["10.0.0.0/255.0.0.0", /0 to 32/],
    ["10.0.0.0", /has no prefix length; write 10.0.0.0\/32/],
    ["2001:db8::1", /has no prefix length; write 2001:db8::1\/128/],
    ["", /"" is not a CIDR block; write one such as/],
    ["internet", /is not a CIDR block; write one such as/],
    ["10.0.0/8", /is not a CIDR block/],
    ["010.0.0.0/8", /is not a CIDR block/],
    ["0x0a.0.0.0/8", /is not a CIDR block/],
    ["167772160/8", /is not a CIDR block/],
    ["10.0.0.256/8", /is not a CIDR block/],
    [" 10.0.0.0/8", /is not a CIDR block/],
    ["10.0.0.0/8/8", /is not a CIDR block/],
    ["fe80::1%eth0/64", /is not a CIDR block/],
    ["1::2::3/64", /is not a CIDR block/],
    ["x".repeat(10_000), /^"x{50}…" is not a CIDR block/],
  ])("%j is refused", (text, message) => {
    expect(() => parseCidr(text)).toThrow(message);
  });
});

const anyIpv4 = fc
  .tuple(fc.ipV4(), fc.nat(32))
  .map(([address, prefix]) => `${address}/${prefix}`)
  .filter((cidr) => !cidr.endsWith("/0"));
/** Crowded into a few bits, so that blocks touch, nest and overlap. */
const crowdedIpv4 = fc
  .tuple(fc.nat(63), fc.integer({ min: 26, max: 32 }))
  .map(([last, prefix]) => `203.0.113.${last}/${prefix}`);
const crowdedIpv6 = fc
  .tuple(fc.nat(63), fc.integer({ min: 122, max: 128 }))
  .map(([last, prefix]) => `2001:db8::${last.toString(16)}/${prefix}`);

function agreesWithCidrTools<F extends Family>(family: F, cidr: fc.Arbitrary<string>): void {
  const some = fc.array(cidr, { maxLength: 12 });
  const setOf = (cidrs: readonly string[]) => parseAddresses(cidrs)[family];
  const expectSame = (set: IntervalSet<PointOf[F]>, cidrs: readonly string[]) => {
    expect(cidrsOf(family, set).sort()).toEqual(cidrs.map(withPrefix).sort());
  };

  test("merged", () => {
    fc.assert(fc.property(some, (cidrs) => expectSame(setOf(cidrs), mergeCidr(cidrs))));
  });

  test("subtracted and intersected", () => {
    fc.assert(
      fc.property(some, some, (left, right) => {
        expectSame(subtract(setOf(left), setOf(right)), excludeCidr(left, right));
        expect(!isEmpty(intersect(setOf(left), setOf(right)))).toBe(overlapCidr(left, right));
      }),
    );
  });
}

describe("IPv4 agrees with cidr-tools", () => agreesWithCidrTools("ipv4", fc.oneof(anyIpv4, crowdedIpv4)));
describe("IPv6 agrees with cidr-tools", () => agreesWithCidrTools("ipv6", crowdedIpv6));

/** cidr-tools leaves the prefix of a single address out. */
function withPrefix(cidr: string): string {
  return cidr.includes("/") ? cidr : `${cidr}/${cidr.includes(":") ? 128 : 32}`;
}

describe("writing CIDR blocks", () => {
  test.each([
    ["ipv4", ["0.0.0.0/1", "128.0.0.0/1"], ["0.0.0.0/0"]],
    ["ipv4", ["10.0.0.1/32", "10.0.0.2/32"], ["10.0.0.1/32", "10.0.0.2/32"]],
    ["ipv4", ["10.0.0.3/32", "10.0.0.2/32"], ["10.0.0.2/31"]],
    ["ipv6", ["::/1", "8000::/1"], ["::/0"]],
    ["ipv6", ["2001:db8::/33", "2001:db8:8000::/33", "::1/128"], ["::1/128", "2001:db8::/32"]],
    ["ipv6", [], []],
  ] as const)("%s %j", (family, cidrs, expected) => {
    expect(cidrsOf<Family>(family, parseAddresses(cidrs)[family])).toEqual(expected);
  });

  test("what was written reads back as the same set", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyIpv4, crowdedIpv4, crowdedIpv6), { maxLength: 12 }), (cidrs) => {
        const { ipv4, ipv6 } = parseAddresses(cidrs);
        const again = parseAddresses([...cidrsOf("ipv4", ipv4), ...cidrsOf("ipv6", ipv6)]);
        expect(again).toEqual({ ipv4, ipv6 });
      }),
    );
  });
});

describe("writing them where some addresses do not matter", () => {
  const dontCare = parseAddresses(["10.0.0.0/8", "101.0.0.0/8", "224.0.0.0/3", "0.0.0.0/8", "fc00::/7", "::/8"]);

  test.each([
    ["ipv4", ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"], ["0.0.0.0/0"]],
    ["ipv4", ["0.0.0.0/1"], ["0.0.0.0/1"]],
    ["ipv4", ["11.0.0.0/8"], ["11.0.0.0/8"]],
    ["ipv4", ["10.0.0.0/8", "11.0.0.0/8"], ["11.0.0.0/8"]],
    ["ipv4", ["8.0.0.0/7", "11.0.0.0/8"], ["8.0.0.0/6"]],
    ["ipv4", ["203.0.113.7/32", "10.1.0.0/16", "203.0.113.6/32"], ["203.0.113.6/31"]],
    ["ipv4", ["100.0.0.0/8", "102.0.0.0/8"], ["100.0.0.0/8", "102.0.0.0/8"]],
    ["ipv4", ["10.0.0.0/8"], []],
    ["ipv4", [], []],
    ["ipv6", ["2000::/3"], ["2000::/3"]],
    ["ipv6", ["::/0"], ["::/0"]],
  ] as const)("%s %j", (family, cidrs, expected) => {
    expect(looseCidrsOf<Family>(family, parseAddresses(cidrs)[family], dontCare[family])).toEqual(expected);
  });

  test("the list holds the same addresses that matter, and shows nothing but them", () => {
    const cidr = fc.oneof(
      anyIpv4,
      fc.nat(31).map((n) => `${n * 8}.0.0.0/6`),
    );
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 8 }), fc.array(cidr, { maxLength: 4 }), (cidrs, others) => {
        const set = parseAddresses(cidrs).ipv4;
        const ignored = parseAddresses(others).ipv4;
        const list = looseCidrsOf("ipv4", set, ignored);
        const again = parseAddresses(list).ipv4;
        expect(equals(subtract(again, ignored), subtract(set, ignored))).toBe(true);
        const mattering = union(subtract(set, ignored), subtract(allAddresses.ipv4, union(set, ignored)));
        expect(looseCidrsOf("ipv4", union(set, ignored), ignored)).toEqual(list);
        for (const each of list) expect(isEmpty(intersect(parseAddresses([each]).ipv4, mattering))).toBe(false);
      }),
    );
  });
});
