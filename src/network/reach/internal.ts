import type { Family } from "../addresses.ts";
import { equals, fromRanges, intersect, isEmpty, rangesOf, setOf, touches, type Range } from "../intervals.ts";
import { both, overlap, setBit, type Bits } from "../model/bits.ts";
import type { PeeringNode, VpcNode } from "../model/estate.ts";
import type { Hosts } from "../model/hosts.ts";
import type { Line } from "../model/lines.ts";
import { portsTo, type Profile } from "../model/profile.ts";
import { allPorts, type PortSet } from "../ports.ts";
import { keyOf, type Compiled } from "./compiled.ts";
import { Lanes, type Lane, type Way } from "./lanes.ts";
import { memo, merged, type Run } from "./runs.ts";
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
  private readonly lanes: Lanes;
  private readonly senders = new Map<Hosts, readonly Senders[]>();
  /** Where sets are worked out, of which most come to nothing. */
  private readonly scratch = new Map<Hosts, Bits>();

  constructor(compiled: Compiled) {
    this.compiled = compiled;
    this.lanes = new Lanes(compiled);
  }

  /** Runs that hold none of the ports are left out. */
  flows(family: Family, spot: Spot, ports: PortSet): InternalFlow[] {
    if (isEmpty(spot.addresses[family])) return [];
    return this.ways(spot).flatMap((way) => this.along(family, spot, way, ports));
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

  private along(family: Family, spot: Spot, way: Way, ports: PortSet): InternalFlow[] {
    const hosts = this.compiled.hostsIn(family, way.vpc);
    if (hosts.all.length === 0) return [];
    const { subnet, addresses } = spot;
    // A peering carries the addresses of its two VPCs, and no others.
    const own = way.over === null ? addresses[family] : intersect(addresses[family], subnet.vpc.cidrs[family]);
    if (isEmpty(own)) return [];
    const profile = this.compiled.profile(family, "ingress", spot);
    const runs = this.lanes.parts(family, own, way, hosts).flatMap((line) =>
      this.lanes.towards(family, { subnet, line }, way, hosts).flatMap((lane) => {
        const admitted = this.admitted(profile, spot, hosts, lane, ports);
        return this.sending(family, spot, line, way, hosts, admitted, lane.carried === "both ways");
      }),
    );
    return merged(runs, hosts).map(({ from, to, bits }) => ({
      family,
      vpc: way.vpc,
      hosts,
      over: way.over,
      from,
      to,
      bits,
    }));
  }

  /** Those that come by a lane and that the spot's groups admit, by runs of ports. Never itself. */
  private admitted(profile: Profile, spot: Spot, hosts: Hosts, { gates, carried }: Lane, ports: PortSet): Run[] {
    const bits = memo(this.scratch, hosts, () => hosts.none());
    const runs: Run[] = [];
    for (const segment of profile) {
      if (!touches(ports, segment.from, segment.to)) continue;
      const groups = carried === "dropped" ? NO_GROUPS : segment.groups;
      if (groups.length === 0 && !hosts.meets(segment.line)) continue;
      bits.fill(0);
      hosts.addLine(bits, segment.line);
      for (const group of groups) hosts.addGroup(bits, group);
      if (spot.self !== undefined) hosts.clearNode(bits, spot.self);
      for (const gate of gates) {
        const from = Math.max(segment.from, gate.from);
        const to = Math.min(segment.to, gate.to);
        if (from < to && overlap(bits, gate.bits)) runs.push({ from, to, bits: both(bits, gate.bits) });
      }
    }
    return runs;
  }

  /** Those of the runs whose senders' own groups let them send. */
  private sending(
    family: Family,
    spot: Spot,
    destination: Line,
    way: Way,
    hosts: Hosts,
    runs: readonly Run[],
    identity: boolean,
  ): readonly Run[] {
    const classes = this.sendersIn(family, way.vpc, hosts);
    if (runs.length === 0 || classes.every(({ open }) => open)) return runs;
    const carried = identity ? new Set([...spot.groups.map(({ id }) => id), ...spot.unread]) : null;
    const ports = new Map<Senders, PortSet>();
    const sending: Run[] = [];
    for (const run of runs) {
      if (!classes.some(({ open, bits }) => !open && overlap(run.bits, bits))) {
        sending.push(run);
        continue;
      }
      for (const senders of classes) {
        if (!overlap(run.bits, senders.bits)) continue;
        const bits = both(run.bits, senders.bits);
        if (senders.open) sending.push({ from: run.from, to: run.to, bits });
        else {
          const sent = memo(ports, senders, () => portsTo(senders.profile, destination, carried));
          for (const [from, to] of rangesOf(intersect(sent, setOf([run.from, run.to]))))
            sending.push({ from, to, bits });
        }
      }
    }
    return sending;
  }

  /** The hosts of a VPC by what their groups let out; all that send everything are one class. */
  private sendersIn(family: Family, vpc: VpcNode, hosts: Hosts): readonly Senders[] {
    return memo(this.senders, hosts, () => {
      const classes = new Map<string, Senders>();
      const byGroups = new Map<string, Senders>();
      const classOf = (profile: Profile) => {
        const open = sendsAll(family, profile, this.compiled.estate.space.all[family]);
        const key = open ? OPEN : JSON.stringify(profile);
        return memo(classes, key, () => ({ profile, open, bits: hosts.none() }));
      };
      for (const [i, { node }] of hosts.all.entries()) {
        const own = memo(byGroups, keyOf(node), () => classOf(this.compiled.profile(family, "egress", node)));
        setBit(own.bits, i);
      }
      return [...classes.values()];
    });
  }
}

const NO_GROUPS: readonly string[] = [];
const OPEN = "everything";

/** Whether a profile admits every address on every port that its family has. */
function sendsAll(family: Family, profile: Profile, [first, last]: Line): boolean {
  if (!profile.every(({ line }) => line.length === 2 && line[0] === first && line[1] === last)) return false;
  return equals(fromRanges(profile.map(({ from, to }): Range<number> => [from, to])), allPorts);
}
