/** Security groups as EC2 describes them, from a short notation. */

interface Range {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
}

/** `tcp 443`, `tcp 8000-8100`; anything else is written out. */
function rangeOf(ports: string | Range): Range {
  if (typeof ports !== "string") return ports;
  const [, protocol, first, last = first] = /^(tcp|udp) ([0-9]+)(?:-([0-9]+))?$/.exec(ports) ?? [];
  if (protocol === undefined) throw new Error(`${ports} is no port`);
  return { IpProtocol: protocol, FromPort: Number(first), ToPort: Number(last) };
}

/** A permission; a source is a CIDR block of either family, a group (`sg-…`) or a prefix list (`pl-…`). */
export function permission(ports: string | Range, sources: readonly string[]) {
  const groups = sources.filter((source) => source.startsWith("sg-"));
  const lists = sources.filter((source) => source.startsWith("pl-"));
  const cidrs = sources.filter((source) => source.includes("/"));
  return {
    ...rangeOf(ports),
    IpRanges: cidrs.filter((cidr) => !cidr.includes(":")).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: cidrs.filter((cidr) => cidr.includes(":")).map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: lists.map((PrefixListId) => ({ PrefixListId })),
    UserIdGroupPairs: groups.map((GroupId) => ({ GroupId })),
  };
}

type Permission = Omit<ReturnType<typeof permission>, "UserIdGroupPairs"> & {
  readonly UserIdGroupPairs: readonly { readonly GroupId?: string; readonly UserId?: string }[];
};

export function group(IpPermissions: readonly Permission[]) {
  return { GroupId: "sg-1", GroupName: "web", IpPermissions, IpPermissionsEgress: [] };
}
