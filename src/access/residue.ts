/** What is left of who reaches a target once everything is taken off that the register justifies. */
import {
  allPorts,
  bits,
  intersect,
  isEmpty,
  Passing,
  portRange,
  Reacher,
  setOf,
  subtract,
  type Balancer,
  type Compiled,
  type ExternalFlow,
  type Hosts,
  type InternalFlow,
  type Line,
  type Spot,
  type VpcNode,
} from "../network/index.ts";
import { Feeds, type Feed, type Landing } from "./feeds.ts";
import { memo } from "./memo.ts";
import { piecesOf, type Piece } from "./pieces.ts";
import type { Claim, Register } from "./register.ts";
import { Senders } from "./senders.ts";
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

export class Residues {
  private readonly compiled: Compiled;
  private readonly register: Register;
  private readonly reacher: Reacher;
  private readonly passing: Passing;
  private readonly feeds: Feeds;
  private readonly senders: Senders;
  private readonly used = new Set<string>();
  /** Where sets are worked out, of which most come to nothing. */
  private readonly scratch = new Map<Hosts, { readonly opens: bits.Bits; readonly left: bits.Bits }>();

  constructor(compiled: Compiled, register: Register, balancers: readonly Balancer[]) {
    this.compiled = compiled;
    this.register = register;
    this.reacher = new Reacher(compiled);
    this.passing = new Passing(compiled, this.reacher, balancers);
    this.feeds = new Feeds(balancers, { unsure: compiled.mode === "possible" });
    this.senders = new Senders(compiled, register);
  }

  /** The ids of the rows that justified something so far. */
  get usedRows(): ReadonlySet<string> {
    return this.used;
  }

  of(place: Place): readonly Rest[] {
    const claims = this.register.claims(place);
    const rests = this.rests(place, claims);
    const strangers = this.strangers(place, claims);
    return strangers.length === 0 ? rests : [...rests, ...strangers];
  }

  /** Other customers' hosts by a load balancer of nobody's: the row that lets it in says nothing of them. */
  private strangers(place: Place, claims: readonly Claim[]): readonly Rest[] {
    const { customer } = place;
    if (customer === null || this.feeds.isEmpty || this.senders.isTooBlurred(place)) return NOTHING;
    return place.spots().flatMap((spot) =>
      this.feeds
        .of(place, spot)
        .filter(({ balancer }) => balancer.nodes.every((node) => this.register.isNobodys(node)))
        .flatMap((landing) => this.handedOn(place, landing, claims, true, true))
        .flatMap((rest): Rest[] => {
          if (!("bits" in rest.by)) return [];
          const own = bits.both(rest.by.bits, this.register.strangers(customer, rest.by.hosts));
          return bits.isNone(own) ? [] : [{ ...(rest as FromHosts), by: { ...rest.by, bits: own } }];
        }),
    );
  }

  private rests(place: Place, claims: readonly Claim[]): readonly Rest[] {
    if (this.senders.isTooBlurred(place)) return NOTHING;
    const rests: Rest[] = [];
    for (const spot of place.spots()) {
      for (const flow of this.reacher.external(spot)) this.fromOutside(place, spot, flow, claims, rests);
      const inside = this.reacher.internal(spot, place.listens ?? allPorts);
      for (const flow of inside) this.fromHosts(place, spot, flow, claims, rests);
      for (const landing of this.feeds.of(place, spot)) {
        const there = landing.spot === spot ? inside : this.reacher.internal(landing.spot, place.listens ?? allPorts);
        for (const flow of there) this.fromBalancer(place, landing, flow, claims, rests);
        rests.push(...this.handedOn(place, landing, claims));
      }
    }
    return rests;
  }

  /** What comes by internet gateways, be it justified or not: straight, or through a load balancer. */
  facing(place: Place): readonly Rest[] {
    if (this.senders.isTooBlurred(place)) return NOTHING;
    const rests: Rest[] = [];
    for (const spot of place.spots()) {
      for (const flow of this.reacher.external(spot)) this.fromOutside(place, spot, flow, NO_CLAIMS, rests);
      for (const landing of this.feeds.of(place, spot)) rests.push(...this.handedOn(place, landing, NO_CLAIMS, true));
    }
    return rests.filter(({ by }) => "hop" in by && by.hop.kind === "internet-gateway");
  }

  private fromOutside(place: Place, spot: Spot, flow: ExternalFlow, claims: readonly Claim[], rests: Rest[]): void {
    const { family, by: hop, line } = flow;
    for (const { from, to, claims: own } of this.pieces(place, spot, flow, claims)) {
      let left = line;
      for (const claim of own) {
        const isNew = !this.used.has(claim.row.id);
        if (!isNew && isEmpty(left)) continue;
        const justified = this.register.lineOf(claim, family);
        if (isEmpty(intersect(line, justified))) continue;
        this.used.add(claim.row.id);
        left = subtract(left, justified);
      }
      if (!isEmpty(left)) rests.push({ spot, family, from, to, by: { hop, line: left } });
    }
  }

  private fromHosts(place: Place, spot: Spot, flow: InternalFlow, claims: readonly Claim[], rests: Rest[]): void {
    const { family, vpc, hosts } = flow;
    const { opens } = this.scratchFor(hosts);
    bits.copyBits(opens, flow.bits);
    bits.keepBits(opens, this.senders.among(hosts));
    for (const node of this.senders.gatewaysTo(spot, vpc, family)) hosts.addNode(opens, node, flow.bits);
    for (const node of place.nodes) hosts.clearNode(opens, node);
    this.justified(place, spot, flow, opens, claims, rests);
  }

  /** Connections that a load balancer opens itself. */
  private fromBalancer(
    place: Place,
    { balancer, forward, spot }: Landing,
    flow: InternalFlow,
    claims: readonly Claim[],
    rests: Rest[],
  ): void {
    for (const protocol of forward.listener.protocols) {
      const [from, to] = portRange(protocol, forward.target.port, forward.target.port);
      if (from < flow.from || flow.to < to) continue;
      const own = flow.hosts.none();
      for (const node of balancer.nodes) flow.hosts.addNode(own, node, flow.bits);
      this.justified(place, spot, { ...flow, from, to }, own, claims, rests);
    }
  }

  private scratchFor(hosts: Hosts) {
    return memo(this.scratch, hosts, () => ({ opens: hosts.none(), left: hosts.none() }));
  }

  /** Adds those of a flow that `open` has, and no row justifies. */
  private justified(
    place: Place,
    spot: Spot,
    flow: InternalFlow,
    open: bits.Bits,
    claims: readonly Claim[],
    rests: Rest[],
  ): void {
    const { family, vpc, hosts } = flow;
    if (bits.isNone(open)) return;
    const { left } = this.scratchFor(hosts);
    for (const { from, to, claims: own } of this.pieces(place, spot, flow, claims)) {
      bits.copyBits(left, open);
      let some = true;
      for (const claim of own) {
        // Once nothing is left, only whether a row is of use at all is asked.
        const isNew = !this.used.has(claim.row.id);
        if (!some && !isNew) continue;
        const justified = this.register.bitsOf(claim, place, hosts);
        if (isNew) {
          if (!bits.overlap(open, justified)) continue;
          this.used.add(claim.row.id);
        }
        some &&= bits.takeBits(left, justified);
      }
      if (some) rests.push({ spot, family, from, to, by: { vpc, hosts, bits: bits.copyOf(left) } });
    }
  }

  /** Clients whose addresses a load balancer shows, or `all`. A row that lets it in lets them in. */
  private handedOn(
    place: Place,
    { balancer, forward, spot }: Landing,
    claims: readonly Claim[],
    all = false,
    whoever = false,
  ): Rest[] {
    if (forward.preserves === false && !all) return [];
    return forward.listener.protocols.flatMap((protocol) => {
      const [from, to] = portRange(protocol, forward.target.port, forward.target.port);
      const own = this.register.claimsOn(claims, from, to).filter((claim) => this.register.holdsWhole(claim, spot));
      if (!whoever && balancer.nodes.every((node) => own.some((claim) => this.register.letsIn(claim, place, node))))
        return [];
      const { external, internal } = this.passing.through(balancer, forward, spot, protocol);
      // Clients of another family come with the load balancer's address.
      const isShown = ({ family }: { readonly family: Hosts["family"] }) => all || !isEmpty(spot.addresses[family]);
      const rests: Rest[] = [];
      for (const flow of external.filter(isShown)) this.fromOutside(place, spot, { ...flow, from, to }, claims, rests);
      for (const flow of internal.filter(isShown)) {
        const open = bits.both(flow.bits, this.senders.among(flow.hosts));
        for (const node of place.nodes) flow.hosts.clearNode(open, node);
        this.justified(place, spot, { ...flow, from, to }, open, claims, rests);
      }
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
  ): readonly Piece[] {
    // A service of AWS listens on some ports alone; where nobody read on which, none is certain.
    const unread = listens === null && this.compiled.mode === "certain" && kind !== "instance" && kind !== "interface";
    if (unread) return NO_PIECES;
    const run = setOf([from, to]);
    return piecesOf(listens === null ? run : intersect(run, listens), this.register.holding(claims, spot, family));
  }
}

const NO_CLAIMS: readonly Claim[] = [];
const NO_PIECES: readonly Piece[] = [];
const NOTHING: readonly Rest[] = [];
