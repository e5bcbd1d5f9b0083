import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import { associateNetworkAcl, defaultNetworkAcl } from "./network-acl.ts";
import type { Region } from "./region.ts";
import { group } from "./security-group.ts";
import { tags } from "./tags.ts";

export interface VpcSpec {
  readonly name: string;
  readonly cidr: string;
  /** The first three parts of its /56 of IPv6, such as `2001:db8:20`. */
  readonly ipv6?: string;
  readonly isDefault?: boolean;
  readonly customer?: string;
}

/**
 * A VPC with what AWS makes with it: the main route table, the network ACL, here without a way for administrators from
 * just anywhere, and the default group, here without rules; and a flow log of all its traffic.
 */
export function vpc(region: Region, { name, cidr, ipv6, isDefault = false, customer }: VpcSpec): void {
  const VpcId = id("vpc", name);
  const associated = { State: "associated" } as const;
  region.add(ec2.vpcs, {
    VpcId,
    CidrBlock: cidr,
    IsDefault: isDefault,
    CidrBlockAssociationSet: [{ CidrBlock: cidr, CidrBlockState: associated }],
    ...(ipv6 === undefined
      ? {}
      : { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: `${ipv6}::/56`, Ipv6CidrBlockState: associated }] }),
    Tags: tags({ Name: name, Customer: customer }),
  });
  region.add(ec2.flowLogs, {
    FlowLogId: id("fl", name),
    ResourceId: VpcId,
    FlowLogStatus: "ACTIVE",
    TrafficType: "ALL",
    DeliverLogsStatus: "SUCCESS",
    LogDestinationType: "s3",
    Tags: tags({ Name: name }),
  });
  region.add(ec2.routeTables, {
    RouteTableId: id("rtb", `${name} main`),
    VpcId,
    Associations: [{ Main: true, AssociationState: associated }],
    Routes: [
      { DestinationCidrBlock: cidr, GatewayId: "local", Origin: "CreateRouteTable", State: "active" },
      ...(ipv6 === undefined
        ? []
        : [
            {
              DestinationIpv6CidrBlock: `${ipv6}::/56`,
              GatewayId: "local",
              Origin: "CreateRouteTable" as const,
              State: "active" as const,
            },
          ]),
    ],
    Tags: tags({ Name: `${name} main` }),
  });
  defaultNetworkAcl(region, name, { ipv6: ipv6 !== undefined });
  group(region, {
    name: `${name} default`,
    groupName: "default",
    vpc: name,
    description: "default VPC security group",
    ingress: [],
    egress: [],
  });
}

/** Keeps Block Public Access from the VPC, should somebody turn it on. */
export function excludeFromBlock(region: Region, vpc: string): void {
  const { VpcId } = region.get(ec2.vpcs, id("vpc", vpc));
  region.add(ec2.vpcBlockPublicAccessExclusions, {
    ExclusionId: id("vpcbpa-exclude", vpc),
    ResourceArn: region.arn("ec2", `vpc/${VpcId}`),
    InternetGatewayExclusionMode: "allow-bidirectional",
    State: "create-complete",
    Tags: tags({ Name: vpc }),
  });
}

export interface SubnetSpec {
  readonly name: string;
  readonly vpc: string;
  /** The zone's letter. */
  readonly zone: string;
  readonly cidr: string;
  readonly ipv6?: string;
  readonly publicOnLaunch?: boolean;
}

export function subnet(region: Region, { name, vpc, zone, cidr, ipv6, publicOnLaunch = false }: SubnetSpec): void {
  region.add(ec2.subnets, {
    SubnetId: id("subnet", name),
    VpcId: region.get(ec2.vpcs, id("vpc", vpc)).VpcId,
    CidrBlock: cidr,
    AvailabilityZone: `${region.name}${zone}`,
    MapPublicIpOnLaunch: publicOnLaunch,
    ...(ipv6 === undefined
      ? {}
      : { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: ipv6, Ipv6CidrBlockState: { State: "associated" } }] }),
    Tags: tags({ Name: name }),
  });
  associateNetworkAcl(region, vpc, id("subnet", name));
}
