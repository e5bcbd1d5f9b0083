/**
 * What the rules of a security group say.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
import { parseAddresses, type Family, type PointOf } from "./addresses.ts";
import type { Flow } from "./flows.ts";
import { isEmpty } from "./intervals.ts";
import { everyPort, icmpRange, portRange, protocolNumber, wholeProtocol, type Ports } from "./ports.ts";

/** What decides who gets in by a permission, as EC2 describes it. */
export interface Permission {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges: readonly { readonly CidrIp: string }[];
  readonly Ipv6Ranges: readonly { readonly CidrIpv6: string }[];
}

/**
 * The ports of a permission; null where its protocol is neither a name nor a number that EC2 documents. `-1` is every
 * protocol; one other than tcp, udp, icmp and icmpv6 opens all of its ports whatever range stands there. Where the
 * range is absent, -1, or makes no sense, the whole protocol counts: a rule is never read as narrower than it may be.
 */
export function portsOf({ IpProtocol, FromPort = -1, ToPort = -1 }: Permission): Ports | null {
  if (IpProtocol === "-1") return everyPort;
  const protocol = protocolNumber(IpProtocol);
  if (protocol === undefined) return null;
  switch (protocol) {
    case 6:
    case 17:
      return 0 <= FromPort && FromPort <= ToPort && ToPort <= 65_535
        ? portRange(protocol, FromPort, ToPort)
        : wholeProtocol(protocol);
    case 1:
    case 58:
      // For ICMP, from and to are type and code.
      if (FromPort < 0 || FromPort > 255 || ToPort > 255) return wholeProtocol(protocol);
      return icmpRange(protocol, FromPort, ToPort < 0 ? undefined : ToPort);
    default:
      return wholeProtocol(protocol);
  }
}

/** The protocols that permissions name and that are not known, in order; what such a permission opens cannot be said. */
export function unknownProtocolsOf(permissions: readonly Permission[]): string[] {
  const unknown = permissions.filter((permission) => portsOf(permission) === null);
  return [...new Set(unknown.map(({ IpProtocol }) => IpProtocol))].sort();
}

/** What the address ranges of permissions let in; those with unknown protocols are left out. Throws as `parseCidr` does. */
export function flowsOf<F extends Family>(family: F, permissions: readonly Permission[]): Flow<PointOf[F]>[] {
  return permissions.flatMap((permission) => {
    const ports = portsOf(permission);
    if (ports === null) return [];
    // An address counts for the family that it is written in, whichever list it stands in: none is lost.
    const from = parseAddresses([
      ...permission.IpRanges.map(({ CidrIp }) => CidrIp),
      ...permission.Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    ])[family];
    return isEmpty(from) ? [] : [{ ports, from }];
  });
}
