/**
 * Random plans of small worlds, dense in trouble. A plan is made of small numbers that stand for places in lists which
 * the world has later, so that any part of it can be left out: that is what makes failures shrink well. What comes
 * first in a choice is what it shrinks to: the plain and open case.
 */
import fc from "fast-check";

/** The place of something in a list, whatever its length. */
const place = fc.nat(99);
const chance = (percent: number) => fc.nat(99).map((n) => n >= 100 - percent);

/** Something in so many of a hundred cases, else null. */
function maybe<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 100 - percent, arbitrary: fc.constant(null) },
    { weight: percent, arbitrary },
  );
}

/** `[weight, value]` each; the first is the plain case. */
function weighted<const T>(...choices: readonly (readonly [number, T])[]): fc.Arbitrary<T> {
  return fc.oneof(
    { withCrossShrink: true },
    ...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })),
  );
}

const traffic = weighted(
  [6, "all"],
  [3, "tcp/0-65535"],
  [4, "tcp/22"],
  [2, "tcp/21-22"],
  [2, "tcp/22-23"],
  [1, "tcp/0-22"],
  [1, "tcp/23-65535"],
  [2, "tcp/5432"],
  [1, "tcp/0"],
  [1, "tcp/65535"],
  [2, "tcp"],
  [1, "tcp/-1"],
  [1, "6/22"],
  [1, "tcp/1024-65535"],
  [2, "udp/53"],
  [1, "udp/0-65535"],
  [1, "17"],
  [2, "icmp/-1"],
  [1, "icmp/8"],
  [1, "icmp/8.0"],
  [1, "icmp/3.4"],
  [1, "icmp"],
  [1, "1/8"],
  [2, "icmpv6/-1"],
  [1, "icmpv6/128.0"],
  [2, "50"],
  [1, "50/22"],
  [1, "51"],
);

const aclTraffic = weighted(
  [6, "all"],
  [3, "tcp/0-65535"],
  [3, "tcp/22"],
  [1, "tcp/21-22"],
  [1, "tcp"],
  [1, "udp/0-65535"],
  [1, "udp/53"],
  [3, "tcp/1024-65535"],
  [2, "tcp/32768-61000"],
  [1, "tcp/49152-65535"],
  [1, "tcp/1024-32767"],
  [1, "tcp/61001-65535"],
  [1, "icmp/-1.-1"],
  [1, "icmp/8.-1"],
  [1, "icmp/3.4"],
  [1, "icmpv6/-1.-1"],
  [1, "50"],
);

/** Whom a rule cites: places in the lists of blocks, groups and prefix lists of the world. */
const peer = fc.record({
  kind: weighted([6, "any"], [5, "block"], [5, "group"], [1, "list"]),
  which: place,
  status: weighted([16, ""], [1, ":active"], [1, ":deleted"], [1, "@pcx-0"], [1, "@pcx-0:expired"]),
});
const rule = fc.record({ traffic, peers: fc.array(peer, { minLength: 1, maxLength: 3 }) });
const group = fc.record({
  in: fc.array(rule, { minLength: 1, maxLength: 3 }),
  /** All, where there are none. */
  out: fc.oneof(
    { weight: 3, arbitrary: fc.array(rule, { maxLength: 0 }) },
    { weight: 1, arbitrary: fc.array(rule, { maxLength: 3 }) },
  ),
  mute: chance(4),
  unread: chance(5),
});

const entry = fc.record({
  number: weighted([1, 100], [1, 90], [1, 110], [1, 120], [1, 200], [1, 1], [1, 32_766]),
  allows: chance(40).map((denies) => !denies),
  out: fc.boolean(),
  traffic: aclTraffic,
  block: place,
});
const acl = fc.record({
  entries: fc.array(entry, { maxLength: 6 }),
  /** Whether all is let through that no entry decides. */
  open: chance(20).map((shut) => !shut),
  /** Where it is let through, but for TCP of one direction: these ports and the well-known alone. */
  gap: maybe(
    20,
    fc.record({
      out: fc.boolean(),
      ports: weighted(
        [1, "tcp/1024-65535"],
        [2, "tcp/1024-32767"],
        [2, "tcp/32768-61000"],
        [1, "tcp/61001-65535"],
        [1, "tcp/65535"],
        [1, "tcp/1024"],
        [1, "tcp/1023"],
      ),
    }),
  ),
});

const route = fc.record({
  to: fc.record({ kind: weighted([5, "block"], [1, "list"]), which: place }),
  target: place,
  flag: weighted([8, ""], [2, " propagated"], [1, " blackhole"]),
});
const table = fc.record({
  /** Whether it leads to the internet gateway, and over all peerings of the VPC. */
  internet: chance(70),
  peers: chance(85),
  routes: fc.array(route, { maxLength: 3 }),
});

const subnet = fc.record({ acl: maybe(65, place), table: maybe(50, place) });
const vpc = fc.record({
  unit: weighted([4, 0], [2, 1], [1, 2]),
  /** Equal ones overlap. */
  net: fc.nat(5),
  second: chance(20),
  ipv6: weighted([2, "none"], [4, "public"], [1, "private"]),
  gateway: weighted([6, "attached"], [1, "loose"], [1, "none"]),
  subnets: fc.array(subnet, { minLength: 1, maxLength: 4 }),
  acls: fc.array(acl, { maxLength: 2 }),
  main: table,
  tables: fc.array(table, { maxLength: 2 }),
  edge: maybe(10, fc.record({ vpn: fc.boolean(), subnet: place })),
});

const face = fc.record({
  vpc: place,
  subnet: place,
  groups: fc.array(place, { minLength: 1, maxLength: 3 }),
  bare: chance(6),
  ipv6: chance(60),
  two: chance(15),
  isPublic: chance(50),
  kind: weighted([40, "plain"], [1, "nat"], [1, "available"], [2, "denies"]),
  instance: chance(40),
  /** Listed by the account that the subnet is shared with. */
  shared: chance(10),
});

const peering = fc.record({
  from: place,
  to: place,
  code: weighted([8, "active"], [1, "pending-acceptance"], [1, "deleted"]),
  unread: chance(8),
});

const balancer = fc.record({
  kind: weighted([2, "app"], [5, "net"], [1, "classic"]),
  vpc: place,
  subnets: fc.array(place, { minLength: 1, maxLength: 2 }),
  groups: fc.array(place, { maxLength: 2 }),
  ipv6: chance(30),
  isPublic: chance(60),
  listeners: fc.array(
    fc.record({
      protocol: weighted([1, "plain"], [1, "tls"], [1, "udp"], [1, "both"]),
      port: weighted([2, 22], [1, 23], [1, 443]),
      targets: fc.array(fc.record({ what: place, port: weighted([2, 22], [1, 5432], [1, 23]) }), { maxLength: 3 }),
      byInstance: fc.boolean(),
      preserves: weighted([3, true], [3, false], [1, undefined]),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const database = fc.record({
  kind: weighted([3, "instance"], [1, "cluster"], [1, "proxy"]),
  vpc: place,
  subnets: fc.array(place, { minLength: 1, maxLength: 3 }),
  groups: fc.array(place, { minLength: 1, maxLength: 2 }),
  isPublic: chance(40),
  port: weighted([2, 5432], [1, 22]),
  before: place,
  /** Whether the interface that RDS made is listed. */
  stands: chance(60),
});

export const plan = fc.record({
  vpcs: fc.array(vpc, { minLength: 1, maxLength: 4 }),
  groups: fc.array(group, { minLength: 1, maxLength: 5 }),
  lists: fc.array(fc.array(place, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
  unreadList: chance(10),
  interfaces: fc.array(face, { minLength: 2, maxLength: 10 }),
  peerings: fc.array(peering, { maxLength: 4 }),
  balancers: fc.array(balancer, { maxLength: 1 }),
  databases: fc.array(database, { maxLength: 2 }),
  publicAccess: fc.record({
    modes: fc.array(weighted([6, "off"], [1, "block-bidirectional"], [1, "block-ingress"]), { maxLength: 3 }),
    exclusions: fc.array(
      fc.record({
        ofVpc: fc.boolean(),
        which: place,
        mode: weighted([3, "allow-bidirectional"], [1, "allow-egress"]),
        state: weighted([3, "create-complete"], [1, "update-complete"], [1, "delete-complete"], [1, "create-failed"]),
      }),
      { maxLength: 3 },
    ),
  }),
  /** Things that a second unit lists too. */
  shared: fc.array(fc.record({ listing: place, which: place, unit: fc.nat(2) }), { maxLength: 3 }),
});

type Made<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Plan = Made<typeof plan>;
export type TablePlan = Made<typeof table>;
export type RulePlan = Made<typeof rule>;
export type BalancerPlan = Made<typeof balancer>;
export type DatabasePlan = Made<typeof database>;
export type InterfacePlan = Made<typeof face>;
