/** What is left of who reaches a target once everything is taken off that the register justifies. */
import {
  allPorts,
  bits,
  contains,
  families,
  emptySet,
  fromRanges,
  intersect,
  isEmpty,
  isNode,
  isOfRds,
  Passing,
  portRange,
  Reacher,
  subtract,
  type Balancer,
  type Compiled,
  type ExternalFlow,
  type Forward,
  type Hosts,
  type InternalFlow,
  type InterfaceNode,
  type Line,
  type PortSet,
  type Spot,
  type VpcNode,
} from "../network/index.ts";
import { memo } from "./memo.ts";
import { piecesOf, type Piece } from "./pieces.ts";
import { concernsPorts, type Claim, type Register } from "./register.ts";
import type { Place } from "./targets.ts";

/** Connections to one spot on a run of ports, from addresses beyond a gateway or from hosts of one VPC. */
export type Rest = FromOutside | FromHosts;

interface Common {
  readonly spot: Spot;
  readonly family: Hosts["family"];
  readonly from: number;
  readonly to: number;
  /** The load balancer that hands them on, showing the client's address. */
  readonly through?: Feed;
}

export interface FromOutside extends Common {
  readonly by: { readonly hop: ExternalFlow["by"]; readonly line: Line };
}

export interface FromHosts extends Common {
  readonly by: { readonly vpc: VpcNode; readonly hosts: Hosts; readonly bits: bits.Bits };
}

/** A listener that hands connections on to a target. */
export interface Feed {
  readonly balancer: Balancer;
  readonly forward: Forward;
  /** Whether the target sees the client's address or not, what is handed on comes there. */
  readonly isCertain?: boolean;
}

export class Residues {
  private readonly compiled: Compiled;
  private readonly register: Register;
  private readonly reacher: Reacher;
  private readonly passing: Passing;
  private readonly feeds: ReadonlyMap<string, readonly Feed[]>;
  private readonly used = new Set<string>();
  private readonly nats = new Map<string, readonly { readonly id: string; readonly node: InterfaceNode }[]>();
  private readonly opening = new Map<Hosts, bits.Bits>();
  private readonly stores = new Map<string, readonly InterfaceNode[]>();
  /** Where sets are worked out, of which most come to nothing. */
  private readonly scratch = new Map<Hosts, { readonly opens: bits.Bits; readonly left: bits.Bits }>();

  constructor(compiled: Compiled, register: Register, balancers: readonly Balancer[]) {
    this.compiled = compiled;
    this.register = register;
    this.reacher = new Reacher(compiled);
    this.passing = new Passing(compiled, this.reacher, balancers);
    const all = balancers.flatMap((balancer) => balancer.forwards.map((forward): Feed => ({ balancer, forward })));
    this.feeds = Map.groupBy(
      all.filter(({ forward }) => forward.sure || compiled.mode === "possible"),
      ({ forward }) => forward.target.id,
    );
  }

  /** The ids of the rows that justified something so far. */
  get usedRows(): ReadonlySet<string> {
    return this.used;
  }

  of(place: Place): readonly Rest[] {
    const claims = this.register.claims(place);
    return [...this.rests(place, claims), ...this.strangers(place, claims)];
  }

  /** Everybody, be it justified or not. */
  all(place: Place): readonly Rest[] {
    return this.rests(place, []);
  }

  /** Other customers' hosts by a load balancer of nobody's: the row that lets it in says nothing of them. */
  private strangers(place: Place, claims: readonly Claim[]): readonly Rest[] {
    const { customer } = place;
    if (customer === null || this.feeds.size === 0 || this.isTooBlurred(place)) return NOTHING;
    return place.spots().flatMap((spot) =>
      this.feedsOf(place, spot)
        .filter(({ balancer }) => balancer.nodes.every((node) => this.register.isNobodys(node)))
        .flatMap((feed) => this.handedOn(place, spot, feed, claims, true, true))
        .flatMap((rest): Rest[] => {
          if (!("bits" in rest.by)) return [];
          const own = bits.both(rest.by.bits, this.register.strangers(customer, rest.by.hosts));
          return bits.isNone(own) ? [] : [{ ...(rest as FromHosts), by: { ...rest.by, bits: own } }];
        }),
    );
  }

  private rests(place: Place, claims: readonly Claim[]): readonly Rest[] {
    if (this.isTooBlurred(place)) return [];
    return place.spots().flatMap((spot) => {
      const feeds = this.feedsOf(place, spot);
      const inside = this.reacher.internal(spot, place.listens ?? allPorts);
      return [
        ...this.reacher.external(spot).flatMap((flow) => this.fromOutside(place, spot, flow, claims)),
        ...inside.flatMap((flow) => this.fromHosts(place, spot, flow, claims, feeds)),
        ...feeds.flatMap((feed) => this.handedOn(place, spot, feed, claims)),
      ];
    });
  }

  /** What comes by internet gateways, be it justified or not: straight, or through a load balancer. */
  facing(place: Place): readonly Rest[] {
    if (this.isTooBlurred(place)) return [];
    return place.spots().flatMap((spot) => {
      const straight = this.reacher.external(spot).flatMap((flow) => this.fromOutside(place, spot, flow, []));
      const handed = this.feedsOf(place, spot).flatMap((feed) => this.handedOn(place, spot, feed, [], true));
      return [...straight, ...handed].filter(({ by }) => "hop" in by && by.hop.kind === "internet-gateway");
    });
  }

  private fromOutside(place: Place, spot: Spot, flow: ExternalFlow, claims: readonly Claim[]): Rest[] {
    const { family, by: hop, line } = flow;
    const rests: Rest[] = [];
    for (const { from, to, claims: own } of this.pieces(place, spot, flow, claims)) {
      let left = line;
      for (const claim of own) {
        const justified = this.register.lineOf(claim, family);
        if (isEmpty(intersect(line, justified))) continue;
        this.used.add(claim.row.id);
        left = subtract(left, justified);
      }
      if (!isEmpty(left)) rests.push({ spot, family, from, to, by: { hop, line: left } });
    }
    return rests;
  }

  private fromHosts(
    place: Place,
    spot: Spot,
    flow: InternalFlow,
    claims: readonly Claim[],
    feeds: readonly Feed[],
  ): readonly Rest[] {
    const { family, vpc, hosts } = flow;
    const { opens } = this.scratchFor(hosts);
    bits.copyBits(opens, flow.bits);
    bits.keepBits(opens, this.openers(hosts));
    for (const node of this.gatewaysTo(spot, vpc, family)) addNode(opens, flow, node);
    for (const node of place.nodes) for (const i of hosts.numbersOf(node)) bits.clearBit(opens, i);
    const direct = this.justified(place, spot, flow, opens, claims);
    if (feeds.length === 0) return direct;
    const handed = feeds.flatMap(({ balancer, forward }) =>
      forward.listener.protocols.flatMap((protocol) => {
        const [from, to] = portRange(protocol, forward.target.port, forward.target.port);
        if (from < flow.from || flow.to < to) return [];
        const own = hosts.none();
        for (const node of balancer.nodes) addNode(own, flow, node);
        return this.justified(place, spot, { ...flow, from, to }, own, claims);
      }),
    );
    return [...direct, ...handed];
  }

  private scratchFor(hosts: Hosts) {
    return memo(this.scratch, hosts, () => ({ opens: hosts.none(), left: hosts.none() }));
  }

  /** Those of a flow that `open` has, and no row justifies. */
  private justified(
    place: Place,
    spot: Spot,
    flow: InternalFlow,
    open: bits.Bits,
    claims: readonly Claim[],
  ): readonly Rest[] {
    const { family, vpc, hosts } = flow;
    if (bits.isNone(open)) return NOTHING;
    const rests: Rest[] = [];
    const { left } = this.scratchFor(hosts);
    for (const { from, to, claims: own } of this.pieces(place, spot, flow, claims)) {
      bits.copyBits(left, open);
      for (const claim of own) {
        const justified = this.register.bitsOf(claim, place, hosts);
        if (!bits.overlap(open, justified)) continue;
        this.used.add(claim.row.id);
        bits.takeBits(left, justified);
      }
      if (!bits.isNone(left)) rests.push({ spot, family, from, to, by: { vpc, hosts, bits: bits.copyOf(left) } });
    }
    return rests;
  }

  /** Clients whose addresses a load balancer shows, or `all`. A row that lets it in lets them in. */
  private handedOn(
    place: Place,
    spot: Spot,
    { balancer, forward }: Feed,
    claims: readonly Claim[],
    all = false,
    whoever = false,
  ): Rest[] {
    if (forward.preserves === false && !all) return [];
    return forward.listener.protocols.flatMap((protocol) => {
      const [from, to] = portRange(protocol, forward.target.port, forward.target.port);
      const own = claims.filter((claim) => concernsPorts(claim, from, to) && this.register.holdsWhole(claim, spot));
      if (!whoever && balancer.nodes.every((node) => own.some((claim) => this.register.letsIn(claim, place, node))))
        return [];
      const { external, internal } = this.passing.through(balancer, forward, spot, protocol);
      // Clients of another family come with the load balancer's address.
      const isShown = ({ family }: { readonly family: Hosts["family"] }) => all || !isEmpty(spot.addresses[family]);
      const rests = [
        ...external.filter(isShown).flatMap((flow) => this.fromOutside(place, spot, { ...flow, from, to }, claims)),
        ...internal.filter(isShown).flatMap((flow) => {
          const own = bits.both(flow.bits, this.openers(flow.hosts));
          for (const node of place.nodes) for (const i of flow.hosts.numbersOf(node)) bits.clearBit(own, i);
          return this.justified(place, spot, { ...flow, from, to }, own, claims);
        }),
      ];
      const isCertain = this.compiled.mode === "certain";
      return rests.map((rest) => ({ ...rest, through: { balancer, forward, isCertain } }));
    });
  }

  /** The ports of a flow on which the target listens, cut where a claim begins or ends. */
  private pieces(
    { listens, kind }: Place,
    spot: Spot,
    { family, from, to }: Pick<InternalFlow, "family" | "from" | "to">,
    claims: readonly Claim[],
  ): Iterable<Piece> {
    // A service of AWS listens on some ports alone; where nobody read on which, none is certain.
    const unread = listens === null && this.compiled.mode === "certain" && kind !== "instance" && kind !== "interface";
    const own = claims.filter((claim) => concernsPorts(claim, from, to) && this.register.holdsAt(claim, spot, family));
    const run = fromRanges([[from, to]]);
    const open = unread ? NO_PORT : listens === null ? run : intersect(run, listens);
    return piecesOf(open, own);
  }

  /** The hosts that open connections of their own; and load balancers of which nobody read what they pass on. */
  private openers(hosts: Hosts): bits.Bits {
    const possible = this.compiled.mode === "possible";
    return memo(this.opening, hosts, () =>
      this.register.select("openers", hosts, (place, node) => {
        // Of a load balancer that was not read there are interfaces alone.
        if (place === undefined) return possible && isNode(node);
        if (this.isTooBlurred(place)) return false;
        return place.balancer === undefined || (possible && place.balancer.unread.length > 0);
      }),
    );
  }

  /** Of what cannot be said what it is, nothing is certain: told by another name, it would be another finding. */
  private isTooBlurred({ isBlurred }: Place): boolean {
    return isBlurred && this.compiled.mode === "certain";
  }

  /** NAT gateways to which a table leads the spot's address: what is behind them comes with theirs. */
  private gatewaysTo({ addresses }: Spot, vpc: VpcNode, family: Hosts["family"]): readonly InterfaceNode[] {
    const leads = (id: string) =>
      vpc.subnets.some((subnet) => {
        const { routes, unsure } = this.compiled.table(family, subnet);
        if (unsure) return this.compiled.mode === "possible";
        return routes.some(
          ({ hop, line }) => "id" in hop && hop.id === id && !isEmpty(intersect(line, addresses[family])),
        );
      });
    return this.natsIn(vpc).flatMap(({ id, node }) => (leads(id) ? [node] : []));
  }

  private natsIn(vpc: VpcNode): readonly { readonly id: string; readonly node: InterfaceNode }[] {
    return memo(this.nats, vpc.id, () =>
      vpc.interfaces.flatMap((node) => {
        // AWS says it in words alone: `Interface for NAT Gateway nat-0a1b2c3d`.
        const id = /\bnat-[0-9a-f]+/.exec(node.item.Description ?? "")?.[0];
        return id === undefined ? [] : [{ id, node }];
      }),
    );
  }

  private feedsOf(place: Place, spot: Spot): readonly Feed[] {
    if (this.feeds.size === 0) return [];
    const ids = [place.resource.id, ...(place.balancer === undefined ? [] : [place.balancer.id])];
    const texts = families.flatMap((family) =>
      (spot.self?.addresses[family] ?? [])
        .filter(({ at }) => contains(spot.addresses[family], at))
        .map(({ text }) => text),
    );
    return [...ids, ...texts, ...this.storesAt(place, spot)].flatMap((id) => this.feeds.get(id) ?? []);
  }

  /** The registered addresses of interfaces that RDS made with the groups of a database: they are the database's. */
  private storesAt({ kind, groups }: Place, { subnet }: Spot): readonly string[] {
    if (!kind.startsWith("rds ")) return [];
    const key = groups.join();
    const made = memo(this.stores, subnet.id, () =>
      subnet.vpc.interfaces.filter((node) => node.subnet === subnet && isOfRds(node)),
    );
    return made
      .filter((node) => [...node.groups.map(({ id }) => id), ...node.unread].sort().join() === key)
      .flatMap(({ addresses }) => [...addresses.ipv4, ...addresses.ipv6].map(({ text }) => text));
  }
}

/** Adds those addresses of an interface that are among the flow's. */
function addNode(set: bits.Bits, { bits: among, hosts }: InternalFlow, node: InterfaceNode): void {
  for (const i of hosts.numbersOf(node)) if (bits.hasBit(among, i)) bits.setBit(set, i);
}

const NO_PORT: PortSet = emptySet();
const NOTHING: readonly Rest[] = [];
