/** The layers that lead: routes there and back, and the peering between. */
import type { Family } from "../addresses.ts";
import { contains } from "../intervals.ts";
import type { Estate, PeeringNode, SubnetNode } from "../model/estate.ts";
import { mayCarryGroups, type Hop } from "../model/routes.ts";
import type { RouteShape } from "../model/shapes.ts";
import { hopsTo, type Carried, type Compiled } from "../reach/compiled.ts";
import type { Step } from "./step.ts";

interface Straight {
  readonly steps: readonly Step[];
  readonly carried: Carried;
}

/** The routes of both subnets, and the peering between them. */
export function straight(
  compiled: Compiled,
  from: SubnetNode,
  to: SubnetNode,
  { family, there, back }: { readonly family: Family; readonly there: number; readonly back: number },
): Straight {
  const out = hopsTo(compiled.table(family, from), there);
  const one = from.vpc === to.vpc;
  const within = contains(to.vpc.cidrs[family], there) && contains(from.vpc.cidrs[family], back);
  const joining = one ? [] : from.vpc.peerings.filter(({ ends }) => ends.includes(to.vpc));
  const between = within ? joining : [];
  const joins = (hop: Hop) => hop.kind === "peering" && between.some(({ id }) => id === hop.id);
  const fits = (hop: Hop) => (one ? hop.kind === "local" : joins(hop));
  const went = routeStep(compiled, "route", from, family, there, fits);
  const came = routeStep(compiled, "route back", to, family, back, fits);
  const detours = out.filter(({ kind }) => kind === "unmodelled");
  // Something on the way may answer for the target, but not for one in a network that has nothing to do with it.
  const mayAnswer = detours.length > 0 && (one || joining.length > 0);
  const answers = came.result === "blocks" && mayAnswer ? ({ ...came, result: "unknown" } as const) : came;
  const used = between.filter(({ id }) => out.some((hop) => "id" in hop && hop.id === id));
  const keeps = one || used.some(({ carriesGroups }) => carriesGroups);
  const carried =
    out.some(fits) || detours.length === 0
      ? keeps
        ? "both ways"
        : "dropped"
      : detours.some(mayCarryGroups)
        ? "inbound"
        : "dropped";
  return { steps: [went, ...peeringSteps(used), answers], carried };
}

function peeringSteps(used: readonly PeeringNode[]): Step[] {
  return used.map(({ id }) => ({ layer: "peering", result: "passes", by: `${id} is active` }));
}

export function routeStep(
  compiled: Compiled,
  layer: string,
  subnet: SubnetNode,
  family: Family,
  at: number,
  fits: (hop: Hop) => boolean,
): Step {
  const table = compiled.table(family, subnet);
  if (subnet.table === null) return { layer, result: "unknown", by: `the table of ${subnet.id} was not read` };
  const hops = hopsTo(table, at);
  const by = routeText(compiled, subnet, family, at);
  if (hops.every(fits)) return { layer, result: table.unsure ? "unknown" : "passes", by };
  const maybe = hops.some((hop) => fits(hop) || hop.kind === "unmodelled") || table.unsure;
  return { layer, result: maybe ? "unknown" : "blocks", by };
}

/** `rtb-1: 10.0.0.0/16 → local`. */
function routeText(compiled: Compiled, subnet: SubnetNode, family: Family, at: number): string {
  const { id, routes } = compiled.table(family, subnet);
  const found = routes.filter(({ line }) => contains(line, at)).flatMap(({ routes }) => routes);
  const { estate } = compiled;
  const fitting = found.filter((route) =>
    cidrsOfRoute(estate, route).some((text) => {
      const cidr = estate.lines.cidr(text);
      return cidr.family === family && cidr.range[0] <= at && at < cidr.range[1];
    }),
  );
  if (fitting.length === 0) return `${id} has no route there`;
  return fitting.map((route) => `${id}: ${destinationOf(route)} → ${targetOf(route)}`).join("; ");
}

export function cidrsOfRoute(estate: Estate, route: RouteShape): readonly string[] {
  const { DestinationPrefixListId: list } = route;
  if (list !== undefined) return estate.listOf(list)?.cidrs ?? [];
  return [route.DestinationCidrBlock, route.DestinationIpv6CidrBlock].filter((cidr) => cidr !== undefined);
}

function destinationOf(route: RouteShape): string {
  return route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? "";
}

function targetOf(route: RouteShape): string {
  const target =
    route.VpcPeeringConnectionId ??
    route.NatGatewayId ??
    route.EgressOnlyInternetGatewayId ??
    route.NetworkInterfaceId ??
    route.InstanceId ??
    route.TransitGatewayId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    route.GatewayId ??
    "";
  return route.State === "blackhole" ? `${target} (blackhole)` : target;
}
