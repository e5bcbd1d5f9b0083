/**
 * Where a route table leads an address.
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 * https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html
 */
import { blockOf, isIn } from "./addresses.ts";
import type { Route, RouteTable } from "./estate.ts";
import type { Known } from "./known.ts";

/**
 * What a route leads to. `unmodelled`: somewhere that passes packets on in ways that are not followed, such as a
 * transit gateway or a middlebox. `dead`: nothing that lets a connection through, such as a NAT gateway. `nowhere`: no
 * route matches.
 */
export interface Way {
  readonly kind: "local" | "peering" | "internet" | "vpn" | "unmodelled" | "dead" | "nowhere";
  /** Of the target, where it has one. */
  readonly id?: string;
  /** The table and the route, in words. */
  readonly why: string;
  readonly ids: readonly string[];
}

/** One way; several where AWS picks one at random, or where what decides was not read. */
export type Ways = readonly [Way, ...(readonly Way[])];

function unread(why: string): Ways {
  return [{ kind: "unmodelled", why, ids: [] }];
}

/** The same few questions are asked over and over. */
const asked = new WeakMap<Known, Map<string, Ways>>();

function once(known: Known, question: string, answer: () => Ways): Ways {
  const answers = asked.get(known) ?? new Map<string, Ways>();
  asked.set(known, answers);
  const ways = answers.get(question) ?? answer();
  answers.set(question, ways);
  return ways;
}

export function waysFrom(known: Known, subnet: string, vpc: string, address: string): Ways {
  return once(known, `${subnet} ${vpc} ${address}`, () => {
    const table = tableOf(known, subnet, vpc);
    return table === undefined ? unread(`the route table of ${subnet} was not read`) : waysIn(known, table, address);
  });
}

/** "Each subnet must be associated with a route table; if not explicitly, then with the main table of the VPC." */
function tableOf(known: Known, subnet: string, vpc: string): RouteTable | undefined {
  const tables = [...known.tables.values()];
  return (
    tables.find((table) => counting(table).some(({ SubnetId }) => SubnetId === subnet)) ??
    tables.find((table) => table.VpcId === vpc && counting(table).some(({ Main }) => Main))
  );
}

/** Whether anything leads from a subnet to a transit gateway, or may where its table was not read. */
export function leadsToTransit(known: Known, subnet: string, vpc: string): boolean {
  const table = tableOf(known, subnet, vpc);
  return (
    table === undefined || table.Routes.some((route) => route.State !== "blackhole" && isTransit(targetOf(route)[1]))
  );
}

/** Whether it may know the groups of what it passes on. */
export function isTransit(id: string | undefined): boolean {
  return id?.startsWith("tgw-") === true || id?.includes(":core-network/") === true;
}

/** The table that a gateway's inbound traffic goes by, if it has one. */
export function edgeTableOf(known: Known, gateway: string): RouteTable | undefined {
  return [...known.tables.values()].find((table) => counting(table).some(({ GatewayId }) => GatewayId === gateway));
}

function counting({ Associations }: RouteTable): RouteTable["Associations"] {
  return Associations.filter(
    ({ AssociationState }) => !["disassociated", "failed"].includes(AssociationState?.State ?? ""),
  );
}

interface Candidate {
  readonly way: Way;
  readonly prefix: number;
  readonly rank: number;
}

export function waysIn(known: Known, table: RouteTable, address: string): Ways {
  const doubts: Way[] = [];
  let candidates: Candidate[] = [];
  for (const route of table.Routes) {
    const blocks = destinationsOf(known, route);
    // The lists of gateway endpoints hold the addresses of AWS's own services: none of an estate, nor of its clients.
    if (blocks === undefined && route.GatewayId?.startsWith("vpce-") === true) continue;
    if (blocks === undefined) doubts.push(wayOf(table, route, "not read"));
    for (const cidr of blocks ?? []) {
      if (!isIn(address, cidr)) continue;
      candidates.push({ way: wayOf(table, route, cidr), prefix: blockOf(cidr).prefix, rank: rankOf(route) });
    }
  }
  // "The local route is most preferred even if the propagated routes are more specific."
  if (candidates.some(({ way }) => way.kind === "local")) {
    candidates = candidates.filter(({ rank }) => rank !== RANK_PROPAGATED);
  }
  const prefix = Math.max(...candidates.map((candidate) => candidate.prefix));
  candidates = candidates.filter((candidate) => candidate.prefix === prefix);
  const rank = Math.max(...candidates.map((candidate) => candidate.rank));
  const best = candidates.filter((candidate) => candidate.rank === rank).map(({ way }) => way);
  const none: Way = {
    kind: "nowhere",
    why: `${table.RouteTableId} has no route to ${address}`,
    ids: [table.RouteTableId],
  };
  const [first = none, ...others] = [...best, ...doubts];
  return [first, ...others.filter((other) => other.kind !== first.kind || other.id !== first.id)];
}

/** The blocks that a route is for; undefined for a prefix list that was not read. */
function destinationsOf(known: Known, route: Route): readonly string[] | undefined {
  if (route.DestinationPrefixListId !== undefined) {
    const cidrs = known.prefixLists.get(route.DestinationPrefixListId);
    return cidrs === undefined ? undefined : [...cidrs];
  }
  return [route.DestinationCidrBlock, route.DestinationIpv6CidrBlock].filter((cidr) => cidr !== undefined);
}

const RANK_STATIC = 2;
const RANK_PREFIX_LIST = 1;
const RANK_PROPAGATED = 0;

function rankOf({ DestinationPrefixListId, Origin = "CreateRoute" }: Route): number {
  if (DestinationPrefixListId !== undefined) return RANK_PREFIX_LIST;
  return ["CreateRoute", "CreateRouteTable"].includes(Origin) ? RANK_STATIC : RANK_PROPAGATED;
}

function wayOf({ RouteTableId }: RouteTable, route: Route, cidr: string): Way {
  const [kind, id] = targetOf(route);
  const list = route.DestinationPrefixListId;
  const destination = list === undefined ? cidr : `${list} (${cidr})`;
  const gone = route.State === "blackhole";
  return {
    kind: gone ? "dead" : kind,
    ...(gone ? {} : { id }),
    why: `${RouteTableId}: ${destination} → ${gone ? "blackhole " : ""}${id}`,
    ids: [RouteTableId, `${RouteTableId} ${list ?? cidr}`, id],
  };
}

/** What kind of thing a route leads to, and its id. */
export function targetOf(route: Route): [Way["kind"], string] {
  const gateway = route.GatewayId;
  if (gateway === "local") return ["local", gateway];
  if (gateway?.startsWith("igw-") === true) return ["internet", gateway];
  if (gateway?.startsWith("vgw-") === true) return ["vpn", gateway];
  // With a prefix list, an endpoint is a door to a service of AWS; with a block, one of a gateway load balancer.
  if (gateway?.startsWith("vpce-") === true && route.DestinationPrefixListId !== undefined) return ["dead", gateway];
  if (route.VpcPeeringConnectionId !== undefined) return ["peering", route.VpcPeeringConnectionId];
  const oneWay = route.NatGatewayId ?? route.EgressOnlyInternetGatewayId;
  if (oneWay !== undefined) return ["dead", oneWay];
  const box = route.NetworkInterfaceId ?? route.InstanceId;
  const cloud = route.TransitGatewayId ?? route.CoreNetworkArn ?? route.LocalGatewayId ?? route.CarrierGatewayId;
  return ["unmodelled", gateway ?? box ?? cloud ?? "a target of an unknown kind"];
}
