import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id, peeringId } from "./ids.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

type Permission = ItemOf<typeof ec2.securityGroups>["IpPermissions"][number];

/** Who is on the other side: an address range, a prefix list, or the members of a group, in a peered VPC perhaps. */
export type Peer =
  | { readonly cidr: string; readonly why: string }
  | { readonly list: string; readonly why: string }
  | { readonly group: string; readonly why: string; readonly across?: readonly [vpc: string, other: string] };

export interface Opening {
  readonly protocol: string;
  readonly ports?: readonly [from: number, to: number];
  readonly peers: readonly Peer[];
}

export function cidr(cidr: string, why: string): Peer {
  return { cidr, why };
}

export function listed(list: string, why: string): Peer {
  return { list, why };
}

export function members(group: string, why: string): Peer {
  return { group, why };
}

/** The members of a group of `vpc`, seen from `other`, which peers with it. */
export function membersAcross(vpc: string, other: string, group: string, why: string): Peer {
  return { group, why, across: [vpc, other] };
}

export function tcp(port: number | readonly [from: number, to: number], ...peers: readonly Peer[]): Opening {
  return { protocol: "tcp", ports: typeof port === "number" ? [port, port] : port, peers };
}

/** Every port of every protocol. */
export function everything(...peers: readonly Peer[]): Opening {
  return { protocol: "-1", peers };
}

/** The whole internet, both families. */
export function internet(why: string): readonly Peer[] {
  return [cidr("0.0.0.0/0", why), cidr("::/0", why)];
}

/** The outbound rule that AWS gives a new group. */
export const ANYWHERE: readonly Opening[] = [everything(cidr("0.0.0.0/0", "updates, and answers of others"))];

export interface GroupSpec {
  readonly name: string;
  /** As AWS shows it; the name, if absent. */
  readonly groupName?: string;
  readonly vpc: string;
  readonly description: string;
  readonly ingress: readonly Opening[];
  readonly egress: readonly Opening[];
}

export function group(region: Region, spec: GroupSpec): void {
  region.add(ec2.securityGroups, {
    GroupId: id("sg", spec.name),
    GroupName: spec.groupName ?? spec.name,
    VpcId: region.get(ec2.vpcs, id("vpc", spec.vpc)).VpcId,
    OwnerId: region.account,
    Description: spec.description,
    IpPermissions: spec.ingress.map((opening) => permission(region, opening)),
    IpPermissionsEgress: spec.egress.map((opening) => permission(region, opening)),
    Tags: tags({ Name: spec.name }),
  });
}

/** Opens more of a group. */
export function open(region: Region, group: string, ...openings: readonly Opening[]): void {
  region.change(ec2.securityGroups, id("sg", group), (item) => ({
    ...item,
    IpPermissions: [...item.IpPermissions, ...openings.map((opening) => permission(region, opening))],
  }));
}

/** Lets another VPC of the region use the group too. */
export function alsoIn(region: Region, group: string, vpc: string): void {
  region.add(ec2.securityGroupVpcAssociations, {
    GroupId: region.get(ec2.securityGroups, id("sg", group)).GroupId,
    VpcId: region.get(ec2.vpcs, id("vpc", vpc)).VpcId,
    State: "associated",
    GroupOwnerId: region.account,
    VpcOwnerId: region.account,
  });
}

function permission({ account }: Region, { protocol, ports, peers }: Opening): Permission {
  return {
    IpProtocol: protocol,
    ...(ports === undefined ? {} : { FromPort: ports[0], ToPort: ports[1] }),
    IpRanges: peers.flatMap((peer) =>
      "cidr" in peer && !peer.cidr.includes(":") ? [{ CidrIp: peer.cidr, Description: peer.why }] : [],
    ),
    Ipv6Ranges: peers.flatMap((peer) =>
      "cidr" in peer && peer.cidr.includes(":") ? [{ CidrIpv6: peer.cidr, Description: peer.why }] : [],
    ),
    PrefixListIds: peers.flatMap((peer) =>
      "list" in peer ? [{ PrefixListId: id("pl", peer.list), Description: peer.why }] : [],
    ),
    UserIdGroupPairs: peers.flatMap((peer) => ("group" in peer ? [pair(account, peer)] : [])),
  };
}

function pair(account: string, { group, why, across }: Extract<Peer, { group: string }>) {
  return {
    GroupId: id("sg", group),
    UserId: account,
    Description: why,
    ...(across === undefined
      ? {}
      : { VpcId: id("vpc", across[0]), VpcPeeringConnectionId: peeringId(...across), PeeringStatus: "active" }),
  };
}
