/**
 * What routes and ACLs let pass between the hosts of a VPC and a subnet, groups aside: made once for all addresses that they
 * treat alike.
 */
import type { Family } from "../addresses.ts";
import { fromRanges, intersect, isEmpty } from "../intervals.ts";
import { admittedOnAny, ephemeral, portsAdmitting } from "../model/acl.ts";
import { addBits, both, isNone, keepBits, without, type Bits } from "../model/bits.ts";
import type { PeeringNode, SubnetNode, VpcNode } from "../model/estate.ts";
import type { Hosts } from "../model/hosts.ts";
import type { Line } from "../model/lines.ts";
import { mayCarryGroups, type Hop } from "../model/routes.ts";
import { everyPort } from "../ports.ts";
import { hopsTo, type Carried, type Compiled, type CompiledAcl, type CompiledTable } from "./compiled.ts";
import { piecesOf } from "./pieces.ts";
import { bySubnets, memo, merged, type Run } from "./runs.ts";

/** Sources in one VPC, on the way to a spot. */
export interface Way {
  readonly vpc: VpcNode;
  readonly over: PeeringNode | null;
  /** Whether packets keep the groups of whoever sent them. */
  readonly identity: boolean;
}

/** One way of getting there. */
export interface Lane {
  readonly carried: Carried;
  /** Who is let pass: in the order of ports, without overlaps. */
  readonly gates: readonly Run[];
}

/** Addresses in a subnet, all of which routes and ACLs of the sources treat alike. */
interface End {
  readonly subnet: SubnetNode;
  readonly line: Line;
}

export class Lanes {
  private readonly compiled: Compiled;
  private readonly known = new Map<Hosts, Map<string, readonly Lane[]>>();
  private readonly cuts = new Map<Hosts, readonly number[]>();
  private readonly acls = new Map<Hosts, ReadonlyMap<CompiledAcl, Bits>>();
  private readonly tables = new Map<Hosts, ReadonlyMap<CompiledTable, Bits>>();

  constructor(compiled: Compiled) {
    this.compiled = compiled;
  }

  /** Addresses, cut so that routes and ACLs of the sources treat all of a part alike. */
  parts(family: Family, line: Line, { vpc }: Way, hosts: Hosts): Line[] {
    const [first, last] = [line[0]!, line.at(-1)!];
    if (last - first === 1) return [line];
    const cuts = this.cutsIn(family, vpc, hosts);
    const ends = [first, ...cuts.filter((cut) => first < cut && cut < last), last];
    if (ends.length === 2) return [line];
    return ends
      .slice(1)
      .map((end, i) => intersect(line, fromRanges([[ends[i]!, end]])))
      .filter((part) => !isEmpty(part));
  }

  /** To a part of a subnet's addresses. */
  towards(family: Family, end: End, way: Way, hosts: Hosts): readonly Lane[] {
    const known = memo(this.known, hosts, () => new Map<string, readonly Lane[]>());
    const [at] = end.line;
    let place = 0;
    for (const cut of this.cutsIn(family, way.vpc, hosts)) if (cut <= at!) place++;
    return memo(known, `${place} ${end.subnet.id} ${way.over?.id ?? ""}`, () =>
      this.compute(family, end, way, hosts).filter(({ gates }) => gates.length > 0),
    );
  }

  private cutsIn(family: Family, vpc: VpcNode, hosts: Hosts): readonly number[] {
    return memo(this.cuts, hosts, () => {
      const cuts = new Set<number>();
      for (const subnet of vpc.subnets) {
        for (const { line } of this.compiled.table(family, subnet).routes) for (const end of line) cuts.add(end);
        const { inbound, outbound } = this.compiled.acl(family, subnet);
        for (const { line } of [...inbound, ...outbound]) for (const end of line) cuts.add(end);
      }
      return [...cuts].sort((a, b) => a - b);
    });
  }

  private compute(family: Family, end: End, way: Way, hosts: Hosts): Lane[] {
    const straight = (hop: Hop) => isStraight(hop, way) && (hop.unsure !== true || this.compiled.mode === "possible");
    const sent = this.sentBy(family, end, way, hosts, straight);
    const back = this.answeredBy(family, end, hosts, straight);
    // Within a subnet no table is asked.
    const near = way.over === null ? hosts.inSubnet(end.subnet) : null;
    if (near !== null) for (const bits of [sent, back]) addBits(bits, near);
    const carried: Carried = way.identity ? "both ways" : "dropped";
    if (way.over !== null) {
      const inside = hosts.inLine(way.vpc.cidrs[family]);
      for (const bits of [sent, back]) keepBits(bits, inside);
    }
    const lane = (routed: Bits, kept: Carried): Lane => ({
      carried: kept,
      gates: this.gates(family, end, way, hosts, routed),
    });
    const direct = lane(both(sent, back), carried);
    if (this.compiled.mode === "certain") return [direct];
    const own = this.compiled.table(family, end.subnet);
    if (!own.unmodelled && ![...this.tablesIn(family, way.vpc, hosts).keys()].some(({ unmodelled }) => unmodelled))
      return [direct];
    // Nobody knows whether packets or answers arrive that pass through what is not modelled. On its way there a packet
    // loses the groups of its sender, and may get another address to be answered at.
    const unmodelled = (hop: Hop) => hop.kind === "unmodelled";
    const around = without(this.answeredBy(family, end, hosts, unmodelled), back);
    const transit = this.sentBy(family, end, way, hosts, mayCarryGroups);
    const astray = without(this.sentBy(family, end, way, hosts, unmodelled), sent);
    return [direct, lane(both(sent, around), carried), lane(astray, "dropped"), lane(transit, "inbound")];
  }

  /** The hosts whose table leads the addresses by such a hop. */
  private sentBy(family: Family, { line }: End, way: Way, hosts: Hosts, by: (hop: Hop) => boolean): Bits {
    const sent = hosts.none();
    for (const [table, bits] of this.tablesIn(family, way.vpc, hosts)) {
      if (table.unsure ? this.compiled.mode === "possible" : hopsTo(table, line[0]!).some(by)) addBits(sent, bits);
    }
    return sent;
  }

  /** The hosts to whom the subnet's table leads back by such a hop. */
  private answeredBy(family: Family, { subnet }: End, hosts: Hosts, by: (hop: Hop) => boolean): Bits {
    const table = this.compiled.table(family, subnet);
    if (table.unsure) return this.compiled.mode === "possible" ? hosts.every() : hosts.none();
    const back = hosts.none();
    for (const { hop, line } of table.routes) if (by(hop)) hosts.addLine(back, line);
    return back;
  }

  /** Those of the hosts that ACLs let pass. */
  private gates(family: Family, end: End, way: Way, hosts: Hosts, routed: Bits): Run[] {
    const inbound = this.compiled.acl(family, end.subnet);
    const open = inbound.open && [...this.aclsIn(family, way.vpc, hosts).keys()].every((acl) => acl.open);
    const whole = (bits: Bits): Run => ({ from: everyPort[0], to: everyPort[1], bits });
    // An ACL is not evaluated within a subnet. Where all are open, that makes no difference.
    const near = way.over === null && !open ? hosts.inSubnet(end.subnet) : null;
    if (open) return isNone(routed) ? [] : [whole(routed)];
    const close = near === null ? [] : [whole(both(routed, near))];
    const far = near === null ? routed : without(routed, near);
    return merged([...close, ...this.throughAcls(family, end, way, hosts, inbound, whole(far))], hosts);
  }

  /** What the ACLs of both subnets admit, and let the answers to it pass. */
  private throughAcls(family: Family, { line }: End, way: Way, hosts: Hosts, acl: CompiledAcl, run: Run): Run[] {
    const inside = acl.open
      ? [run]
      : acl.inbound.map((side): Run => ({
          from: side.from,
          to: side.to,
          bits: both(run.bits, hosts.inLine(side.line)),
        }));
    return [...this.aclsIn(family, way.vpc, hosts)].flatMap(([theirs, members]) =>
      inside.flatMap((part): Run[] => {
        const bits = both(part.bits, members);
        if (isNone(bits)) return [];
        if (acl.open && theirs.open) return [{ ...part, bits }];
        return portsAdmitting(theirs.outbound, line, [part.from, part.to]).flatMap(([start, end]) =>
          piecesOf(start, end).map(({ from, to, answers }) => {
            if (answers === null) return { from, to, bits };
            const open = portsAdmitting(theirs.inbound, line, ephemeral(answers));
            return { from, to, bits: both(bits, hosts.inLine(admittedOnAny(acl.outbound, open))) };
          }),
        );
      }),
    );
  }

  /** The ACLs of a VPC's subnets, and the hosts behind each. */
  private aclsIn(family: Family, vpc: VpcNode, hosts: Hosts): ReadonlyMap<CompiledAcl, Bits> {
    return memo(this.acls, hosts, () => bySubnets(vpc, hosts, (subnet) => this.compiled.acl(family, subnet)));
  }

  /** The tables of a VPC's subnets, and the hosts that each routes. */
  private tablesIn(family: Family, vpc: VpcNode, hosts: Hosts): ReadonlyMap<CompiledTable, Bits> {
    return memo(this.tables, hosts, () => bySubnets(vpc, hosts, (subnet) => this.compiled.table(family, subnet)));
  }
}

function isStraight(hop: Hop, { over }: Way): boolean {
  return over === null ? hop.kind === "local" : hop.kind === "peering" && hop.id === over.id;
}
