import type { Family } from "../addresses.ts";
import { emptySet, fromRanges, isEmpty, subtract, union, type Range } from "../intervals.ts";
import type { Line, Lines } from "./lines.ts";
import { meets, type ListOf } from "./profile.ts";
import type { RouteShape } from "./shapes.ts";

/** Where a route leads. */
export type Hop = (
  | { readonly kind: "local" }
  | { readonly kind: "internet-gateway"; readonly id: string }
  | { readonly kind: "peering"; readonly id: string }
  | { readonly kind: "vpn-gateway"; readonly id: string }
  /** Lets nothing in: NAT and egress-only gateways, endpoints of AWS's own services. */
  | { readonly kind: "outward"; readonly id: string }
  | { readonly kind: "nowhere" }
  /** What is not modelled: what comes from there is unknown. */
  | { readonly kind: "unmodelled"; readonly id: string }
) & {
  /** Another route of the same prefix leads elsewhere, and AWS picks one at random. */
  readonly unsure?: true;
};

/** A route table of one family: which addresses it leads where. What is in none of them it leads nowhere. */
export type Routes = readonly { readonly hop: Hop; readonly line: Line; readonly routes: readonly RouteShape[] }[];

interface Expanded {
  readonly route: RouteShape;
  readonly hop: Hop;
  readonly range: Range<number>;
  /** Bits of the prefix. */
  readonly length: number;
  /** Static routes win over those of prefix lists, and these over propagated ones. */
  readonly rank: 0 | 1 | 2;
}

const PROPAGATED = 2;

/**
 * Compiles a table: the longest prefix wins. https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function routesOf(
  family: Family,
  routes: readonly RouteShape[],
  { lines, listOf }: { readonly lines: Lines; readonly listOf: ListOf },
): Routes {
  const expanded: Expanded[] = [];
  for (const route of routes) {
    const { DestinationPrefixListId: listId } = route;
    const list = listId === undefined ? undefined : listOf(listId);
    if (list === null) continue;
    for (const cidr of list?.cidrs ?? cidrsOf(route)) {
      const { family: own, range } = lines.cidr(cidr);
      if (own !== family) continue;
      const rank = listId !== undefined ? 1 : route.Origin === "EnableVgwRoutePropagation" ? PROPAGATED : 0;
      expanded.push({ route, hop: hopOf(route), range, length: lines.lengthOf(family, range), rank });
    }
  }
  return byLongestPrefix(expanded);
}

/** The routes of prefix lists that were not read, and that may lead something in: nobody knows which addresses they take. */
export function unreadRoutes(routes: readonly RouteShape[], listOf: ListOf): readonly RouteShape[] {
  return routes.filter(
    (route) =>
      route.DestinationPrefixListId !== undefined &&
      hopOf(route).kind !== "outward" &&
      listOf(route.DestinationPrefixListId) === null,
  );
}

function cidrsOf({ DestinationCidrBlock, DestinationIpv6CidrBlock }: RouteShape): string[] {
  return [DestinationCidrBlock, DestinationIpv6CidrBlock].filter((cidr) => cidr !== undefined);
}

function byLongestPrefix(expanded: readonly Expanded[]): Routes {
  const sorted = expanded.toSorted((a, b) => b.length - a.length || a.rank - b.rank);
  const local = fromRanges(expanded.filter(({ hop }) => hop.kind === "local").map(({ range }) => range));
  const found = new Map<string, { hop: Hop; line: Line; routes: RouteShape[] }>();
  let taken: Line = emptySet();
  const add = (hop: Hop, line: Line, route: RouteShape) => {
    const name = nameOfHop(hop);
    const before = found.get(name);
    if (before === undefined) found.set(name, { hop, line, routes: [route] });
    else {
      before.line = union(before.line, line);
      before.routes.push(route);
    }
  };
  for (const [i, { route, hop, range, length, rank }] of sorted.entries()) {
    const whole = fromRanges([range]);
    // What is local stays so, however narrow a propagated route is.
    const own = rank === PROPAGATED ? subtract(whole, local) : whole;
    const left = subtract(own, taken);
    taken = union(taken, own);
    if (isEmpty(left)) continue;
    const rivals = sorted.filter(
      (other) =>
        other.length === length &&
        other.rank === rank &&
        nameOfHop(other.hop) !== nameOfHop(hop) &&
        meets(fromRanges([other.range]), left),
    );
    if (rivals.length === 0) add(hop, left, route);
    else for (const each of [sorted[i]!, ...rivals]) add({ ...each.hop, unsure: true }, left, each.route);
  }
  return [...found.values()];
}

export function hopOf(route: RouteShape): Hop {
  if (route.State === "blackhole") return { kind: "nowhere" };
  const {
    GatewayId: gateway = "",
    NatGatewayId: nat,
    EgressOnlyInternetGatewayId: egress,
    VpcPeeringConnectionId: peering,
  } = route;
  if (gateway === "local") return { kind: "local" };
  if (gateway.startsWith("igw-")) return { kind: "internet-gateway", id: gateway };
  if (gateway.startsWith("vgw-")) return { kind: "vpn-gateway", id: gateway };
  // A gateway endpoint has a prefix list for its destination; one of a gateway load balancer has addresses.
  if (gateway.startsWith("vpce-") && route.DestinationPrefixListId !== undefined)
    return { kind: "outward", id: gateway };
  if (peering !== undefined) return { kind: "peering", id: peering };
  if (nat !== undefined) return { kind: "outward", id: nat };
  if (egress !== undefined || gateway.startsWith("eigw-")) return { kind: "outward", id: egress ?? gateway };
  const id =
    route.NetworkInterfaceId ??
    route.InstanceId ??
    route.TransitGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    gateway;
  return { kind: "unmodelled", id };
}

/** Transit gateways can pass on the groups of who sends; what filters traffic on its way drops them. */
export function mayCarryGroups(hop: Hop): boolean {
  return hop.kind === "unmodelled" && (hop.id.startsWith("tgw-") || hop.id.includes(":core-network/"));
}

export function nameOfHop(hop: Hop): string {
  const name = "id" in hop ? `${hop.kind} ${hop.id}` : hop.kind;
  return hop.unsure === true ? `${name}?` : name;
}
