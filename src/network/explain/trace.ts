/** One packet, followed layer by layer: what lets it pass, and by which rule, entry or route; or what blocks it. */
import { writeAddress, type Family } from "../addresses.ts";
import { contains, fromRanges } from "../intervals.ts";
import { admittedOnAny, ephemeral, portsAdmitting, portsOfEntry } from "../model/acl.ts";
import type { Estate, InterfaceNode, PeeringNode, SubnetNode } from "../model/estate.ts";
import type { Host } from "../model/hosts.ts";
import { mayCarryGroups, nameOfHop, type Hop } from "../model/routes.ts";
import type { RouteShape } from "../model/shapes.ts";
import { nameOfRun, protocolOf } from "../ports.ts";
import { Compiled, hopsTo, type Carried, type Filtered } from "../reach/compiled.ts";
import { External, type Door } from "../reach/external.ts";
import { takesNone } from "../reach/reach.ts";
import type { Spot } from "../reach/spot.ts";
import { entryFor, rulesAdmitting, type Far, type Rule } from "./rules.ts";

export type Result = "passes" | "blocks" | "unknown";

/** One layer that a packet meets. */
export interface Step {
  readonly layer: string;
  readonly result: Result;
  /** What decides, in words, with the ids. */
  readonly by: string;
  /** The rules that let it pass, where the layer is one of groups. */
  readonly rules?: readonly Rule[];
}

export interface Probe {
  readonly family: Family;
  readonly source: Host | Outside;
  readonly spot: Spot;
  /** The target's address, on the line. */
  readonly at: number;
  readonly port: number;
}

/** An address that is no interface's, and how it comes in. */
export interface Outside {
  readonly at: number;
  readonly by: Hop;
}

/** Follows packets through an estate. */
export class Tracer {
  private readonly compiled: Compiled;
  private readonly certain: External;
  private readonly possible: External;

  constructor(estate: Estate) {
    this.compiled = new Compiled(estate, "possible");
    this.certain = new External(new Compiled(estate, "certain"));
    this.possible = new External(this.compiled);
  }

  /** Every layer between the two, whether it passes or not, in the order in which the packet meets them. */
  trace(probe: Probe): readonly Step[] {
    const steps = "node" in probe.source ? this.fromHost(probe, probe.source) : this.fromOutside(probe, probe.source);
    return takesNone(probe.spot)
      ? [...steps, { layer: "NAT gateway", result: "blocks", by: "it takes no connections" }]
      : steps;
  }

  private fromHost({ family, spot, at, port }: Probe, source: Host): Step[] {
    const { compiled } = this;
    const { estate } = compiled;
    const own = source.node.subnet;
    const near = own === spot.subnet;
    const route = near ? null : straight(compiled, own, spot.subnet, { family, there: at, back: source.at });
    const carried = ({ groups, unread }: Filtered) => new Set([...groups.map(({ id }) => id), ...unread]);
    const mine = carried(source.node);
    const identity = route === null || route.carried === "both ways";
    const out: Far = { family, at, groups: identity ? carried(spot) : null };
    const back: Far = {
      family,
      at: source.at,
      groups: identity ? mine : null,
      ...(route?.carried === "inbound" ? { mayCarry: (group: string) => mine.has(group) } : {}),
    };
    const target = spot.subnet;
    return [
      groupsStep(estate, "security groups of the source", source.node, "egress", port, out),
      ...(near ? [] : [aclStep(estate, "network ACL of the source's subnet, outbound", own, true, port, out)]),
      ...(route?.steps ?? []),
      ...(near ? [] : [aclStep(estate, "network ACL of the target's subnet, inbound", target, false, port, back)]),
      groupsStep(estate, "security groups of the target", spot, "ingress", port, back),
      ...(near ? [] : [answerStep(compiled, { family, spot, at, port }, source.at, own)]),
    ];
  }

  private fromOutside(probe: Probe, { at, by }: Outside): Step[] {
    const { family, spot, port } = probe;
    const { estate } = this.compiled;
    const door = this.possible.doors(family, spot).find((each) => nameOfHop(each.by) === nameOfHop(by));
    const mayCarry = (group: string) => door !== undefined && this.possible.mayCarry(family, spot, door, at, group);
    const from: Far = { family, at, groups: null, mayCarry };
    const isIt = (hop: Hop) => nameOfHop(hop) === nameOfHop(by);
    return [
      ...(by.kind === "internet-gateway" ? this.internetSteps(probe, at, by.id) : []),
      ...(by.kind === "vpn-gateway" ? [this.edgeStep(probe, by.id)] : []),
      ...(by.kind === "internet-gateway" || by.kind === "vpn-gateway" ? [] : [beyondStep(door, at, by)]),
      routeStep(this.compiled, "route back", spot.subnet, family, at, isIt),
      aclStep(estate, "network ACL of the target's subnet, inbound", spot.subnet, false, port, from),
      groupsStep(estate, "security groups of the target", spot, "ingress", port, from),
      answerStep(this.compiled, probe, at, null),
    ];
  }

  private internetSteps(probe: Probe, source: number, gateway: string): Step[] {
    const { family, spot, at } = probe;
    const { estate } = this.compiled;
    const { vpc } = spot.subnet;
    const from = writeAddress(family, estate.lines.first(family, source));
    const isPublic = contains(estate.publicLines[family], source);
    const known = spot.public[family]
      ? addressText(estate, spot.self, family, at)
      : "the internet knows no address of it";
    const isElsewhere = estate.gateways.has(gateway) && !vpc.changingGateways.has(gateway);
    const attached = vpc.gateways.has(gateway) ? "passes" : isElsewhere ? "blocks" : "unknown";
    const lets = this.certain.letsIn(spot) ? "passes" : this.possible.letsIn(spot) ? "unknown" : "blocks";
    const modes = [...new Set(vpc.units.map(({ publicAccessBlock }) => publicAccessBlock ?? "not read"))].join(", ");
    return [
      {
        layer: "source address",
        result: isPublic ? "passes" : "blocks",
        by: `${from} is ${isPublic ? "" : "not "}public`,
      },
      { layer: "public address", result: spot.public[family] ? "passes" : "blocks", by: known },
      { layer: "internet gateway", result: attached, by: `${gateway} of ${vpc.id}` },
      this.edgeStep(probe, gateway),
      { layer: "VPC Block Public Access", result: lets, by: modes },
    ];
  }

  /** A route table of the gateway's own may lead what comes in by something that is not followed. */
  private edgeStep({ family, spot }: Probe, gateway: string): Step {
    const astray = this.certain.isLedAstray(family, spot, gateway);
    const by = astray ? `${gateway} has one that leads elsewhere first` : `${gateway} leads straight to the target`;
    return { layer: "gateway route table", result: astray ? "unknown" : "passes", by };
  }
}

function beyondStep(door: Door | undefined, at: number, by: Hop): Step {
  const name = "id" in by ? by.id : by.kind;
  const leads = door !== undefined && contains(door.line, at);
  const told = leads ? `what ${name} lets in is not modelled, or was not read` : `${name} lets no such address in`;
  return { layer: "beyond", result: leads ? "unknown" : "blocks", by: told };
}

function groupsStep(
  estate: Estate,
  layer: string,
  filtered: Filtered,
  direction: "ingress" | "egress",
  port: number,
  far: Far,
): Step {
  if (filtered.groups.length + filtered.unread.length === 0) return { layer, result: "passes", by: "it has none" };
  const { rules, unread } = rulesAdmitting(estate, filtered, direction, port, far);
  if (rules.length > 0) return { layer, result: "passes", by: rules.map(ruleText).join("; "), rules };
  if (unread.length > 0) return { layer, result: "unknown", by: `not read: ${unread.join(", ")}` };
  const names = filtered.groups.map(({ id }) => id).join(", ");
  return { layer, result: "blocks", by: `no rule of ${names} lets it ${direction === "ingress" ? "in" : "out"}` };
}

/** `sg-1 (web) lets tcp/443 in from 0.0.0.0/0`. */
export function ruleText({ group, direction, ports, peer }: Rule): string {
  return `${group} lets ${ports} ${direction === "ingress" ? "in from" : "out to"} ${peer}`;
}

function aclStep(estate: Estate, layer: string, { acl }: SubnetNode, egress: boolean, port: number, far: Far): Step {
  if (acl === null) return { layer, result: "unknown", by: "it was not read" };
  const entry = entryFor(estate, acl, egress, port, far);
  if (entry === null) return { layer, result: "blocks", by: `no entry of ${acl.NetworkAclId} matches` };
  const ports = portsOfEntry(entry);
  const by = `entry ${entry.RuleNumber} of ${acl.NetworkAclId}`;
  if (ports === null) return { layer, result: "unknown", by: `${by} cannot be read` };
  const what = `${nameOfRun(ports)} ${egress ? "to" : "from"} ${entry.CidrBlock ?? entry.Ipv6CidrBlock ?? ""}`;
  if (entry.RuleAction === "allow") return { layer, result: "passes", by: `${by} allows ${what}` };
  return { layer, result: "blocks", by: `${by} denies ${what}` };
}

interface Straight {
  readonly steps: readonly Step[];
  readonly carried: Carried;
}

/** The routes of both subnets, and the peering between them. */
function straight(
  compiled: Compiled,
  from: SubnetNode,
  to: SubnetNode,
  { family, there, back }: { readonly family: Family; readonly there: number; readonly back: number },
): Straight {
  const out = hopsTo(compiled.table(family, from), there);
  const one = from.vpc === to.vpc;
  const within = contains(to.vpc.cidrs[family], there) && contains(from.vpc.cidrs[family], back);
  const between = one || !within ? [] : from.vpc.peerings.filter(({ ends }) => ends.includes(to.vpc));
  const joins = (hop: Hop) => hop.kind === "peering" && between.some(({ id }) => id === hop.id);
  const fits = (hop: Hop) => (one ? hop.kind === "local" : joins(hop));
  const went = routeStep(compiled, "route", from, family, there, fits);
  const came = routeStep(compiled, "route back", to, family, back, fits);
  const detours = out.filter(({ kind }) => kind === "unmodelled");
  // Something on the way may answer for the target.
  const answers = came.result === "blocks" && detours.length > 0 ? ({ ...came, result: "unknown" } as const) : came;
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

function routeStep(
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
    cidrsOfRoute(compiled, route).some((text) => {
      const cidr = estate.lines.cidr(text);
      return cidr.family === family && cidr.range[0] <= at && at < cidr.range[1];
    }),
  );
  if (fitting.length === 0) return `${id} has no route there`;
  return fitting.map((route) => `${id}: ${destinationOf(route)} → ${targetOf(route)}`).join("; ");
}

function cidrsOfRoute({ estate }: Compiled, route: RouteShape): readonly string[] {
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

function addressText(estate: Estate, node: InterfaceNode | undefined, family: Family, at: number): string {
  const address = node?.addresses[family].find((each) => each.at === at);
  if (address === undefined) return "the target is publicly accessible";
  const text = writeAddress(family, estate.lines.first(family, at));
  return address.public === undefined ? text : `${address.public} leads to ${text}`;
}

/** The answer: to one port from 1024 on, which both ACLs let pass. TCP and UDP alone need one. */
function answerStep(
  compiled: Compiled,
  { family, spot, at, port }: Omit<Probe, "source">,
  source: number,
  own: SubnetNode | null,
): Step {
  const layer = "network ACLs, on the way back";
  const protocol = protocolOf(port);
  if (protocol !== 6 && protocol !== 17)
    return { layer, result: "passes", by: "the protocol has no ports to answer to" };
  const acls = [spot.subnet.acl, ...(own === null ? [] : [own.acl])];
  if (acls.includes(null)) return { layer, result: "unknown", by: "not read" };
  const names = [...new Set(acls.map((acl) => acl!.NetworkAclId))].join(" and ");
  const here = compiled.acl(family, spot.subnet);
  const there = fromRanges([[at, at + 1]]);
  const runs =
    own === null
      ? [ephemeral(protocol)]
      : portsAdmitting(compiled.acl(family, own).inbound, there, ephemeral(protocol));
  const open = contains(admittedOnAny(here.outbound, runs), source);
  return open
    ? { layer, result: "passes", by: `${names} let it back to a port from 1024 on` }
    : { layer, result: "blocks", by: `${names} let no answer back to any port from 1024 on` };
}
