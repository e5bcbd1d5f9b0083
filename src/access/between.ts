/** Answers questions about two ends: what the engine computed, and every layer as the tracer meets it. */
import type { PathStep } from "../contract/index.ts";
import {
  bits,
  contains,
  emptySet,
  fromRanges,
  intersect,
  isEmpty,
  nameOfPorts,
  rangesOf,
  runsOf,
  subtract,
  touches,
  Tracer,
  unionOf,
  writeAddress,
  families,
  type Compiled,
  type Family,
  type Hop,
  type Host,
  type InterfaceNode,
  type LineSet,
  type Outside,
  type PortSet,
  type Spot,
} from "../network/index.ts";
import type { Asked, Askers, Between, Blocked, Way } from "./asked.ts";
import type { Explainer } from "./explain.ts";
import { justificationOf, type Registers } from "./justified.ts";
import { nameWithId } from "./names.ts";
import type { Found, Openings } from "./openings.ts";
import { partsOf } from "./parts.ts";
import type { FromOutside, Rest } from "./residue.ts";
import type { Place } from "./targets.ts";
import { placesIn, portWithin } from "./witness.ts";

/** Everybody who reaches a place, be it justified or not. */
export interface Rests {
  readonly certain: readonly Rest[];
  readonly possible: readonly Rest[];
}

/** Hosts that are followed, and runs of ports; a question about more is answered by the first ones. */
const MOST_HOSTS = 200;
const MOST_RUNS = 16;

const NONE: PortSet = emptySet();

/** What is asked of a port where neither the target nor anybody says one. */
const USUAL = fromRanges([[6 * 65_536 + 22, 6 * 65_536 + 23]]);

export class Asking {
  private readonly compiled: Compiled;
  private readonly registers: Registers;
  private readonly sorter: Openings;
  private readonly explainer: Explainer;
  private readonly tracer: Tracer;

  constructor(compiled: Compiled, registers: Registers, sorter: Openings, explainer: Explainer) {
    this.compiled = compiled;
    this.registers = registers;
    this.sorter = sorter;
    this.explainer = explainer;
    this.tracer = new Tracer(compiled.estate);
  }

  between(askers: Askers, asked: Asked, ports: PortSet | null, all: Rests): Between {
    const of = (rests: readonly Rest[], sure: boolean) =>
      this.sorter.of(rests.flatMap((rest) => this.restricted(rest, askers, asked, ports, sure)));
    const certain = of(all.certain, true);
    const known = new Map(certain.map(({ key, set }) => [key, set]));
    // A name stands for more ports where more is possible: what is left of them is told, too.
    const unsure = of(all.possible, false).flatMap((found) => portsLeft(found, known.get(found.key) ?? NONE));
    const ways = [
      ...certain.map((found) => this.way(askers, asked, found, true)),
      ...unsure.map((found) => this.way(askers, asked, found, false)),
    ];
    const open = unionOf([...certain, ...unsure].map(({ set }) => set));
    const wanted = ports ?? wantedOf(asked, all);
    return { ways, blocked: this.blockedOf(askers, asked, subtract(wanted, open)) };
  }

  /** The part of connections that these askers open, on these ports, to this interface. */
  private restricted(
    rest: Rest,
    { nodes, addresses, internet }: Askers,
    { node }: Asked,
    ports: PortSet | null,
    sure: boolean,
  ): Rest[] {
    if (node !== null && rest.spot.self !== node) return [];
    const run = fromRanges([[rest.from, rest.to]]);
    const cut = (own: Rest) =>
      [...rangesOf(ports === null ? run : intersect(run, ports))].map(([from, to]): Rest => ({ ...own, from, to }));
    if ("line" in rest.by) {
      const { hop } = rest.by;
      // The internet comes by whatever its addresses are led to; a peering brings addresses of one network alone.
      if (hop.kind === "internet-gateway" ? nodes !== null : internet && hop.kind === "peering") return [];
      // Whether it is they who have these addresses beyond a gateway, nobody knows.
      if (nodes !== null && (sure || isNear(nodes, rest.spot))) return [];
      const line = intersect(rest.by.line, addresses[rest.family]);
      return isEmpty(line) ? [] : cut({ ...(rest as FromOutside), by: { hop, line } });
    }
    if (internet) return [];
    const { hosts, vpc, bits: open } = rest.by;
    const own = bits.both(open, hosts.inLine(addresses[rest.family]));
    if (nodes !== null)
      for (const i of bits.bitsOf(own)) if (!nodes.includes(hosts.all[i]!.node)) bits.clearBit(own, i);
    return bits.isNone(own) ? [] : cut({ ...rest, by: { vpc, hosts, bits: own } } as Rest);
  }

  private way(askers: Askers, { place }: Asked, found: Found, certain: boolean): Way {
    const { from, ports, rests, set } = found;
    const { witness, path } = this.explainer.explain(place, found, [], certain);
    const justification = justificationOf(place, rests, set, this.registers);
    const outside = from.kind !== "host" && askers.one !== undefined;
    const told = outside ? { ...witness, from: witness.from.replace(/^\S+/, () => askers.one!) } : witness;
    // The two ways of computing it must agree: where they do not, nothing is certain.
    const agree = path.every(({ result }) => result === "passes") === certain;
    const steps = agree ? path : [...path, DISAGREE];
    return { certain: certain && agree, ports, from, witness: told, path: steps, justification };
  }

  private blockedOf(askers: Askers, asked: Asked, ports: PortSet): readonly Blocked[] {
    const runs = runsOf(ports).slice(0, MOST_RUNS);
    const each = runs.map((run) => ({ run, ...this.bestPair(askers, asked, portWithin(fromRanges([run]))) }));
    const alike = Map.groupBy(each, ({ path }) =>
      JSON.stringify(path.filter(({ result }) => result !== "passes").map(({ layer, by }) => [layer, by])),
    );
    return [...alike.values()].map((same) => {
      const { witness, path, pairs } = same[0]!;
      return { ports: same.map(({ run }) => nameOfPorts(run)), witness, path, pairs };
    });
  }

  /** Every pair of addresses, layer by layer; that which meets the fewest obstacles. */
  private bestPair(askers: Askers, asked: Asked, port: number): Omit<Blocked, "ports"> {
    const beyond = this.beyondNetwork(askers, asked, port);
    let best: Omit<Blocked, "ports" | "pairs"> | null = null;
    let pairs = 0;
    for (const { family, spot, at, source, text } of this.pairsOf(askers, asked)) {
      pairs += 1;
      const path = [...this.pathOf(source, spot, family, at, port), ...beyond];
      if (best !== null && weight(path) >= weight(best.path)) continue;
      const { lines } = this.compiled.estate;
      const to = `${asked.place.resource.name ?? asked.place.resource.id} at ${writeAddress(family, lines.first(family, at))}`;
      best = { witness: { from: text, to, port: nameOfPorts([port, port + 1]) }, path };
    }
    const { witness, path } = best ?? {
      witness: { from: askers.text, to: nameWithId(asked.place.resource), port: nameOfPorts([port, port + 1]) },
      path: [{ layer: "addresses", result: "blocks", by: "the two have no addresses of one family" }, ...beyond],
    };
    const agree = path.some(({ result }) => result === "blocks");
    return { witness, path: agree ? path : [...path, DISAGREE], pairs };
  }

  private pathOf(source: Host | Outside, spot: Spot, family: Family, at: number, port: number): readonly PathStep[] {
    const steps = this.tracer.trace({ family, source, spot, at, port }).map(({ layer, result, by }) => ({
      layer,
      result,
      by,
    }));
    if ("node" in source || source.by.kind !== "internet-gateway" || source.by.id !== NO_GATEWAY) return steps;
    const none: PathStep = { layer: "internet gateway", result: "blocks", by: `${spot.subnet.vpc.id} has none` };
    return steps.flatMap((step) =>
      step.layer === "internet gateway" ? [none] : step.layer === "gateway route table" ? [] : [step],
    );
  }

  private *pairsOf({ nodes, addresses, internet, text, one }: Askers, { place, node }: Asked) {
    const { estate } = this.compiled;
    for (const spot of place.spots()) {
      if (node !== null && spot.self !== node) continue;
      for (const family of families) {
        const places = placesIn(spot, family);
        if (places.length === 0) continue;
        const hosts = internet ? [] : this.hostsOf(nodes, addresses, family, place);
        for (const source of hosts) {
          const all = new Set([...places, ...this.tracer.places(family, source, spot)]);
          for (const at of all) yield { family, spot, at, source, text: `${text} at ${source.text}` };
        }
        if (nodes !== null || isEmpty(addresses[family])) continue;
        const [first] = addresses[family];
        for (const at of places) {
          const told = one ?? writeAddress(family, estate.lines.first(family, first!));
          for (const by of this.doorsFor(family, spot, first!))
            yield { family, spot, at, source: { at: first!, by }, text: told };
        }
      }
    }
  }

  /** By what an address that is no interface's would come in. */
  private doorsFor(family: Family, { subnet }: Spot, at: number): readonly Hop[] {
    const { routes } = this.compiled.table(family, subnet);
    const hops = routes.filter(({ line }) => contains(line, at)).map(({ hop }) => hop);
    const back = hops.find(({ kind }) => kind === "internet-gateway");
    const [first = NO_GATEWAY] = [...subnet.vpc.gateways].sort();
    const gateway: Hop = back ?? { kind: "internet-gateway", id: first };
    const others = hops.filter(({ kind }) => kind !== "internet-gateway");
    const isPublic = contains(this.compiled.estate.publicLines[family], at);
    if (!isPublic) return others.length === 0 ? [{ kind: "nowhere" }] : others;
    return [gateway, ...others.filter(({ kind }) => kind !== "outward" && kind !== "nowhere")];
  }

  private hostsOf(
    nodes: readonly InterfaceNode[] | null,
    addresses: LineSet,
    family: Family,
    place: Place,
  ): readonly Host[] {
    const all = nodes ?? [...this.compiled.estate.interfaces.values()].filter((each) => !place.nodes.includes(each));
    return all
      .flatMap((node) => node.addresses[family].map(({ at, text }): Host => ({ node, at, text })))
      .filter(({ at }) => contains(addresses[family], at))
      .slice(0, MOST_HOSTS);
  }

  /** What decides beside the network: who opens connections at all, and who listens. */
  private beyondNetwork({ nodes, place: own }: Askers, { place }: Asked, port: number): PathStep[] {
    const steps: PathStep[] = [];
    const add = (layer: string, by: string) => void steps.push({ layer, result: "blocks", by });
    if (nodes !== null && nodes.some((each) => place.nodes.includes(each))) add("source", "it is the target itself");
    else if (nodes !== null && own === null)
      add("source", "an interface of a service of AWS opens no connections of its own");
    else if (own?.balancer !== undefined)
      add("load balancer", `no listener of ${own.balancer.name} hands connections on to it there`);
    const { listens } = place;
    if (listens !== null && !contains(listens, port))
      add("listeners", `it listens on ${runsOf(listens).map(nameOfPorts).join(", ") || "no port"} alone`);
    return steps;
  }
}

const NO_GATEWAY = "no internet gateway";

const DISAGREE: PathStep = {
  layer: "the proof",
  result: "unknown",
  by: "the layers and the computed reach do not agree: please report it",
};

/** What was found, without these ports. */
function portsLeft(found: Found, known: PortSet): Found[] {
  return partsOf(subtract(found.set, known)).map(({ set, text }) => ({
    ...found,
    set,
    ports: text,
    rests: found.rests.filter(({ from, to }) => touches(set, from, to)),
  }));
}

/** Where the target listens; else whatever is open to anybody. */
function wantedOf({ place: { listens }, node }: Asked, { possible }: Rests): PortSet {
  if (listens !== null) return listens;
  const own = possible.filter(({ spot }) => node === null || spot.self === node);
  const open = fromRanges(own.map(({ from, to }) => [from, to] as const));
  return isEmpty(open) ? USUAL : open;
}

/** Whether one of them stands in the VPC of a spot, or in one that is peered with it: then it is known how it comes. */
function isNear(nodes: readonly InterfaceNode[], { subnet: { vpc } }: Spot): boolean {
  return nodes.some(({ subnet }) => subnet.vpc === vpc || vpc.peerings.some(({ ends }) => ends.includes(subnet.vpc)));
}

function weight(path: readonly PathStep[]): number {
  return path.reduce((sum, { result }) => sum + (result === "blocks" ? 1000 : result === "unknown" ? 1 : 0), 0);
}
