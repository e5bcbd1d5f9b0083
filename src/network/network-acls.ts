/**
 * What the rules of a network ACL let in: the lowest number that matches decides, and what none matches is denied.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
 */
import { allAddresses, parseAddresses, type AddressSet, type Family, type PointOf } from "./addresses.ts";
import { emptySet, intersect, subtract, union, type IntervalSet } from "./intervals.ts";
import type { Ports } from "./ports.ts";
import { portsOf } from "./security-groups.ts";

export interface AclEntry {
  readonly RuleNumber: number;
  readonly RuleAction: string;
  readonly Egress: boolean;
  readonly Protocol: string;
  readonly CidrBlock?: string;
  readonly Ipv6CidrBlock?: string;
  readonly PortRange?: { readonly From: number; readonly To: number };
}

/** The ports of a rule; null where its protocol is not known. Where the range is absent, the whole protocol counts. */
export function aclPortsOf({ Protocol, PortRange }: AclEntry): Ports | null {
  return portsOf({
    IpProtocol: Protocol,
    ...(PortRange && { FromPort: PortRange.From, ToPort: PortRange.To }),
    IpRanges: [],
    Ipv6Ranges: [],
  });
}

/**
 * The addresses from which a port can be reached; `port` is a point of the line that `./ports.ts` lays out. Rules with
 * unknown protocols are left out. Throws as `parseCidr` does.
 */
export function admittedTo<F extends Family>(
  port: number,
  family: F,
  entries: readonly AclEntry[],
): IntervalSet<PointOf[F]> {
  const inbound = entries.filter(({ Egress }) => !Egress).toSorted((a, b) => a.RuleNumber - b.RuleNumber);
  let unmatched: IntervalSet<PointOf[F]> = (allAddresses as AddressSet)[family];
  let admitted = emptySet<PointOf[F]>();
  for (const entry of inbound) {
    const ports = aclPortsOf(entry);
    const cidr = family === "ipv4" ? entry.CidrBlock : entry.Ipv6CidrBlock;
    if (cidr === undefined || ports === null || port < ports[0] || ports[1] <= port) continue;
    const matched = intersect<PointOf[F]>(unmatched, parseAddresses([cidr])[family]);
    if (entry.RuleAction === "allow") admitted = union(admitted, matched);
    unmatched = subtract(unmatched, matched);
  }
  return admitted;
}
