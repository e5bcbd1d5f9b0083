/**
 * Whose connections a load balancer brings to a target. Most open one of their own; a network load balancer may show the
 * target the client's address instead.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
import type { Family } from "../addresses.ts";
import { contains, emptySet, fromRanges, intersect, isEmpty, union } from "../intervals.ts";
import { admittedOnAny, ephemeral } from "../model/acl.ts";
import { both, hasBit, isNone } from "../model/bits.ts";
import type { InterfaceNode, PeeringNode } from "../model/estate.ts";
import type { Line, LineSet } from "../model/lines.ts";
import { portsTo } from "../model/profile.ts";
import { mayCarryGroups, type Hop } from "../model/routes.ts";
import { portRange } from "../ports.ts";
import { hopsTo, type Carried, type Compiled } from "../reach/compiled.ts";
import { spotsOf, type Reach, type Reacher } from "../reach/reach.ts";
import type { Spot } from "../reach/spot.ts";
import type { Balancer, Forward } from "./balancers.ts";

export type Transport = 6 | 17;

export class Passing {
  private readonly compiled: Compiled;
  private readonly reacher: Reacher;
  private readonly feeds: ReadonlyMap<string, readonly { readonly balancer: Balancer; readonly forward: Forward }[]>;
  private readonly known = new WeakMap<Balancer, Map<string, Reach>>();
  private readonly visited = new Set<string>();

  /** `balancers`: those that may stand before another. */
  constructor(compiled: Compiled, reacher: Reacher, balancers: readonly Balancer[] = []) {
    this.compiled = compiled;
    this.reacher = reacher;
    this.feeds = Map.groupBy(
      balancers.flatMap((balancer) => balancer.forwards.map((forward) => ({ balancer, forward }))),
      ({ forward }) => forward.target.id,
    );
  }

  /** Who reaches a spot by a listener, on the ports on which they reach the listener. `spot`: the forward's target, at one address. */
  through(balancer: Balancer, forward: Forward, spot: Spot, protocol: Transport): Reach {
    const clients = this.clients(balancer, protocol, forward.listener.port);
    const passed = this.passed(balancer, forward, spot, protocol);
    return {
      external: clients.external
        .map((flow) => ({ ...flow, line: intersect(flow.line, passed[flow.family]) }))
        .filter(({ line }) => !isEmpty(line)),
      internal: clients.internal
        .map((flow) => ({ ...flow, bits: both(flow.bits, flow.hosts.inLine(passed[flow.family])) }))
        .filter(({ bits }) => !isNone(bits)),
    };
  }

  /** The addresses of those clients of a listener whose connections come to the spot. */
  passed(balancer: Balancer, forward: Forward, spot: Spot, protocol: Transport): LineSet {
    const { all } = this.compiled.estate.space;
    const certain = this.compiled.mode === "certain";
    if (certain && !forward.sure) return NOBODY;
    const point = portRange(protocol, forward.target.port, forward.target.port)[0];
    const own = balancer.nodes.some((node) => this.opens(node, spot, point)) ? all : NOBODY;
    if (forward.preserves === false) return own;
    const of = (family: Family): Line => {
      // Clients of another family come with the load balancer's address.
      if (isEmpty(spot.addresses[family])) return own[family];
      const shown = balancer.nodes
        .map((node) => this.shown(family, node, spot, protocol, point))
        .reduce<Line>(union, emptySet());
      if (forward.preserves === true) return shown;
      // Nobody read which of the two it is.
      return certain ? intersect(shown, own[family]) : union(shown, own[family]);
    };
    return { ipv4: of("ipv4"), ipv6: of("ipv6") };
  }

  /** Who reaches a listener, on any interface of the load balancer. */
  private clients(balancer: Balancer, protocol: Transport, port: number): Reach {
    const known = this.known.get(balancer) ?? new Map<string, Reach>();
    this.known.set(balancer, known);
    let reach = known.get(`${protocol} ${port}`);
    if (reach !== undefined) return reach;
    // A ring of load balancers adds nobody: whoever gets into it is a client of one of them.
    const visit = `${balancer.unit.account} ${balancer.unit.region} ${balancer.id} ${protocol} ${port}`;
    if (this.visited.has(visit)) return NO_REACH;
    const isFirst = this.visited.size === 0;
    this.visited.add(visit);
    reach = this.clientsOf(balancer, protocol, port);
    this.visited.delete(visit);
    // Within a ring it is not all of them.
    if (isFirst) known.set(`${protocol} ${port}`, reach);
    return reach;
  }

  private clientsOf(balancer: Balancer, protocol: Transport, port: number): Reach {
    const { nodes, id } = balancer;
    const point = portRange(protocol, port, port)[0];
    const at = ({ from, to }: { readonly from: number; readonly to: number }) => from <= point && point < to;
    const spots = nodes.flatMap((node) => spotsOf(node, this.compiled.estate));
    const all = spots.map((spot) => this.reacher.reach(spot));
    // Of what comes by another load balancer the clients are that one's.
    const handed = spots.flatMap((spot) => {
      const texts = [...spot.self!.addresses.ipv4, ...spot.self!.addresses.ipv6].map(({ text }) => text);
      const feeds = [id, ...texts].flatMap((each) => this.feeds.get(each) ?? []);
      return feeds
        .filter(({ forward: { target, listener } }) => target.port === port && listener.protocols.includes(protocol))
        .map(({ balancer: front, forward }) => this.through(front, forward, spot, protocol));
    });
    return {
      external: [...all.flatMap(({ external }) => external.filter(at)), ...handed.flatMap(({ external }) => external)],
      internal: [...all.flatMap(({ internal }) => internal.filter(at)), ...handed.flatMap(({ internal }) => internal)],
    };
  }

  /** Whether an interface of the load balancer can open a connection to the spot by itself. */
  private opens(node: InterfaceNode, spot: Spot, point: number): boolean {
    return this.reacher
      .internal(spot)
      .some(
        ({ hosts, bits, from, to }) =>
          from <= point && point < to && hosts.all.some((host, i) => host.node === node && hasBit(bits, i)),
      );
  }

  /** The clients that the target's groups and ACL let in, by their own address and the groups of the load balancer. */
  private shown(family: Family, node: InterfaceNode, spot: Spot, protocol: Transport, point: number): Line {
    const { compiled } = this;
    const path = this.path(family, node, spot);
    if (path === null) return emptySet();
    const carried = path === "both ways" ? new Set([...spot.groups.map(({ id }) => id), ...spot.unread]) : null;
    const leaves = portsTo(compiled.profile(family, "egress", node), spot.addresses[family], carried);
    if (!contains(leaves, point)) return emptySet();
    const mine = new Set(path === "dropped" ? [] : [...node.groups.map(({ id }) => id), ...node.unread]);
    const segment = compiled.profile(family, "ingress", spot).find(({ from, to }) => from <= point && point < to);
    if (segment === undefined) return emptySet();
    const { all } = compiled.estate.space;
    const admitted = segment.groups.some((id) => mine.has(id)) ? all[family] : segment.line;
    if (node.subnet === spot.subnet) return admitted;
    const acl = compiled.acl(family, spot.subnet);
    const inbound = acl.inbound.find(({ from, to }) => from <= point && point < to);
    const back = admittedOnAny(acl.outbound, [ephemeral(protocol)]);
    return intersect(admitted, intersect(inbound?.line ?? emptySet(), back));
  }

  /** Whether packets of the load balancer come to the spot, and whether rules that cite groups apply to them. */
  private path(family: Family, node: InterfaceNode, spot: Spot): Carried | null {
    const [own, other] = [node.subnet.vpc, spot.subnet.vpc];
    if (own === other) return "both ways";
    const there = hopsTo(this.compiled.table(family, node.subnet), spot.addresses[family][0]!);
    const home = node.addresses[family][0];
    const back = home === undefined ? [] : hopsTo(this.compiled.table(family, spot.subnet), home.at);
    const between = own.peerings.filter(({ ends }) => ends.includes(other));
    const by = ({ id }: PeeringNode, hops: readonly Hop[]) => hops.some((hop) => "id" in hop && hop.id === id);
    const peering = between.find((each) => by(each, there) && by(each, back));
    if (peering !== undefined) return peering.carriesGroups ? "both ways" : "dropped";
    if (this.compiled.mode === "certain" || between.length === 0) return null;
    // What is not modelled may bring them there, or their answers back.
    const peered = between.find((each) => by(each, there));
    if (peered !== undefined && back.some(({ kind }) => kind === "unmodelled")) {
      return peered.carriesGroups ? "both ways" : "dropped";
    }
    if (!there.some(({ kind }) => kind === "unmodelled")) return null;
    return there.some(mayCarryGroups) ? "inbound" : "dropped";
  }
}

const NO_REACH: Reach = { external: [], internal: [] };
const NOBODY: LineSet = { ipv4: fromRanges<number>([]), ipv6: fromRanges<number>([]) };
