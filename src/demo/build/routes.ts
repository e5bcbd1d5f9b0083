import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id, peeringId } from "./ids.ts";
import { networkInterface } from "./network-interface.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

type RouteTable = ItemOf<typeof ec2.routeTables>;
export type Route = RouteTable["Routes"][number];

/** Adds a route to a table. */
export function addRoute(region: Region, table: string, route: Route): void {
  const added: Route = { ...route, Origin: "CreateRoute", State: "active" };
  region.change(ec2.routeTables, table, (item) => ({ ...item, Routes: [...item.Routes, added] }));
}

/** A table of its own for these subnets: the VPC's local routes, and these. Others keep the main table. */
export function routeTable(
  region: Region,
  spec: {
    readonly name: string;
    readonly vpc: string;
    readonly subnets: readonly string[];
    readonly routes: readonly Route[];
  },
): void {
  const RouteTableId = id("rtb", spec.name);
  const main = region.get(ec2.routeTables, id("rtb", `${spec.vpc} main`));
  region.add(ec2.routeTables, {
    RouteTableId,
    VpcId: main.VpcId,
    Associations: spec.subnets.map((name): RouteTable["Associations"][number] => ({
      Main: false,
      SubnetId: region.get(ec2.subnets, id("subnet", name)).SubnetId,
      AssociationState: { State: "associated" },
    })),
    Routes: main.Routes.filter(({ GatewayId }) => GatewayId === "local"),
    Tags: tags({ Name: spec.name }),
  });
  for (const route of spec.routes) addRoute(region, RouteTableId, route);
}

/** The routes to the VPC's internet gateway. */
export function internetRoutes(vpc: string, { ipv6 = false } = {}): Route[] {
  const GatewayId = id("igw", vpc);
  const routes: Route[] = [{ DestinationCidrBlock: "0.0.0.0/0", GatewayId }];
  if (ipv6) routes.push({ DestinationIpv6CidrBlock: "::/0", GatewayId });
  return routes;
}

/** A NAT gateway in a public subnet, with its interface; gives the route that leads to it. */
export function natGateway(region: Region, name: string, subnet: string, publicIp: string): Route {
  const NatGatewayId = id("nat", name);
  networkInterface(region, {
    name: `nat ${name}`,
    subnet,
    groups: [],
    type: "natGateway",
    description: `Interface for NAT Gateway ${NatGatewayId}`,
    managed: true,
    publicIp,
  });
  return { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId };
}

/** A peering of two VPCs of one region: a route in every table of both. */
export function peer(region: Region, a: string, b: string): void {
  const VpcPeeringConnectionId = peeringId(a, b);
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const { VpcId } = region.get(ec2.vpcs, id("vpc", from));
    const DestinationCidrBlock = region.get(ec2.vpcs, id("vpc", to)).CidrBlock as string;
    const tables = region.all(ec2.routeTables).filter((table) => table.VpcId === VpcId);
    for (const { RouteTableId } of tables)
      addRoute(region, RouteTableId, { DestinationCidrBlock, VpcPeeringConnectionId });
  }
}
