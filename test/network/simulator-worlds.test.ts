import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, type Engine } from "../kit/network/differential.ts";
import type { AclEntry, Estate, Items, Permission, Route, Unit } from "../kit/network/estate.ts";
import { itemsOf } from "../kit/network/known.ts";
import {
  readEntry,
  readPacket,
  readRoute,
  readRule,
  writeEntry,
  writePacket,
  writeRoute,
  writeRule,
} from "../kit/network/notation.ts";
import type { Packet, ThroughPacket, Verdict } from "../kit/network/packet.ts";
import { decide } from "../kit/network/simulator.ts";
import { decideThrough } from "../kit/network/through.ts";
import { packetsOf, worlds } from "../kit/network/worlds.ts";

const verdictOf = (world: Estate, packet: Packet | ThroughPacket): Verdict =>
  ("through" in packet ? decideThrough(world, packet) : decide(world, packet)).verdict;

/** The simulator as an engine that sees the world otherwise than it is. */
const seeing =
  (change: (world: Estate) => Estate): Engine =>
  (estate) => {
    const world = change(estate);
    return {
      verdict: (packet) => verdictOf(world, packet),
      verdictThrough: (packet) => verdictOf(world, packet),
    };
  };

type Item<L extends keyof Items> = NonNullable<Items[L]>[number];

function changing<L extends keyof Items>(listing: L, change: (item: Item<L>) => readonly Item<L>[]) {
  return ({ units }: Estate): Estate => ({
    units: units.map((unit: Unit) => ({
      ...unit,
      items: { ...unit.items, [listing]: itemsOf(unit, listing).flatMap((item) => [...change(item)]) },
    })),
  });
}

const changingEntries = (change: (entry: AclEntry) => readonly AclEntry[]) =>
  changing("ec2.network-acls", (acl) => [{ ...acl, Entries: acl.Entries.flatMap((entry) => [...change(entry)]) }]);
const changingRoutes = (change: (route: Route) => readonly Route[]) =>
  changing("ec2.route-tables", (table) => [{ ...table, Routes: table.Routes.flatMap((route) => [...change(route)]) }]);
const changingRules = (change: (rule: Permission) => readonly Permission[]) =>
  changing("ec2.security-groups", (group) => [
    {
      ...group,
      IpPermissions: group.IpPermissions.flatMap((rule) => [...change(rule)]),
      IpPermissionsEgress: group.IpPermissionsEgress.flatMap((rule) => [...change(rule)]),
    },
  ]);

test("worlds are dense in trouble: a good part of the packets gets through, and a part is unknown", () => {
  const { agrees, text, packets, verdicts } = compare(
    seeing((world) => world),
    { worlds: 80, seed: 1 },
  );
  expect(agrees, text).toBe(true);
  expect(text).toMatch(/^seed 1: 80 worlds, \d+ packets, [\d.]+ % yes, [\d.]+ % no, [\d.]+ % unknown$/);
  expect(verdicts.yes / packets).toBeGreaterThan(0.15);
  expect(verdicts.yes / packets).toBeLessThan(0.5);
  expect(verdicts.unknown / packets).toBeGreaterThan(0.03);
});

describe("an engine is found out that", () => {
  const mutants: readonly [mistake: string, change: (world: Estate) => Estate][] = [
    ["ignores denies", changingEntries((entry) => (entry.RuleAction === "deny" ? [] : [entry]))],
    [
      "takes no account of the way back",
      changingEntries((entry) =>
        entry.Egress
          ? [readEntry(`${entry.RuleNumber} allow out all ${entry.CidrBlock ?? entry.Ipv6CidrBlock}`)]
          : [entry],
      ),
    ],
    [
      "takes stale rules for fresh",
      changingRules((rule) => [
        { ...rule, UserIdGroupPairs: rule.UserIdGroupPairs.map(({ GroupId = "" }) => ({ GroupId })) },
      ]),
    ],
    [
      "gives other protocols ports",
      changingRules((rule) => (rule.IpProtocol === "50" && rule.FromPort !== undefined ? [] : [rule])),
    ],
    [
      "ignores the code of ICMP",
      changingRules((rule) => (rule.IpProtocol.startsWith("icmp") ? [{ ...rule, ToPort: -1 }] : [rule])),
    ],
    ["follows blackholes", changingRoutes((route) => [{ ...route, State: "active" }])],
    ["takes propagated routes for static", changingRoutes((route) => [{ ...route, Origin: "CreateRoute" }])],
    [
      "overlooks routes for prefix lists",
      changingRoutes((route) => (route.DestinationPrefixListId === undefined ? [route] : [])),
    ],
    [
      "uses peerings that are not active",
      changing("ec2.vpc-peering-connections", (peering) => [{ ...peering, Status: { Code: "active" } }]),
    ],
    [
      "overlooks route tables of gateways",
      changing("ec2.route-tables", (table) => [
        { ...table, Associations: table.Associations.filter(({ GatewayId }) => GatewayId === undefined) },
      ]),
    ],
    ["ignores Block Public Access", changing("ec2.vpc-block-public-access-options", () => [])],
    [
      "counts interfaces that are attached to nothing",
      changing("ec2.network-interfaces", (item) => [{ ...item, Status: "in-use" }]),
    ],
    [
      "connects to NAT gateways",
      changing("ec2.network-interfaces", (item) => [{ ...item, InterfaceType: "interface" }]),
    ],
    [
      "takes private databases for public",
      changing("rds.db-instances", (item) => [{ ...item, PubliclyAccessible: true }]),
    ],
  ];
  test.each(mutants)("%s", (_mistake, change) => {
    const { agrees, difference, text } = compare(seeing(change), { worlds: 300, seed: 1, shrinks: false });
    expect(agrees).toBe(false);
    expect(difference?.got).not.toBe(difference?.expected.verdict);
    expect(text).toContain("again with seed 1, path ");
  });
});

test("a difference is told with a small world, the packet, both verdicts and the layers", () => {
  const blind = seeing(changing("ec2.internet-gateways", (gateway) => [{ ...gateway, Attachments: [] }]));
  const { text, difference } = compare(blind, { worlds: 300, seed: 1 });
  expect(text).toMatch(
    /shrunk \d+ times; again with seed 1, path [\d:]+\n111111111111 eu-west-1\n {2}vpc-0 10\.0\.0\.0\/16/,
  );
  expect(text).toMatch(/internet@\S+ > \S+@\S+ \S+\nengine: no\nsimulator: yes\n {2}pass source: /);
  expect(difference?.world.units.flatMap((unit) => itemsOf(unit, "ec2.network-interfaces")).length).toBeLessThan(5);
});

test("an engine that throws is told with the world", () => {
  const { agrees, text } = compare(
    () => ({
      verdict() {
        throw new Error("lost");
      },
    }),
    { worlds: 10, seed: 1 },
  );
  expect(agrees).toBe(false);
  expect(text).toContain("the engine fails: Error: lost");
});

test("rules, entries, routes and packets are read as they are written", () => {
  fc.assert(
    fc.property(worlds, (world) => {
      for (const unit of world.units) {
        const groups = itemsOf(unit, "ec2.security-groups");
        for (const rule of groups.flatMap((group) => [...group.IpPermissions, ...group.IpPermissionsEgress])) {
          expect(readRule(writeRule(rule))).toEqual(rule);
        }
        for (const entry of itemsOf(unit, "ec2.network-acls").flatMap(({ Entries }) => Entries)) {
          expect(readEntry(writeEntry(entry))).toEqual(entry);
        }
        for (const route of itemsOf(unit, "ec2.route-tables").flatMap(({ Routes }) => Routes)) {
          expect(readRoute(writeRoute(route))).toEqual(route);
        }
      }
      for (const packet of packetsOf(world, { limit: 20 })) expect(readPacket(writePacket(packet))).toEqual(packet);
    }),
    { numRuns: 40 },
  );
});

/** Says for every packet of random worlds how the verdict may change, from worst to best: no, unknown, yes. */
function holds(change: (world: Estate, seed: number) => Estate, may: "rise" | "stay", worldsToTry = 25): void {
  const rank = { no: 0, unknown: 1, yes: 2 };
  fc.assert(
    fc.property(worlds, fc.nat(), (world, seed) => {
      const changed = change(world, seed);
      for (const packet of packetsOf(world, { limit: 60 })) {
        const [before, after] = [verdictOf(world, packet), verdictOf(changed, packet)];
        if (may === "stay") expect(after, writePacket(packet)).toBe(before);
        else expect(rank[after], writePacket(packet)).toBeGreaterThanOrEqual(rank[before]);
      }
    }),
    { numRuns: worldsToTry },
  );
}

const reversed = <T>(list: readonly T[] = []): T[] => list.toReversed();

describe("the simulator by itself", () => {
  test("answers alike whatever the order of items, rules, entries and routes", () => {
    holds(({ units }) => {
      const turned = reversed(units).map((unit) => ({
        ...unit,
        items: Object.fromEntries(Object.entries(unit.items).map(([listing, items]) => [listing, reversed(items)])),
      }));
      const groups = changing("ec2.security-groups", (group) => [
        {
          ...group,
          IpPermissions: reversed(group.IpPermissions),
          IpPermissionsEgress: reversed(group.IpPermissionsEgress),
        },
      ]);
      const acls = changing("ec2.network-acls", (acl) => [{ ...acl, Entries: reversed(acl.Entries) }]);
      const tables = changing("ec2.route-tables", (table) => [{ ...table, Routes: reversed(table.Routes) }]);
      return tables(acls(groups({ units: turned as readonly Unit[] })));
    }, "stay");
  });

  test("never lets less through for a further rule", () => {
    const more = ["tcp/22 10.0.0.0/8", "all 0.0.0.0/0", "tcp/0-65535 sg-0 sg-1", "icmp ::/0"].map(readRule);
    holds(
      (world, seed) =>
        changing("ec2.security-groups", (group) => [
          { ...group, IpPermissions: [more[seed % more.length] as Permission, ...group.IpPermissions] },
        ])(world),
      "rise",
    );
  });

  test("never lets less through without a deny", () => {
    holds(
      changingEntries((entry) => (entry.RuleAction === "deny" ? [] : [entry])),
      "rise",
    );
  });

  test("does not see whether a block is written whole or in halves", () => {
    holds(
      changingRules((rule) => [
        {
          ...rule,
          IpRanges: rule.IpRanges.flatMap(({ CidrIp }) =>
            CidrIp === "0.0.0.0/0" ? [{ CidrIp: "0.0.0.0/1" }, { CidrIp: "128.0.0.0/1" }] : [{ CidrIp }],
          ),
          Ipv6Ranges: rule.Ipv6Ranges.flatMap(({ CidrIpv6 }) =>
            CidrIpv6 === "::/0" ? [{ CidrIpv6: "::/1" }, { CidrIpv6: "8000::/1" }] : [{ CidrIpv6 }],
          ),
        },
      ]),
      "stay",
    );
  });
});
