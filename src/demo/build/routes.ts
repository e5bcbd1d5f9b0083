import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id, peeringId } from "./ids.ts";
import { networkInterface } from "./network-interface.ts";
import { servicePrefixList } from "./prefix-list.ts";
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

/** An internet gateway of the VPC; gives the routes that lead to it. */
export function internetGateway(region: Region, vpc: string, { ipv6 = false } = {}): Route[] {
  const GatewayId = id("igw", vpc);
  const { VpcId } = region.get(ec2.vpcs, id("vpc", vpc));
  region.add(ec2.internetGateways, {
    InternetGatewayId: GatewayId,
    // EC2 calls it so, and not "attached".
    Attachments: [{ VpcId, State: "available" as "attached" }],
    Tags: tags({ Name: vpc }),
  });
  const routes: Route[] = [{ DestinationCidrBlock: "0.0.0.0/0", GatewayId }];
  if (ipv6) routes.push({ DestinationIpv6CidrBlock: "::/0", GatewayId });
  return routes;
}

/** A NAT gateway in a public subnet, with its interface; gives the route that leads to it. */
export function natGateway(region: Region, name: string, subnet: string, publicIp: string): Route {
  const NatGatewayId = id("nat", name);
  const { NetworkInterfaceId, VpcId, SubnetId, PrivateIpAddress } = networkInterface(region, {
    name: `nat ${name}`,
    subnet,
    groups: [],
    type: "natGateway",
    description: `Interface for NAT Gateway ${NatGatewayId}`,
    managed: true,
    publicIp,
  });
  const AllocationId = id("eipalloc", `nat ${name}`);
  region.add(ec2.addresses, {
    AllocationId,
    PublicIp: publicIp,
    NetworkInterfaceId,
    PrivateIpAddress,
    Tags: tags({ Name: `nat ${name}` }),
  });
  region.add(ec2.natGateways, {
    NatGatewayId,
    State: "available",
    VpcId,
    SubnetId,
    ConnectivityType: "public",
    NatGatewayAddresses: [{ AllocationId, NetworkInterfaceId, PrivateIp: PrivateIpAddress, PublicIp: publicIp }],
    Tags: tags({ Name: name }),
  });
  return { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId };
}

/** A gateway for IPv6 that lets only answers in; gives the route that leads to it. */
export function egressOnlyInternetGateway(region: Region, vpc: string): Route {
  const EgressOnlyInternetGatewayId = id("eigw", vpc);
  const { VpcId } = region.get(ec2.vpcs, id("vpc", vpc));
  region.add(ec2.egressOnlyInternetGateways, {
    EgressOnlyInternetGatewayId,
    Attachments: [{ VpcId, State: "attached" }],
    Tags: tags({ Name: vpc }),
  });
  return { DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId };
}

/** A gateway endpoint for S3, with a route in each of the tables. `prefixList` is the region's of S3. */
export function s3Endpoint(
  region: Region,
  {
    vpc,
    tables,
    prefixList,
  }: { readonly vpc: string; readonly tables: readonly string[]; readonly prefixList: string },
): void {
  const VpcEndpointId = id("vpce", `${vpc} s3`);
  const RouteTableIds = tables.map((name) => region.get(ec2.routeTables, id("rtb", name)).RouteTableId);
  region.add(ec2.vpcEndpoints, {
    VpcEndpointId,
    VpcEndpointType: "Gateway",
    VpcId: region.get(ec2.vpcs, id("vpc", vpc)).VpcId,
    State: "available" as "Available",
    ServiceName: `com.amazonaws.${region.name}.s3`,
    RouteTableIds,
    Tags: tags({ Name: `${vpc} s3` }),
  });
  // Where the documentation allows no real thing to be.
  servicePrefixList(region, "s3", prefixList, { cidrs: ["192.0.2.128/25"], by: ["route"] });
  for (const table of RouteTableIds)
    addRoute(region, table, { DestinationPrefixListId: prefixList, GatewayId: VpcEndpointId });
}

/** A peering of two VPCs of one region, `a` having asked for it: a route in every table of both. */
export function peer(region: Region, a: string, b: string): void {
  const VpcPeeringConnectionId = peeringId(a, b);
  region.add(ec2.vpcPeeringConnections, {
    VpcPeeringConnectionId,
    Status: { Code: "active" },
    RequesterVpcInfo: peeringEnd(region, a),
    AccepterVpcInfo: peeringEnd(region, b),
    Tags: tags({ Name: `${a} ${b}` }),
  });
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

function peeringEnd(region: Region, vpc: string) {
  const { VpcId, CidrBlock } = region.get(ec2.vpcs, id("vpc", vpc));
  const block = { CidrBlock: CidrBlock as string };
  return { OwnerId: region.account, VpcId, Region: region.name, ...block, CidrBlockSet: [block] };
}
