import type { ec2, ItemOf } from "clausewatch";

type Permission = ItemOf<typeof ec2.securityGroups>["IpPermissions"][number];

/** The permission with what its prefix lists hold among its address ranges. */
export function resolved(permission: Permission, cidrsOf: (list: string) => readonly string[]): Permission {
  const cidrs = permission.PrefixListIds.flatMap(({ PrefixListId }) => cidrsOf(PrefixListId));
  if (cidrs.length === 0) return permission;
  const [ipv6 = [], ipv4 = []] = [true, false].map((wanted) => cidrs.filter((cidr) => cidr.includes(":") === wanted));
  return {
    ...permission,
    IpRanges: [...permission.IpRanges, ...ipv4.map((CidrIp) => ({ CidrIp }))],
    Ipv6Ranges: [...permission.Ipv6Ranges, ...ipv6.map((CidrIpv6) => ({ CidrIpv6 }))],
  };
}
