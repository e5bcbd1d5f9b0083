import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, test } from "vitest";
import { admittedTo, contains, parseCidr, portRange, type Family, type IntervalSet } from "../../src/network/index.ts";
import { letsIn, type PlainEntry } from "../kit/restated-acl.ts";

const cidrs = {
  ipv4: ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "203.0.113.0/24", "203.0.113.0/25", "203.0.113.7/32", "10.0.0.0/8"],
  ipv6: ["::/0", "::/1", "2001:db8::/32", "2001:db8:8000::/33", "2001:db8::7/128"],
};

const rule = fc.tuple(
  fc.boolean(),
  fc.constantFrom("-1", "6", "6", "17", "50"),
  fc.constantFrom("allow", "deny"),
  fc.constantFrom("ipv4", "ipv4", "ipv6"),
  fc.nat(6),
  fc.constantFrom([0, 65_535], [21, 21], [22, 22], [21, 22], [22, 80], [23, 3389], [1024, 65_535]),
);
const entries = fc
  .array(fc.tuple(fc.constantFrom(1, 90, 100, 101, 110, 32_766), rule), { maxLength: 6 })
  .map((rows): PlainEntry[] => {
    // A number is given once in each direction.
    const byNumber = new Map(rows.map(([number, row]) => [`${number} ${row[0]}`, { number, row }]));
    return [...byNumber.values()].map(({ number, row: [out, Protocol, RuleAction, family, place, [From, To]] }) => {
      const cidr = cidrs[family][place % cidrs[family].length]!;
      return {
        RuleNumber: number,
        RuleAction,
        Egress: out && number > 100,
        Protocol,
        ...(family === "ipv4" ? { CidrBlock: cidr } : { Ipv6CidrBlock: cidr }),
        ...(Protocol === "6" || Protocol === "17" ? { PortRange: { From: From!, To: To! } } : {}),
      };
    });
  });

/** The first address of each block, the last, and those beside them. */
const addresses = Object.values(cidrs)
  .flat()
  .flatMap((cidr) => {
    const { family, range } = parseCidr(cidr);
    const width = family === "ipv4" ? 32 : 128;
    return [BigInt(range[0]) - 1n, BigInt(range[0]), BigInt(range[1]) - 1n, BigInt(range[1])]
      .filter((point) => point >= 0n && point < 1n << BigInt(width))
      .map((point) => {
        const bytes = Array.from({ length: width / 8 }, (_, i) => Number((point >> BigInt(width - 8 * i - 8)) & 0xffn));
        return { family, point, text: ipaddr.fromByteArray(bytes).toString() };
      });
  });

function admits(family: Family, all: readonly PlainEntry[], port: number, point: bigint): boolean {
  const [at] = portRange(6, port, port);
  return family === "ipv4"
    ? contains(admittedTo(at, "ipv4", all), Number(point))
    : contains(admittedTo(at, "ipv6", all) as IntervalSet<bigint>, point);
}

test("a network ACL lets in what the plain re-statement lets in, whatever the order of its rules in the list", () => {
  fc.assert(
    fc.property(entries, fc.constantFrom(22, 3389), (all, port) => {
      for (const { family, point, text } of addresses) {
        expect(admits(family, all, port, point), `${text} to ${port}`).toBe(letsIn(all, text, port));
      }
    }),
    { numRuns: 300 },
  );
});
