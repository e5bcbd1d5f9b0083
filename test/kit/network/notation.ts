/**
 * A short way to write rules, routes and packets, in which small worlds are drawn and failing ones are told:
 * - a group rule: `tcp/22 10.0.0.0/8 sg-app pl-1 sg-peer@pcx-1 sg-gone:deleted`; `all`, `tcp`, `tcp/0-1023`, `icmp/8`
 *   (a type), `icmp/3.4` (type and code), `50` (another protocol)
 * - an ACL entry: `100 allow in tcp/22 10.0.0.0/8`
 * - a route: `0.0.0.0/0 igw-1`, `10.9.0.0/16 vgw-1 propagated`, `pl-1 tgw-1`, `10.2.0.0/16 pcx-1 blackhole`
 * - a packet: `eni-a@10.0.0.4 > eni-b@10.0.1.4 tcp/22`, from `internet@198.51.100.7` or `beyond:vgw-1@10.9.0.1`,
 *   to `arn:aws:rds:…:db:x@subnet-1@10.0.1.9` or `resolver:vpc-a@10.0.0.2`; through a load balancer or proxy
 *   `… > eni-lb@10.0.0.9 tcp/443 through ARN > eni-b@10.0.1.4 8080`
 */
import type { AclEntry, Permission, Route } from "./estate.ts";
import type { Packet, Source, Target, ThroughPacket } from "./packet.ts";

/** The part after the slash, as two numbers; both undefined where there is none. */
function numbers(text: string | undefined, between: "-" | "."): [number?, number?] {
  if (text === undefined) return [];
  if (text === "-1") return [-1, -1];
  const [first, last] = text.split(between);
  return [Number(first), last === undefined ? (between === "-" ? Number(first) : -1) : Number(last)];
}

const isIcmp = (protocol: string) => protocol === "icmp" || protocol === "icmpv6" || /^(1|58)$/.test(protocol);

export function readRule(text: string): Permission {
  const [service = "", ...peers] = text.split(" ");
  const [protocol = "", ports] = service.split("/");
  const [FromPort, ToPort] = numbers(ports, isIcmp(protocol) ? "." : "-");
  return {
    IpProtocol: protocol === "all" ? "-1" : protocol,
    ...(FromPort === undefined ? {} : { FromPort }),
    ...(ToPort === undefined ? {} : { ToPort }),
    IpRanges: peers.filter((peer) => /^\d+\./.test(peer)).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: peers.filter((peer) => /^[0-9a-f:]+\//.test(peer)).map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: peers.filter((peer) => peer.startsWith("pl-")).map((PrefixListId) => ({ PrefixListId })),
    UserIdGroupPairs: peers.filter((peer) => peer.startsWith("sg-")).map(readPair),
  };
}

function readPair(text: string): Permission["UserIdGroupPairs"][number] {
  const [, GroupId = "", VpcPeeringConnectionId, PeeringStatus] = /^([^@:]+)(?:@([^:]+))?(?::(.+))?$/.exec(text) ?? [];
  return {
    GroupId,
    ...(VpcPeeringConnectionId === undefined ? {} : { VpcPeeringConnectionId }),
    ...(PeeringStatus === undefined ? {} : { PeeringStatus }),
  };
}

export function writeRule(permission: Permission): string {
  const { IpProtocol, FromPort, ToPort } = permission;
  const peers = [
    ...permission.IpRanges.map(({ CidrIp }) => CidrIp),
    ...permission.Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
    ...permission.PrefixListIds.map(({ PrefixListId }) => PrefixListId),
    ...permission.UserIdGroupPairs.map(
      ({ GroupId = "", VpcPeeringConnectionId: via, PeeringStatus: status }) =>
        `${GroupId}${via === undefined ? "" : `@${via}`}${status === undefined ? "" : `:${status}`}`,
    ),
  ];
  return [service(IpProtocol === "-1" ? "all" : IpProtocol, FromPort, ToPort), ...peers].join(" ");
}

function service(protocol: string, first: number | undefined, last: number | undefined): string {
  if (first === undefined) return protocol;
  if (first === -1) return `${protocol}/-1`;
  if (isIcmp(protocol)) return last === -1 ? `${protocol}/${first}` : `${protocol}/${first}.${last}`;
  return first === last ? `${protocol}/${first}` : `${protocol}/${first}-${last}`;
}

const protocolNames: Readonly<Record<string, string>> = {
  "-1": "all",
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};
const nameOf = (number: string) => protocolNames[number] ?? number;
const numberOf = (name: string) => Object.keys(protocolNames).find((number) => protocolNames[number] === name) ?? name;

export function readEntry(text: string): AclEntry {
  const [number, RuleAction = "", direction, traffic = "", cidr = ""] = text.split(" ");
  const [name = "", ports] = traffic.split("/");
  const [first, last] = numbers(ports, isIcmp(name) ? "." : "-");
  const range =
    first === undefined || last === undefined
      ? {}
      : isIcmp(name)
        ? { IcmpTypeCode: { Type: first, Code: last } }
        : { PortRange: { From: first, To: last } };
  return {
    RuleNumber: Number(number),
    RuleAction,
    Egress: direction === "out",
    Protocol: numberOf(name),
    ...(cidr.includes(":") ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
    ...range,
  };
}

export function writeEntry({ RuleNumber, RuleAction, Egress, Protocol, ...rest }: AclEntry): string {
  const { PortRange, IcmpTypeCode, CidrBlock, Ipv6CidrBlock } = rest;
  const traffic = service(nameOf(Protocol), PortRange?.From ?? IcmpTypeCode?.Type, PortRange?.To ?? IcmpTypeCode?.Code);
  return `${RuleNumber} ${RuleAction} ${Egress ? "out" : "in"} ${traffic} ${CidrBlock ?? Ipv6CidrBlock ?? "nothing"}`;
}

export function readRoute(text: string): Route {
  const [to = "", target = "", ...flags] = text.split(" ");
  return {
    ...(to.startsWith("pl-")
      ? { DestinationPrefixListId: to }
      : to.includes(":")
        ? { DestinationIpv6CidrBlock: to }
        : { DestinationCidrBlock: to }),
    State: flags.includes("blackhole") ? "blackhole" : "active",
    Origin: flags.includes("propagated")
      ? "EnableVgwRoutePropagation"
      : target === "local"
        ? "CreateRouteTable"
        : "CreateRoute",
    [fieldOf(target)]: target,
  };
}

function fieldOf(target: string): keyof Route {
  const fields: Readonly<Record<string, keyof Route>> = {
    nat: "NatGatewayId",
    pcx: "VpcPeeringConnectionId",
    tgw: "TransitGatewayId",
    eigw: "EgressOnlyInternetGatewayId",
    eni: "NetworkInterfaceId",
    i: "InstanceId",
    lgw: "LocalGatewayId",
    cagw: "CarrierGatewayId",
  };
  if (target.startsWith("arn:")) return "CoreNetworkArn";
  return fields[target.slice(0, target.indexOf("-"))] ?? "GatewayId";
}

export function writeRoute(route: Route): string {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId, State, Origin, ...targets } = route;
  return [
    DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId ?? "nothing",
    ...Object.values(targets),
    ...(Origin === "EnableVgwRoutePropagation" ? ["propagated"] : []),
    ...(State === "blackhole" ? ["blackhole"] : []),
  ].join(" ");
}

export function readPacket(text: string): Packet | ThroughPacket {
  const [client = "", at = "", target] = text.split(" > ");
  const [place = "", traffic = "", , through = ""] = at.split(" ");
  const [name = "", ports] = traffic.split("/");
  const [first = 0, last = 0] = numbers(ports, isIcmp(name) ? "." : "-");
  const source = readPlace(client) as Source;
  const flow = { protocol: Number(numberOf(name)), port: isIcmp(name) ? first * 256 + Math.max(last, 0) : first };
  if (target === undefined) return { source, target: readPlace(place) as Target, ...flow };
  const [end = "", targetPort] = target.split(" ");
  const passed = { target: readPlace(end) as Target, targetPort: Number(targetPort) };
  return { source, ...passed, ...flow, through, at: readPlace(place) as Target };
}

function readPlace(text: string): Source | Target {
  const [who = "", ...where] = text.split("@");
  const address = where.at(-1) ?? "";
  if (who === "internet") return { internet: address };
  if (who.startsWith("arn:") && where.length === 2) return { database: who, subnet: where[0] ?? "", address };
  if (who.startsWith("resolver:")) return { resolver: who.slice("resolver:".length), address };
  if (who.startsWith("beyond:")) return { beyond: who.slice("beyond:".length), address };
  return { interface: who, address };
}

export function writePacket(packet: Packet | ThroughPacket): string {
  const { source, target, protocol, port } = packet;
  const name = nameOf(String(protocol));
  const traffic =
    name === String(protocol) ? name : `${name}/${isIcmp(name) ? `${Math.floor(port / 256)}.${port % 256}` : port}`;
  if (!("through" in packet)) return `${writePlace(source)} > ${writePlace(target)} ${traffic}`;
  const { at, through, targetPort } = packet;
  const [client, door, end] = [source, at, target].map(writePlace);
  return `${client} > ${door} ${traffic} through ${through} > ${end} ${targetPort}`;
}

function writePlace(place: Source | Target): string {
  if ("internet" in place) return `internet@${place.internet}`;
  if ("database" in place) return `${place.database}@${place.subnet}@${place.address}`;
  if ("resolver" in place) return `resolver:${place.resolver}@${place.address}`;
  return "beyond" in place ? `beyond:${place.beyond}@${place.address}` : `${place.interface}@${place.address}`;
}
