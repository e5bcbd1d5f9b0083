import type { Family } from "../addresses.ts";
import { equals, fromRanges, intersect, isEmpty, rangesOf, type Range } from "../intervals.ts";
import { admittedOnAny, ephemeral, portsAdmitting } from "../model/acl.ts";
import {
  addBits,
  bitsOf,
  both,
  clearBit,
  isNone,
  overlap,
  sameBits,
  setBit,
  without,
  type Bits,
} from "../model/bits.ts";
import type { PeeringNode, VpcNode } from "../model/estate.ts";
import type { Host, Hosts } from "../model/hosts.ts";
import type { Line } from "../model/lines.ts";
import { portsTo, type Profile } from "../model/profile.ts";
import { mayCarryGroups, type Hop } from "../model/routes.ts";
import { allPorts, type PortSet } from "../ports.ts";
import { hopsTo, type Carried, type Compiled, type CompiledAcl } from "./compiled.ts";
import { piecesOf } from "./pieces.ts";
import type { Spot } from "./spot.ts";

/** Hosts of one VPC that can open a connection on a run of ports. */
export interface InternalFlow {
  readonly family: Family;
  readonly vpc: VpcNode;
  readonly hosts: Hosts;
  /** Null within a VPC. */
  readonly over: PeeringNode | null;
  readonly from: number;
  readonly to: number;
  readonly bits: Bits;
}

/** Sources in one VPC, on the way to a spot. */
interface Way {
  readonly vpc: VpcNode;
  readonly over: PeeringNode | null;
  /** Whether packets keep the groups of whoever sent them. */
  readonly identity: boolean;
}

type Run = { readonly from: number; readonly to: number; readonly bits: Bits };

/** What a class of sources in one VPC has in common: the rules by which they send. */
interface Senders {
  readonly profile: Profile;
  readonly bits: Bits;
  /** Sends everything to everybody. */
  readonly open: boolean;
}

/** Computes which hosts of the estate reach spots: a word of hosts at a time, never pair by pair. */
export class Internal {
  private readonly compiled: Compiled;
  private readonly senders = new Map<string, readonly Senders[]>();
  private readonly cuts = new Map<string, readonly number[]>();
  private readonly acls = new Map<string, ReadonlyMap<CompiledAcl, Bits>>();

  constructor(compiled: Compiled) {
    this.compiled = compiled;
  }

  flows(family: Family, spot: Spot): InternalFlow[] {
    if (isEmpty(spot.addresses[family])) return [];
    return this.ways(spot).flatMap((way) => this.along(family, spot, way));
  }

  /** From its own VPC, and over each peering from the other one. */
  private ways({ subnet: { vpc } }: Spot): Way[] {
    const own: Way = { vpc, over: null, identity: true };
    const peers = vpc.peerings.flatMap((peering): Way[] => {
      const [one, other] = peering.ends;
      const peer = one === vpc ? other : one;
      return peer === null ? [] : [{ vpc: peer, over: peering, identity: peering.carriesGroups }];
    });
    return [own, ...peers];
  }

  private along(family: Family, spot: Spot, way: Way): InternalFlow[] {
    const hosts = this.compiled.hostsIn(family, way.vpc);
    if (hosts.all.length === 0) return [];
    // A peering carries the addresses of its two VPCs, and no others.
    const own =
      way.over === null ? spot.addresses[family] : intersect(spot.addresses[family], spot.subnet.vpc.cidrs[family]);
    if (isEmpty(own)) return [];
    const within = { ...spot, addresses: { ...spot.addresses, [family]: own } };
    const runs = this.parts(family, within, way).flatMap((part) =>
      this.towards(family, { ...spot, addresses: { ...spot.addresses, [family]: part } }, way, hosts),
    );
    return merged(runs, hosts).map((run) => ({ family, vpc: way.vpc, hosts, over: way.over, ...run }));
  }

  /** The addresses of the spot, cut so that routes and ACLs of the sources treat all of a part alike. */
  private parts(family: Family, { addresses }: Spot, { vpc }: Way): Line[] {
    const line = addresses[family];
    const [first, last] = [line[0]!, line.at(-1)!];
    if (last - first === 1) return [line];
    const cuts = memo(this.cuts, `${family} ${vpc.id}`, () => this.cutsIn(family, vpc));
    const ends = [first, ...cuts.filter((cut) => first < cut && cut < last), last];
    if (ends.length === 2) return [line];
    return ends
      .slice(1)
      .map((end, i) => intersect(line, fromRanges([[ends[i]!, end]])))
      .filter((part) => !isEmpty(part));
  }

  private cutsIn(family: Family, vpc: VpcNode): readonly number[] {
    const cuts = new Set<number>();
    for (const subnet of vpc.subnets) {
      for (const { line } of this.compiled.table(family, subnet).routes) for (const end of line) cuts.add(end);
      const { inbound, outbound } = this.compiled.acl(family, subnet);
      for (const { line } of [...inbound, ...outbound]) for (const end of line) cuts.add(end);
    }
    return [...cuts].sort((a, b) => a - b);
  }

  /** To one part of its addresses. */
  private towards(family: Family, spot: Spot, way: Way, hosts: Hosts): Run[] {
    const straight = (hop: Hop) => isStraight(hop, way) && (hop.unsure !== true || this.compiled.mode === "possible");
    const sent = this.sentBy(family, spot, way, hosts, straight);
    const back = this.answeredBy(family, spot, hosts, straight);
    // Within a subnet no table is asked.
    const near = way.over === null ? hosts.inSubnet(spot.subnet) : null;
    if (near !== null) for (const bits of [sent, back]) addBits(bits, near);
    const carried: Carried = way.identity ? "both ways" : "dropped";
    if (way.over !== null) {
      const inside = hosts.inLine(way.vpc.cidrs[family]);
      for (const bits of [sent, back]) bits.set(both(bits, inside));
    }
    const direct = this.admitted(family, spot, way, hosts, both(sent, back), carried);
    if (this.compiled.mode === "certain") return direct;
    // Nobody knows whether packets or answers arrive that pass through what is not modelled. On its way there a packet
    // loses the groups of its sender, and may get another address to be answered at.
    const unmodelled = (hop: Hop) => hop.kind === "unmodelled";
    const around = without(this.answeredBy(family, spot, hosts, unmodelled), back);
    const transit = this.sentBy(family, spot, way, hosts, mayCarryGroups);
    const astray = without(this.sentBy(family, spot, way, hosts, unmodelled), sent);
    return [
      ...direct,
      ...(isNone(around) ? [] : this.admitted(family, spot, way, hosts, both(sent, around), carried)),
      ...(isNone(astray) ? [] : this.admitted(family, spot, way, hosts, astray, "dropped")),
      ...(isNone(transit) ? [] : this.admitted(family, spot, way, hosts, transit, "inbound")),
    ];
  }

  /** The hosts whose table leads the spot's address by such a hop. */
  private sentBy(family: Family, spot: Spot, way: Way, hosts: Hosts, by: (hop: Hop) => boolean): Bits {
    const sent = hosts.none();
    const at = spot.addresses[family][0]!;
    for (const subnet of way.vpc.subnets) {
      const bits = hosts.inSubnet(subnet);
      if (bits === null) continue;
      const table = this.compiled.table(family, subnet);
      if (table.unsure ? this.compiled.mode === "possible" : hopsTo(table, at).some(by)) addBits(sent, bits);
    }
    return sent;
  }

  /** The hosts to whom the spot's table leads back by such a hop. */
  private answeredBy(family: Family, spot: Spot, hosts: Hosts, by: (hop: Hop) => boolean): Bits {
    const table = this.compiled.table(family, spot.subnet);
    if (table.unsure) return this.compiled.mode === "possible" ? hosts.every() : hosts.none();
    const back = hosts.none();
    for (const { hop, line } of table.routes) if (by(hop)) hosts.addLine(back, line);
    return back;
  }

  /** Those of the hosts that all filters on the way admit, by runs of ports. */
  private admitted(family: Family, spot: Spot, way: Way, hosts: Hosts, routed: Bits, carried: Carried): Run[] {
    const near = way.over === null ? hosts.inSubnet(spot.subnet) : null;
    // An ACL is not evaluated within a subnet.
    const close = near === null ? null : both(routed, near);
    const far = near === null ? routed : without(routed, near);
    const inbound = this.compiled.acl(family, spot.subnet);
    const runs: Run[] = [];
    for (const segment of this.compiled.profile(family, "ingress", spot)) {
      const bits = hosts.inLine(segment.line);
      if (carried !== "dropped")
        for (const group of segment.groups) addBits(bits, hosts.withGroup(group) ?? hosts.none());
      if (close !== null) runs.push({ ...segment, bits: both(bits, close) });
      const outer = both(bits, far);
      if (isNone(outer)) continue;
      runs.push(...this.throughAcls(family, spot, way, hosts, inbound, { ...segment, bits: outer }));
    }
    const sent = this.sending(family, spot, way, hosts, runs, carried === "both ways");
    if (spot.self !== undefined) for (const run of sent) clearSelf(run.bits, hosts.all, spot.self.id);
    return sent;
  }

  /** What the ACLs of both subnets admit of a run, and let the answers to it pass. */
  private throughAcls(family: Family, spot: Spot, way: Way, hosts: Hosts, acl: CompiledAcl, run: Run): Run[] {
    const destination = spot.addresses[family];
    const inside = acl.open
      ? [run]
      : acl.inbound.flatMap((side): Run[] => {
          const [from, to] = [Math.max(run.from, side.from), Math.min(run.to, side.to)];
          return from < to ? [{ from, to, bits: both(run.bits, hosts.inLine(side.line)) }] : [];
        });
    return [...this.aclsIn(family, way.vpc, hosts)].flatMap(([theirs, members]) =>
      inside.flatMap((part): Run[] => {
        const bits = both(part.bits, members);
        if (isNone(bits)) return [];
        if (acl.open && theirs.open) return [{ ...part, bits }];
        return portsAdmitting(theirs.outbound, destination, [part.from, part.to]).flatMap(([start, end]) =>
          piecesOf(start, end).map(({ from, to, answers }) => {
            if (answers === null) return { from, to, bits };
            const open = portsAdmitting(theirs.inbound, destination, ephemeral(answers));
            return { from, to, bits: both(bits, hosts.inLine(admittedOnAny(acl.outbound, open))) };
          }),
        );
      }),
    );
  }

  /** The ACLs of a VPC's subnets, and the hosts behind each. */
  private aclsIn(family: Family, vpc: VpcNode, hosts: Hosts): ReadonlyMap<CompiledAcl, Bits> {
    return memo(this.acls, `${family} ${vpc.id}`, () => {
      const found = new Map<CompiledAcl, Bits>();
      for (const subnet of vpc.subnets) {
        const bits = hosts.inSubnet(subnet);
        if (bits === null) continue;
        const acl = this.compiled.acl(family, subnet);
        const all = found.get(acl) ?? hosts.none();
        addBits(all, bits);
        found.set(acl, all);
      }
      return found;
    });
  }

  /** Those of the runs whose senders' own groups let them send. */
  private sending(family: Family, spot: Spot, way: Way, hosts: Hosts, runs: readonly Run[], identity: boolean): Run[] {
    const destination = spot.addresses[family];
    const carried = identity ? new Set([...spot.groups.map(({ id }) => id), ...spot.unread]) : null;
    const ports = new Map<Senders, PortSet>();
    return runs.flatMap((run) =>
      this.sendersIn(family, way.vpc, hosts).flatMap((senders): Run[] => {
        if (!overlap(run.bits, senders.bits)) return [];
        const bits = both(run.bits, senders.bits);
        if (senders.open) return [{ from: run.from, to: run.to, bits }];
        const sent = memo(ports, senders, () => portsTo(senders.profile, destination, carried));
        return [...rangesOf(intersect(sent, fromRanges([[run.from, run.to]])))].map(([from, to]) => ({
          from,
          to,
          bits,
        }));
      }),
    );
  }

  /** The hosts of a VPC by what their groups let out; all that send everything are one class. */
  private sendersIn(family: Family, vpc: VpcNode, hosts: Hosts): readonly Senders[] {
    return memo(this.senders, `${family} ${vpc.id}`, () => {
      const classes = new Map<Profile | null, Senders>();
      for (const [i, { node }] of hosts.all.entries()) {
        const profile = this.compiled.profile(family, "egress", node);
        const open = sendsAll(family, profile, this.compiled.estate.space.all[family]);
        const key = open ? null : profile;
        const found = classes.get(key) ?? { profile, open, bits: hosts.none() };
        setBit(found.bits, i);
        classes.set(key, found);
      }
      return [...classes.values()];
    });
  }
}

function isStraight(hop: Hop, { over }: Way): boolean {
  return over === null ? hop.kind === "local" : hop.kind === "peering" && hop.id === over.id;
}

/** Whether a profile admits every address on every port that its family has. */
function sendsAll(family: Family, profile: Profile, [first, last]: Line): boolean {
  if (!profile.every(({ line }) => line.length === 2 && line[0] === first && line[1] === last)) return false;
  return equals(fromRanges(profile.map(({ from, to }): Range<number> => [from, to])), allPorts);
}

function clearSelf(bits: Bits, all: readonly Host[], id: string): void {
  for (const at of bitsOf(bits)) if (all[at]!.node.id === id) clearBit(bits, at);
}

/** The same runs without overlaps, each with everybody who has it. */
function merged(runs: readonly Run[], hosts: Hosts): Run[] {
  const live = runs.filter(({ bits }) => !isNone(bits));
  const ends = [...new Set(live.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const result: Run[] = [];
  for (const [i, from] of ends.entries()) {
    const to = ends[i + 1];
    if (to === undefined) break;
    const here = live.filter((run) => run.from <= from && to <= run.to);
    if (here.length === 0) continue;
    const bits = hosts.none();
    for (const run of here) addBits(bits, run.bits);
    const before = result.at(-1);
    if (before !== undefined && before.to === from && sameBits(before.bits, bits))
      result[result.length - 1] = { ...before, to };
    else result.push({ from, to, bits });
  }
  return result;
}

function memo<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
