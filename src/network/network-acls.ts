/**
 * What the rules of a network ACL let in: the lowest number that matches decides, and what none matches is denied.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
 */
import { allAddresses, parseAddresses, type AddressSet, type Family, type PointOf } from "./addresses.ts";
import { emptySet, intersect, subtract, union, type IntervalSet } from "./intervals.ts";
import { protocolNumber, type Ports } from "./ports.ts";
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

/** What a rule that can be read does. */
interface Rule {
  readonly allows: boolean;
  readonly ports: Ports;
  readonly from: AddressSet;
}

/** A rule, or in words what in it cannot be read. Throws as `parseCidr` does. */
function read({ RuleAction, Protocol, PortRange, CidrBlock, Ipv6CidrBlock }: AclEntry): Rule | string {
  if (RuleAction !== "allow" && RuleAction !== "deny") return `the unknown action ${RuleAction}`;
  const ports = portsOf({
    IpProtocol: Protocol,
    ...(PortRange && { FromPort: PortRange.From, ToPort: PortRange.To }),
    IpRanges: [],
    Ipv6Ranges: [],
  });
  if (ports === null) return `the unknown protocol ${Protocol}`;
  const allows = RuleAction === "allow";
  // Where ports are absent or make no sense, a rule that allows counts for all of them; one that denies must say which.
  if (!allows && hasPorts(protocolNumber(Protocol)) && !isPortRange(PortRange)) return "a deny without sensible ports";
  const cidrs = [CidrBlock, Ipv6CidrBlock].filter((cidr) => cidr !== undefined);
  if (cidrs.length === 0) return "no addresses";
  // An address counts for the family that it is written in, whichever field it stands in.
  return { allows, ports, from: parseAddresses(cidrs) };
}

function hasPorts(protocol: number | undefined): boolean {
  return protocol === 6 || protocol === 17;
}

function isPortRange(range: AclEntry["PortRange"]): boolean {
  return range !== undefined && 0 <= range.From && range.From <= range.To && range.To <= 65_535;
}

/** What of the inbound rules cannot be read, in words, such as `the unknown protocol esp`. Throws as `parseCidr` does. */
export function unreadableOf(entries: readonly AclEntry[]): string[] {
  return entries
    .filter(({ Egress }) => !Egress)
    .flatMap((entry) => {
      const rule = read(entry);
      return typeof rule === "string" ? [rule] : [];
    });
}

/**
 * The addresses from which a port can be reached; `port` is a point of TCP or UDP on the line that `./ports.ts` lays
 * out. Rules that cannot be read are left out; `unreadableOf` names them. Throws as `parseCidr` does.
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
    const rule = read(entry);
    if (typeof rule === "string" || port < rule.ports[0] || rule.ports[1] <= port) continue;
    const matched = intersect<PointOf[F]>(unmatched, rule.from[family]);
    if (rule.allows) admitted = union(admitted, matched);
    unmatched = subtract(unmatched, matched);
  }
  return admitted;
}
