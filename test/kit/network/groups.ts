/**
 * What security groups do with one packet.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
import { isIn, isIpv6 } from "./addresses.ts";
import type { Permission } from "./estate.ts";
import type { Known } from "./known.ts";
import { block, pass, unclear, type Hop } from "./packet.ts";

/** One end as the groups of the other see it. */
export interface Other {
  readonly address: string;
  /** The groups that the packet came with; none over paths that drop them. */
  readonly groups: readonly string[];
  /** Whether it may have come with a group that nobody read. */
  readonly mayCarry?: (pair: Permission["UserIdGroupPairs"][number]) => boolean;
}

const protocols: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/** All groups of an interface are united, and rules only allow. */
export function throughGroups(
  known: Known,
  direction: "in" | "out",
  groups: readonly string[],
  other: Other,
  protocol: number,
  port: number,
): Hop {
  const layer = direction === "in" ? "groups of the target" : "groups of the source";
  const listed = direction === "in" ? "IpPermissions" : "IpPermissionsEgress";
  if (groups.length === 0) return pass(layer, "no group filters");
  let doubt: Hop | undefined;
  for (const id of groups) {
    const group = known.groups.get(id);
    if (group === undefined) {
      doubt ??= unclear(layer, `${id} was not read`, id);
      continue;
    }
    for (const [index, permission] of group[listed].entries()) {
      if (!covers(permission, isIpv6(other.address), protocol, port)) continue;
      const [by, sure] = matchOf(known, permission, other);
      const place = `${id} ${listed}[${index}]`;
      if (by !== undefined && sure) return pass(layer, `${place} allows by ${by}`, id, place);
      if (by !== undefined) doubt ??= unclear(layer, `${place} may allow by ${by}`, id, place);
    }
  }
  return doubt ?? block(layer, `no rule of ${groups.join(", ")} allows`, ...groups);
}

function covers({ IpProtocol, FromPort, ToPort }: Permission, ipv6: boolean, protocol: number, port: number): boolean {
  if (IpProtocol === "-1") return true;
  if ((protocols[IpProtocol] ?? Number(IpProtocol)) !== protocol) return false;
  if (protocol === 1 || protocol === 58) {
    // ICMP is of IPv4, ICMPv6 of IPv6, whatever addresses the rule cites. From and to are type and code.
    if (ipv6 !== (protocol === 58)) return false;
    const [type, code] = [Math.floor(port / 256), port % 256];
    if (FromPort === undefined || FromPort === -1) return true;
    return FromPort === type && (ToPort === undefined || ToPort === -1 || ToPort === code);
  }
  if (protocol === 6 || protocol === 17) {
    if (FromPort === undefined || FromPort === -1 || ToPort === undefined || ToPort === -1) return true;
    return FromPort <= port && port <= ToPort;
  }
  return true;
}

/** By what the permission lets the other end in, in words, and whether it does so for sure. */
function matchOf(
  known: Known,
  permission: Permission,
  { address, groups, mayCarry }: Other,
): [string | undefined, boolean] {
  for (const { CidrIp } of permission.IpRanges) if (isIn(address, CidrIp)) return [CidrIp, true];
  for (const { CidrIpv6 } of permission.Ipv6Ranges) if (isIn(address, CidrIpv6)) return [CidrIpv6, true];
  let doubt: string | undefined;
  for (const { PrefixListId } of permission.PrefixListIds) {
    const cidrs = known.prefixLists.get(PrefixListId);
    if (cidrs === undefined) doubt ??= `${PrefixListId}, which was not read`;
    for (const cidr of cidrs ?? []) if (isIn(address, cidr)) return [`${PrefixListId} ${cidr}`, true];
  }
  for (const pair of permission.UserIdGroupPairs) {
    if (pair.GroupId === undefined || (pair.PeeringStatus ?? "active") !== "active") continue;
    if (groups.includes(pair.GroupId)) return [pair.GroupId, true];
    if (mayCarry?.(pair) === true) doubt ??= `${pair.GroupId}, if the source has it`;
  }
  return [doubt, false];
}
