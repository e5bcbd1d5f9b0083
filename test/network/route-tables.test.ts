import fc from "fast-check";
import { expect, test } from "vitest";
import { leadsToInternet, routeTablesOf, type Route } from "../../src/network/index.ts";
import { plainTablesOf, type PlainTable } from "../kit/restated-routes.ts";

const igw: Route = { GatewayId: "igw-1" };

test.for<readonly [name: string, route: Route, leads: boolean]>([
  ["everywhere", { ...igw, DestinationCidrBlock: "0.0.0.0/0", State: "active" }, true],
  ["everywhere, without a state", { ...igw, DestinationCidrBlock: "0.0.0.0/0" }, true],
  ["half of everywhere", { ...igw, DestinationCidrBlock: "128.0.0.0/1" }, true],
  ["one public address", { ...igw, DestinationCidrBlock: "203.0.113.7/32" }, true],
  ["everywhere over IPv6", { ...igw, DestinationIpv6CidrBlock: "::/0" }, true],
  ["a prefix list", { ...igw, DestinationPrefixListId: "pl-1" }, true],
  ["a private network", { ...igw, DestinationCidrBlock: "10.0.0.0/8" }, false],
  ["a private network of IPv6", { ...igw, DestinationIpv6CidrBlock: "fd00::/8" }, false],
  ["a blackhole", { ...igw, DestinationCidrBlock: "0.0.0.0/0", State: "blackhole" }, false],
  ["the VPC itself", { GatewayId: "local", DestinationCidrBlock: "203.0.113.0/24" }, false],
  ["a VPN", { GatewayId: "vgw-1", DestinationCidrBlock: "0.0.0.0/0" }, false],
  ["a gateway endpoint", { GatewayId: "vpce-1", DestinationPrefixListId: "pl-1" }, false],
  ["no gateway", { DestinationCidrBlock: "0.0.0.0/0" }, false],
])("a route to an internet gateway: %s", ([, route, leads]) => {
  expect(leadsToInternet(route)).toBe(leads);
});

const association = fc.record(
  {
    Main: fc.boolean(),
    SubnetId: fc.constantFrom("subnet-1", "subnet-2"),
    AssociationState: fc.record({
      State: fc.constantFrom("associated", "associating", "disassociating", "disassociated", "failed", "failing"),
    }),
  },
  { requiredKeys: ["Main"] },
);
const tables: fc.Arbitrary<readonly PlainTable[]> = fc
  .array(
    fc.record({ VpcId: fc.constantFrom("vpc-1", "vpc-2"), Associations: fc.array(association, { maxLength: 3 }) }),
    {
      maxLength: 5,
    },
  )
  .map((all) => all.map((table, i) => ({ ...table, RouteTableId: `rtb-${i}` })));

test("a subnet's table is the one that the plain re-statement finds", () => {
  fc.assert(
    fc.property(tables, (all) => {
      const found = routeTablesOf({ SubnetId: "subnet-1", VpcId: "vpc-1" }, all).map(
        ({ RouteTableId }) => RouteTableId,
      );
      expect(found.sort()).toEqual(plainTablesOf("subnet-1", "vpc-1", all));
    }),
    { numRuns: 1000 },
  );
});
