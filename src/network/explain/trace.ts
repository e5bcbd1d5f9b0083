/** One packet, followed layer by layer: what lets it pass, and by which rule, entry or route; or what blocks it. */
import { writeAddress, type Family } from "../addresses.ts";
import { contains } from "../intervals.ts";
import type { Estate, InterfaceNode } from "../model/estate.ts";
import type { Host } from "../model/hosts.ts";
import { nameOfHop, type Hop } from "../model/routes.ts";
import { Compiled, type Filtered } from "../reach/compiled.ts";
import { External, type Door } from "../reach/external.ts";
import { takesNone } from "../reach/reach.ts";
import type { Spot } from "../reach/spot.ts";
import { aclStep, answerStep, groupsStep } from "./filters.ts";
import { placesFrom } from "./places.ts";
import { routeStep, straight } from "./routes.ts";
import type { Far } from "./rules.ts";
import type { Step } from "./step.ts";

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

  /** The addresses of a spot that are worth following from a source: whatever a layer says to one, it says to one of these. */
  places(family: Family, source: Host | Outside, spot: Spot): readonly number[] {
    // Where in a spot it arrives makes no difference to what comes from outside.
    if (!("node" in source)) return spot.addresses[family].slice(0, 1);
    return placesFrom(this.compiled.estate, family, source.node, spot);
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
    const modes = [
      ...new Set(
        vpc.units.map(
          ({ publicAccessBlock, account, region }) => publicAccessBlock ?? `not read in ${account} ${region}`,
        ),
      ),
    ].join(", ");
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

function addressText(estate: Estate, node: InterfaceNode | undefined, family: Family, at: number): string {
  const address = node?.addresses[family].find((each) => each.at === at);
  if (address === undefined) return "the target is publicly accessible";
  const text = writeAddress(family, estate.lines.first(family, at));
  return address.public === undefined ? text : `${address.public} leads to ${text}`;
}
