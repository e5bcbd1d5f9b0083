/** Single connections of an opening, followed layer by layer. */
import type { PathStep } from "../contract/index.ts";
import {
  bits,
  contains,
  families,
  fromRanges,
  intersect,
  isEmpty,
  portRange,
  rangesOf,
  Tracer,
  type Estate,
  type InterfaceNode,
  type PortSet,
  type Probe,
  type Spot,
} from "../network/index.ts";
import type { FromHosts, Rest } from "./residue.ts";

/** One packet of a connection, and what every layer says to it. */
export interface Followed {
  readonly rest: Rest;
  readonly port: number;
  /** Of the target's address. */
  readonly family: Rest["family"];
  readonly at: number;
  readonly path: readonly PathStep[];
}

/** Which addresses of a spot are tried. */
type Places = (family: Rest["family"], source: Probe["source"], spot: Spot) => readonly number[];

export class Follower {
  private readonly estate: Estate;
  private readonly tracer: Tracer;
  private readonly ends: Places = (family, _, spot) => placesIn(spot, family);
  private readonly within: Places = (family, source, spot) => this.tracer.places(family, source, spot);

  constructor(estate: Estate) {
    this.estate = estate;
    this.tracer = new Tracer(estate);
  }

  /** One connection: one that passes every layer, where there is one; else that which meets the fewest obstacles. */
  witness(rests: readonly Rest[], set: PortSet, certain: boolean): Followed {
    const fits = ({ path }: Followed) => !path.some(({ result }) => result === "blocks" || (certain && result !== "passes")); // prettier-ignore
    let best: Followed | null = null;
    const each = rests.map((rest) => ({ rest, port: portWithin(intersect(set, fromRanges([[rest.from, rest.to]]))) }));
    // Where all protocols are open, SSH says more to a reader than protocol 0.
    const readable = each.toSorted((a, b) => Number(KNOWN.includes(b.port)) - Number(KNOWN.includes(a.port)));
    // The ends of a run of addresses nearly always do; if not, one within it does.
    for (const places of [this.ends, this.within]) {
      for (const { rest, port } of readable) {
        for (const followed of this.follow(rest, port, places)) {
          if (followed.path.every(({ result }) => result === "passes")) return followed;
          if (best === null || blocked(followed.path) < blocked(best.path)) best = followed;
        }
      }
      if (best !== null && fits(best)) break;
    }
    return best!;
  }

  private *follow(rest: Rest, port: number, places: Places): Generator<Followed> {
    const { through, spot } = rest;
    if (through !== undefined) {
      yield this.followThrough(rest, through, port, places);
      return;
    }
    const { family } = rest;
    const source = sourceOf(rest);
    for (const at of places(family, source, spot))
      yield { rest, port, family, at, path: this.trace({ family, source, spot, at, port }) };
  }

  /** To the load balancer, and on from it: with its own address, or with the client's and its own groups. */
  private followThrough(
    rest: Rest,
    { balancer, forward, isCertain = false }: NonNullable<Rest["through"]>,
    port: number,
    places: Places,
  ): Followed {
    const { family, spot } = rest;
    const { listener, target } = forward;
    const protocol = port >= portRange(17, 0, 0)[0] ? 17 : 6;
    const door = portRange(protocol, listener.port, listener.port)[0];
    const source = sourceOf(rest);
    const nodes = balancer.nodes.flatMap((node) => families.flatMap((each) => node.addresses[each].map((own) => ({ node, each, ...own })))); // prettier-ignore
    const there = nodes
      .filter(({ each }) => each === family)
      .map(({ node, at }) => ({
        path: this.trace({ family, source, spot: spotOf(node, at, family, this.estate), at, port: door }),
      }));
    const best = easiest(there)?.path ?? [];
    const front = `${balancer.name} is reached by another load balancer, which hands it on`;
    const way: readonly PathStep[] = best.some(({ result }) => result === "blocks")
      ? [{ layer: "load balancer", result: isCertain ? "passes" : "unknown", by: front }]
      : best.map((step) => ({ ...step, layer: `to ${balancer.name}: ${step.layer}` }));
    const sure = isCertain || (forward.sure && forward.preserves !== null);
    const whose = forward.preserves === false ? "its own" : "the client's";
    const by = `the listener on port ${listener.port} of ${balancer.name} hands it on to ${target.id} port ${target.port}, with ${whose} address`;
    const onward = nodes.flatMap(({ node, each, at: from, text }) => {
      const source = { node, at: from, text };
      if (forward.preserves !== false) return [];
      return places(each, source, spot).map((at) => ({
        family: each,
        at,
        path: this.trace({ family: each, source, spot, at, port }),
      }));
    });
    const on = easiest(onward) ?? { family: familyAt(rest), at: spot.addresses[familyAt(rest)][0]!, path: [] };
    return {
      rest,
      port,
      family: on.family,
      at: on.at,
      path: [
        ...way,
        { layer: "load balancer", result: sure ? "passes" : "unknown", by },
        ...on.path.map((step) => ({ ...step, layer: `from ${balancer.name}: ${step.layer}` })),
      ],
    };
  }

  private trace(probe: Probe): readonly PathStep[] {
    return this.tracer.trace(probe).map(({ layer, result, by }) => ({ layer, result, by }));
  }
}

/** Of the target's address: a load balancer takes clients of a family that the target has not. */
function familyAt({ family, spot }: Rest): Rest["family"] {
  if (!isEmpty(spot.addresses[family])) return family;
  return family === "ipv4" ? "ipv6" : "ipv4";
}

/** Of ways that lead to the same that which meets the fewest obstacles. */
function easiest<W extends { readonly path: readonly PathStep[] }>(ways: readonly W[]): W | undefined {
  return ways.toSorted((a, b) => blocked(a.path) - blocked(b.path))[0];
}

function sourceOf(rest: Rest): Probe["source"] {
  return "hop" in rest.by ? { at: rest.by.line[0]!, by: rest.by.hop } : firstHost(rest as FromHosts);
}

function firstHost({ by }: FromHosts) {
  const [first] = bits.bitsOf(by.bits);
  return by.hosts.all[first!]!;
}

function spotOf(node: InterfaceNode, at: number, family: Rest["family"], { publicLines }: Estate): Spot {
  const { subnet, groups, unread, addresses } = node;
  const none = fromRanges<number>([]);
  const here = fromRanges([[at, at + 1]]);
  const known = addresses.ipv4.some((each) => each.at === at && each.public !== undefined);
  return {
    subnet,
    groups,
    unread,
    addresses: family === "ipv4" ? { ipv4: here, ipv6: none } : { ipv4: none, ipv6: here },
    public: { ipv4: known, ipv6: contains(publicLines.ipv6, at) },
    self: node,
  };
}

/** Addresses of a spot to try: the first and the last of each run. */
export function placesIn({ addresses }: Spot, family: Rest["family"]): readonly number[] {
  const ranges = [...rangesOf(addresses[family])];
  return [...new Set(ranges.flatMap(([from, to]) => [from, to - 1]))].slice(0, 64);
}

/** Ports that a reader knows, before the lowest one. */
const KNOWN = [22, 443, 5432, 3306, 80].map((port) => portRange(6, port, port)[0]);

export function portWithin(set: PortSet): number {
  return KNOWN.find((port) => contains(set, port)) ?? set[0]!;
}

function blocked(path: readonly PathStep[]): number {
  return path.reduce((sum, { result }) => sum + (result === "blocks" ? 100 : result === "unknown" ? 1 : 0), 0);
}
