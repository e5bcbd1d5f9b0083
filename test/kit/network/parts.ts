/** What packets are made of: the places of a world, the ends of its blocks and of its port ranges, its gateways. */
import { blockOf, textOf } from "./addresses.ts";
import { addressesOf, databasesOf } from "./ends.ts";
import type { Estate, Permission, SecurityGroup } from "./estate.ts";
import { all, type Known } from "./known.ts";
import type { Packet, Target } from "./packet.ts";
import { targetOf } from "./routes.ts";

export type Flow = Pick<Packet, "protocol" | "port">;
export type Place = Exclude<Target, { resolver: string }>;

/** Hosts at which databases and proxies are asked for, in each of their subnets. */
const DATABASE_HOSTS = [100n, 101n];

/** Every address of an interface, and some of every database. */
export function placesOf(here: Known): Place[] {
  const interfaces = [...here.interfaces.values()].flatMap((item) =>
    addressesOf(item).map((address): Place => ({ interface: item.NetworkInterfaceId, address })),
  );
  const databases = [...databasesOf(here)].flatMap(([database, { subnets }]) =>
    subnets.flatMap((subnet) => {
      const { CidrBlock, Ipv6CidrBlockAssociationSet = [] } = here.subnets.get(subnet) ?? {};
      const blocks = [CidrBlock, ...Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)];
      return blocks
        .filter((block) => block !== undefined)
        .flatMap((block) => DATABASE_HOSTS.map((host) => hostIn(block, host)))
        .map((address): Place => ({ database, subnet, address }));
    }),
  );
  return [...interfaces, ...databases];
}

function hostIn(block: string, host: bigint): string {
  const { width, first } = blockOf(block);
  return textOf(width, first + host) as string;
}

/** The first and last addresses of every block that a rule, an ACL, a route or a list names, and those beside them. */
export function edgesOf(estate: Estate): string[] {
  const rules = all(estate, "ec2.security-groups").flatMap(rulesOf);
  const named = [
    ...rules.flatMap(({ IpRanges, Ipv6Ranges }) => [
      ...IpRanges.map(({ CidrIp }) => CidrIp),
      ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    ]),
    ...all(estate, "ec2.network-acls").flatMap(({ Entries }) =>
      Entries.flatMap(({ CidrBlock, Ipv6CidrBlock }) => CidrBlock ?? Ipv6CidrBlock ?? []),
    ),
    ...all(estate, "ec2.route-tables").flatMap(({ Routes }) =>
      Routes.flatMap(
        ({ DestinationCidrBlock, DestinationIpv6CidrBlock }) => DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? [],
      ),
    ),
    ...all(estate, "ec2.prefix-list-entries").map(({ Cidr }) => Cidr),
  ];
  const edges = [...new Set(named)].flatMap((cidr) => {
    const { width, first, last } = blockOf(cidr);
    return [first - 1n, first, last, last + 1n].flatMap((value) => textOf(width, value) ?? []);
  });
  return [...new Set([...edges, "8.8.8.8", "10.200.1.7", "2600:9000::7"])];
}

/** What routes lead to, those that let none in among them. */
export function gatewaysOf(estate: Estate): string[] {
  const targets = all(estate, "ec2.route-tables").flatMap(({ Routes }) => Routes.map((route) => targetOf(route)[1]));
  return [...new Set(targets)].filter((target) => target !== "local");
}

export function rulesOf(group: SecurityGroup | undefined): Permission[] {
  return group === undefined ? [] : [...group.IpPermissions, ...group.IpPermissionsEgress];
}

const names: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, "-1": -1 };
const ALWAYS: readonly Flow[] = [
  { protocol: 6, port: 22 },
  { protocol: 6, port: 5432 },
  { protocol: 17, port: 53 },
  { protocol: 1, port: 8 * 256 },
  { protocol: 58, port: 128 * 256 },
  { protocol: 50, port: 0 },
  { protocol: 51, port: 0 },
  { protocol: 0, port: 0 },
  { protocol: 255, port: 0 },
];

/** What a rule is for: of every protocol, where it is for all. */
export function flowsIn({ IpProtocol, FromPort = -1, ToPort = -1 }: Permission): Flow[] {
  if (IpProtocol === "-1") return [...ALWAYS];
  const protocol = names[IpProtocol] ?? Number(IpProtocol);
  if (protocol === 6 || protocol === 17) {
    return FromPort < 0 ? [{ protocol, port: 22 }] : [FromPort, ToPort].map((port) => ({ protocol, port }));
  }
  return around(protocol, FromPort, ToPort).slice(0, 1);
}

/** Around the ends of every range of ports, and something of every protocol. */
export function flowsOf(rules: readonly Permission[]): Flow[] {
  return unique([
    ...rules.flatMap(({ IpProtocol, FromPort = -1, ToPort = -1 }) =>
      around(names[IpProtocol] ?? Number(IpProtocol), FromPort, ToPort),
    ),
    ...ALWAYS,
  ]);
}

export function aclFlows(estate: Estate): Flow[] {
  return unique(
    all(estate, "ec2.network-acls").flatMap(({ Entries }) =>
      Entries.flatMap(({ Protocol, PortRange, IcmpTypeCode }) =>
        around(
          Number(Protocol),
          PortRange?.From ?? IcmpTypeCode?.Type ?? -1,
          PortRange?.To ?? IcmpTypeCode?.Code ?? -1,
        ),
      ),
    ),
  );
}

function around(protocol: number, first: number, last: number): Flow[] {
  if (protocol < 0) return [];
  if (protocol === 6 || protocol === 17) {
    return [first - 1, first, last, last + 1].map((port) => ({ protocol, port }));
  }
  if (protocol !== 1 && protocol !== 58) return [{ protocol, port: 0 }];
  const place = Math.max(first, 0) * 256 + Math.max(last, 0);
  return [place, place + 1, place + 256].map((port) => ({ protocol, port }));
}

function unique(flows: readonly Flow[]): Flow[] {
  const sensible = flows.filter(({ port }) => port >= 0 && port <= 65_535);
  return [...new Map(sensible.map((flow) => [`${flow.protocol} ${flow.port}`, flow])).values()];
}
