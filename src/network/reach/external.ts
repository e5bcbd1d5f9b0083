import type { Family } from "../addresses.ts";
import { contains, covers, emptySet, intersect, isEmpty, union, unionOf } from "../intervals.ts";
import { admittedOnAny, ephemeral } from "../model/acl.ts";
import type { SubnetNode, VpcNode } from "../model/estate.ts";
import type { Line } from "../model/lines.ts";
import type { Segment } from "../model/profile.ts";
import { mayCarryGroups, type Hop } from "../model/routes.ts";
import type { NetworkUnit } from "../model/unit.ts";
import { keyOf, type Compiled } from "./compiled.ts";
import { piecesOf } from "./pieces.ts";
import { memo } from "./runs.ts";
import type { Spot } from "./spot.ts";

/** Hosts beyond a gateway that can open a connection on a run of ports. */
export interface ExternalFlow {
  readonly family: Family;
  /** How they come in. */
  readonly by: Hop;
  readonly from: number;
  readonly to: number;
  readonly line: Line;
}

/** Interfaces of an account that could not be read. */
const UNREAD: Hop = { kind: "unmodelled", id: "interfaces that were not read" };

const NOBODY: Line = emptySet();

/** A gateway by which packets may come in, and the addresses that the way back leads there. */
export interface Door {
  readonly by: Hop;
  readonly line: Line;
  /** Whose groups may come with a packet: of interfaces that were not read, and of those that stand in other VPCs. */
  readonly carries: "nothing" | "unread" | "beside" | "unread and beside" | "anything";
}

/** Computes what reaches spots from outside of the estate; those that are filtered and routed alike are asked once. */
export class External {
  private readonly known = new Map<string, readonly ExternalFlow[]>();
  private readonly compiled: Compiled;

  constructor(compiled: Compiled) {
    this.compiled = compiled;
  }

  flows(family: Family, spot: Spot): readonly ExternalFlow[] {
    if (isEmpty(spot.addresses[family])) return [];
    const doors = this.doors(family, spot);
    if (doors.length === 0) return [];
    const { subnet } = spot;
    const routed = `${subnet.acl?.NetworkAclId} ${subnet.table?.RouteTableId ?? subnet.id} ${subnet.vpc.id}`;
    const known = spot.public[family] && this.letsIn(spot);
    const at = subnet.vpc.edgeTables.length > 0 ? spot.addresses[family].join() : "";
    const key = `${family} ${keyOf(spot)} ${routed} ${known} ${at}`;
    return memo(this.known, key, () => this.compute(family, spot, doors));
  }

  private compute(family: Family, spot: Spot, doors: readonly Door[]): readonly ExternalFlow[] {
    const { compiled } = this;
    const acl = compiled.acl(family, spot.subnet);
    const back = {
      6: admittedOnAny(acl.outbound, [ephemeral(6)]),
      17: admittedOnAny(acl.outbound, [ephemeral(17)]),
    };
    const flows: ExternalFlow[] = [];
    for (const segment of compiled.profile(family, "ingress", spot)) {
      // Interfaces that were not read may stand in the same subnet, where no ACL is evaluated.
      for (const door of doors) {
        const line = door.by === UNREAD ? this.admitted(family, spot, segment, door) : NOBODY;
        if (!isEmpty(line)) flows.push({ family, by: door.by, from: segment.from, to: segment.to, line });
      }
      for (const side of acl.inbound) {
        const [start, end] = [Math.max(segment.from, side.from), Math.min(segment.to, side.to)];
        if (start >= end) continue;
        for (const { from, to, answers } of piecesOf(start, end)) {
          const line = answers === null ? side.line : intersect(side.line, back[answers]);
          for (const door of doors) {
            if (door.by === UNREAD) continue;
            const left = intersect(line, this.admitted(family, spot, segment, door));
            if (!isEmpty(left)) flows.push({ family, by: door.by, from, to, line: left });
          }
        }
      }
    }
    return flows;
  }

  /** Whether what comes in by a door from an address may carry a group. */
  mayCarry(family: Family, { subnet }: Spot, { carries }: Door, at: number, group: string): boolean {
    const { estate } = this.compiled;
    if (carries === "nothing") return false;
    if (carries === "anything") return true;
    if (carries !== "beside" && !estate.groups.has(group)) return true;
    return carries !== "unread" && contains(estate.membersBeside(subnet.vpc, group, family), at);
  }

  /** Whom a door leads to that the groups of the spot admit. */
  private admitted(family: Family, { subnet }: Spot, { line, groups }: Segment, door: Door): Line {
    const { estate } = this.compiled;
    const cited = intersect(line, door.line);
    if (door.carries === "nothing" || groups.length === 0) return cited;
    const unread = door.carries !== "beside" && groups.some((id) => !estate.groups.has(id));
    if (door.carries === "anything" || unread) return door.line;
    if (door.carries === "unread") return cited;
    const beside = groups.map((id) => estate.membersBeside(subnet.vpc, id, family));
    return union(cited, intersect(unionOf(beside), door.line));
  }

  /** Over a peering, from a VPC that was not read, or not whole. */
  private beyond(family: Family, hop: Hop & { readonly id: string }, line: Line, vpc: VpcNode): Door[] {
    const peering = this.compiled.estate.peerings.get(hop.id);
    // One that is not listed is gone, and leads nowhere.
    if (peering === undefined) {
      return vpc.units.some(({ peerings }) => peerings === null) ? [{ by: hop, line, carries: "unread" }] : [];
    }
    const side = peering.ends.indexOf(vpc);
    if (peering.item.Status.Code !== "active" || side === -1) return [];
    const far = peering.ends[1 - side]!;
    if (far !== null) {
      const left = intersect(line, far.cidrs[family]);
      return far.unreadHosts ? [{ by: hop, line: left, carries: peering.carriesGroups ? "anything" : "nothing" }] : [];
    }
    const told = peering.ranges[1 - side]!;
    const whole = isEmpty(told.ipv4) && isEmpty(told.ipv6);
    return [
      {
        by: hop,
        line: whole ? line : intersect(line, told[family]),
        carries: peering.carriesGroups ? "unread" : "nothing",
      },
    ];
  }

  doors(family: Family, spot: Spot): Door[] {
    const { estate, mode } = this.compiled;
    const { vpc } = spot.subnet;
    const table = this.compiled.table(family, spot.subnet);
    if (table.unsure && mode === "certain") return [];
    const doors = table.routes.flatMap(({ hop, line }): Door[] => {
      if (hop.unsure === true && mode === "certain") return [];
      const detour = "id" in hop && mode === "certain" && this.isLedAstray(family, spot, hop.id);
      switch (hop.kind) {
        case "internet-gateway":
          // One that was not read is the owner's of a VPC that is shared.
          if (!vpc.gateways.has(hop.id) && (mode === "certain" || this.isElsewhere(vpc, hop.id))) return [];
          if (!spot.public[family] || !this.letsIn(spot)) return [];
          return detour ? [] : [{ by: hop, line: intersect(line, estate.publicLines[family]), carries: "nothing" }];
        case "local":
          if (!vpc.unreadHosts || mode === "certain") return [];
          return [{ by: UNREAD, line: intersect(line, vpc.cidrs[family]), carries: "anything" }];
        case "vpn-gateway":
          return detour ? [] : [{ by: hop, line, carries: "nothing" }];
        case "peering":
          return mode === "certain" ? [] : this.beyond(family, hop, line, vpc);
        case "unmodelled":
          if (mode === "certain") return [];
          // The way back tells the door. What is answered by something else may have come over a transit gateway all the same.
          return [{ by: hop, line, carries: mayCarryGroups(hop) ? "unread and beside" : "beside" }];
        default:
          return [];
      }
    });
    if (!table.unsure) return doors;
    const id = table.id === "" ? `the unread route table of ${spot.subnet.id}` : table.id;
    const by: Hop = { kind: "unmodelled", id };
    return [...doors, { by, line: estate.space.all[family], carries: "unread and beside" }];
  }

  private isElsewhere({ changingGateways }: VpcNode, gateway: string): boolean {
    return this.compiled.estate.gateways.has(gateway) && !changingGateways.has(gateway);
  }

  /** Whether a table of the gateway's own leads what comes in to all of the spot's addresses by something else first. */
  isLedAstray(family: Family, { subnet: { vpc }, addresses }: Spot, gateway: string): boolean {
    const table = vpc.edgeTables.find(({ Associations }) =>
      Associations.some(({ GatewayId }) => GatewayId === gateway),
    );
    if (table === undefined) return false;
    const { routes, unsure } = this.compiled.tableOf(family, table);
    if (unsure) return true;
    const astray = unionOf(
      routes.flatMap(({ hop, line }) => (hop.kind === "local" || hop.kind === "nowhere" ? [] : [line])),
    );
    return covers(astray, addresses[family]);
  }

  /** Whether Block Public Access lets the internet in. Where it was not read, nothing is certain to come in. */
  letsIn({ subnet }: Pick<Spot, "subnet">): boolean {
    // Which of the accounts that see a VPC owns it is not told.
    const answers = subnet.vpc.units.map((unit) => this.letsInBy(unit, subnet));
    return this.compiled.mode === "possible" ? answers.some(Boolean) : answers.every(Boolean);
  }

  private letsInBy({ publicAccessBlock, exclusions }: NetworkUnit, { id, vpc }: SubnetNode): boolean {
    if (publicAccessBlock === "off") return true;
    if (publicAccessBlock === null || exclusions === null) return this.compiled.mode === "possible";
    const holds =
      this.compiled.mode === "possible" ? /-in-progress$|^(?:create|update)-complete$/ : /^(?:create|update)-complete$/;
    return exclusions.some(
      ({ ResourceArn = "", InternetGatewayExclusionMode: allows, State = "" }) =>
        (ResourceArn.endsWith(`/${vpc.id}`) || ResourceArn.endsWith(`/${id}`)) &&
        // Of one that is being changed, nobody knows which mode holds.
        (allows === "allow-bidirectional" || State === "update-in-progress") &&
        holds.test(State),
    );
  }
}
