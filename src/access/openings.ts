/** Sorts what is left of a target's reach by who opens it, under names that stay the same from scan to scan. */
import type { Opener } from "../contract/index.ts";
import {
  bits,
  cidrsOf,
  type Compiled,
  covers,
  emptySet,
  fromRanges,
  intersect,
  isEmpty,
  isNode,
  keyOfBlocks,
  looseCidrsOf,
  nameOfHop,
  openingsOf,
  subtract,
  textOfBlocks,
  touches,
  union,
  unionOf,
  type Estate,
  type Hosts,
  type Line,
  type Ports,
  type PortSet,
  type VpcNode,
} from "../network/index.ts";
import { ByPorts } from "./by-ports.ts";
import { memo } from "./memo.ts";
import type { OwnerOfVpc } from "./owners.ts";
import { partsOf, type Part } from "./parts.ts";
import type { FromHosts, FromOutside, Rest } from "./residue.ts";
import type { Place } from "./targets.ts";

/** An opening, and all that it was made from. */
export interface Found {
  readonly from: Opener;
  readonly set: PortSet;
  readonly ports: string;
  readonly key: string;
  readonly rests: readonly Rest[];
}

/** Hosts that are told as one: they play the same roles for the same customer. */
interface Class {
  readonly name: string;
  readonly text: string;
  readonly roles: readonly string[];
  readonly customer: string | null;
  readonly bits: bits.Bits;
}

export class Openings {
  private readonly compiled: Compiled;
  private readonly estate: Estate;
  private readonly placeOf: (id: string) => Place | undefined;
  private readonly ownerOf: OwnerOfVpc;
  private readonly classes = new Map<Hosts, readonly Class[]>();

  constructor(compiled: Compiled, placeOf: (id: string) => Place | undefined, ownerOf: OwnerOfVpc) {
    this.compiled = compiled;
    this.estate = compiled.estate;
    this.placeOf = placeOf;
    this.ownerOf = ownerOf;
  }

  /** By key. */
  of(rests: readonly Rest[]): readonly Found[] {
    if (rests.length === 0) return [];
    const inside = rests.filter((rest): rest is FromHosts => "bits" in rest.by);
    const outside = rests.filter((rest): rest is FromOutside => "line" in rest.by);
    return [...this.fromHosts(inside), ...this.fromOutside(outside)].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private fromHosts(rests: readonly FromHosts[]): Found[] {
    const parts = rests.flatMap((rest) =>
      this.classesIn(rest.by.hosts, rest.by.vpc)
        .filter((each) => bits.overlap(each.bits, rest.by.bits))
        .map((each) => {
          const own: FromHosts = { ...rest, by: { ...rest.by, bits: bits.both(rest.by.bits, each.bits) } };
          return { name: `${each.name}${throughOf(rest)}`, each, own };
        }),
    );
    return [...Map.groupBy(parts, ({ name }) => name)].flatMap(([name, all]) => {
      const { roles, customer, text: told } = all[0]!.each;
      const byPorts = new ByPorts(all.map(({ own }) => own), portsOf); // prettier-ignore
      return partsOf(fromRanges(all.map(({ own }): Ports => [own.from, own.to]))).map((part): Found => {
        const own = restsOn(byPorts, part.set);
        const vpcs = [...new Set(own.map(({ by }) => by.vpc.id))].sort();
        const text = `${this.namesOf(own)} (${told})${throughOf(own[0]!)}`;
        const from: Opener = {
          kind: "host",
          name,
          text,
          through: own[0]!.through?.balancer.name ?? null,
          whole: false,
          family: null,
          roles,
          customer,
          vpcs,
        };
        return found(from, part, own);
      });
    });
  }

  private fromOutside(rests: readonly FromOutside[]): Found[] {
    const kinds = Map.groupBy(rests, ({ family, by, ...rest }) => {
      const internet = by.hop.kind === "internet-gateway";
      return JSON.stringify([family, internet ? "" : nameOfHop(by.hop), throughOf(rest)]);
    });
    return [...kinds.values()].flatMap((all) => {
      const { family, by } = all[0]!;
      const internet = by.hop.kind === "internet-gateway";
      const flows = all.map(({ from, to, by: { line } }) => ({ ports: [from, to] as const, from: line }));
      // Hundreds of nested runs are told as one; what the whole internet reaches is told all the same.
      const isWhole = ({ from: line }: (typeof flows)[number]) => covers(line, this.estate.publicLines[family]);
      const [wide, nested] = flows.length <= MOST_FLOWS ? [flows, []] : [flows.filter(isWhole), flows];
      const alike = Map.groupBy(openingsOf(wide), ({ from: line }) => line.join());
      const openings = [...alike.values()].flatMap((same) =>
        partsOf(fromRanges(same.map(({ ports }) => ports))).map((part) => ({ part, from: same[0]!.from })),
      );
      const { told, more } = mostOf(openings);
      const others = [
        ...more.map(({ part }) => part.set),
        ...nested.filter((flow) => !isWhole(flow)).map(({ ports }) => fromRanges([ports])),
      ];
      const rest = others.length === 0 ? [] : [moreOf(all, others)];
      const each = told.map((opening): Found => {
        const own = all
          .filter((rest) => isWithin(rest, opening.part.set))
          .map(({ by: each, ...rest }) => ({ ...rest, by: { ...each, line: intersect(each.line, opening.from) } }))
          .filter((rest) => !isEmpty(rest.by.line));
        const elsewhere = internet ? this.elsewhere(own, family) : NOWHERE;
        const blocks = this.blocksOf(family, opening.from, elsewhere);
        const whole = internet && covers(union(opening.from, elsewhere), this.estate.publicLines[family]);
        const told = whole ? this.wholeText(family, opening.from, own) : textOfBlocks(blocks);
        const beyond = internet ? "" : ` beyond ${"id" in by.hop ? by.hop.id : by.hop.kind}`;
        const through = throughOf(all[0]!);
        const from: Opener = {
          kind: internet ? "internet" : "beyond",
          name: `${keyOfBlocks(blocks)}${beyond}${through}`,
          text: `${told}${beyond}${through}`,
          through: all[0]!.through?.balancer.name ?? null,
          whole,
          family,
          roles: [],
          customer: null,
          vpcs: [],
        };
        return found(from, opening.part, own);
      });
      return [...each, ...rest];
    });
  }

  /** The addresses that are no internet's, or to which a table leads by something else: there no answer comes from them. */
  private elsewhere(rests: readonly FromOutside[], family: Hosts["family"]): Line {
    const { all } = this.estate.space;
    const led = rests.flatMap(({ spot }) =>
      this.compiled
        .table(family, spot.subnet)
        .routes.flatMap(({ hop, line }) => (hop.kind === "internet-gateway" ? [] : [line])),
    );
    return union(unionOf(led), subtract(all[family], this.estate.publicLines[family]));
  }

  /** Exactly what comes of the internet: a part of it that a table leads elsewhere does not. */
  private wholeText(family: Hosts["family"], line: Line, rests: readonly Rest[]): string {
    const all = `the whole ${family === "ipv4" ? "IPv4" : "IPv6"} internet`;
    const open = this.estate.publicLines[family];
    // What stands in the same network is told as hosts.
    const inside = unionOf(rests.map(({ spot }) => spot.subnet.vpc.cidrs[family]));
    const left = subtract(open, union(line, inside));
    if (isEmpty(left)) return all;
    const hidden = subtract(this.estate.space.all[family], open);
    const [without, blocks] = [left, line].map((each) => this.blocksOf(family, each, hidden)) as [string[], string[]];
    return without.length < blocks.length ? `${all}, but for ${textOfBlocks(without)}` : textOfBlocks(blocks);
  }

  private blocksOf(family: Hosts["family"], line: Line, elsewhere: Line): string[] {
    const { lines } = this.estate;
    const [set, loose] = [line, elsewhere].map((each) => lines.addresses(family, each)) as [never, never];
    return isEmpty(elsewhere) ? cidrsOf(family, set) : looseCidrsOf(family, set, loose);
  }

  private classesIn(hosts: Hosts, vpc: VpcNode): readonly Class[] {
    return memo(this.classes, hosts, () => {
      const found = new Map<string, Class>();
      for (const [i, { node }] of hosts.all.entries()) {
        const place = this.placeOf(node.id);
        const roles = place?.roles ?? [isNode(node) ? "load balancer" : "NAT gateway"];
        // A NAT gateway is nobody's by itself.
        const customer = place === undefined ? this.ownerOf(vpc.id) : place.customer;
        const [name, text] = [vpc.id, nameOf(vpc)].map((whose) => `${roles.join(", ")} of ${customer ?? whose}`);
        const known = found.get(name!) ?? { name: name!, text: text!, roles, customer, bits: hosts.none() };
        bits.setBit(known.bits, i);
        found.set(name!, known);
      }
      return [...found.values()];
    });
  }

  /** `alder-app-1, alder-app-2 and 3 others`. */
  private namesOf(rests: readonly FromHosts[]): string {
    const names = new Set<string>();
    for (const { by } of rests) {
      for (const i of bits.bitsOf(by.bits)) {
        const { node } = by.hosts.all[i]!;
        const resource = this.placeOf(node.id)?.resource;
        names.add(resource?.name ?? resource?.id ?? node.id);
      }
    }
    const all = [...names].sort();
    const left = all.length - SHOWN;
    return left > 1 ? `${all.slice(0, SHOWN).join(", ")} and ${left} others` : all.join(", ");
  }
}

const SHOWN = 2;
const NOWHERE: Line = emptySet();

interface Cut {
  readonly part: Part;
  readonly from: Line;
}

/** Rules with nested ports come to hundreds of openings: of so many only those of most addresses are told one by one. */
function mostOf(openings: readonly Cut[]): { readonly told: readonly Cut[]; readonly more: readonly Cut[] } {
  if (openings.length <= MOST_OPENINGS) return { told: openings, more: [] };
  const sized = openings.map((opening) => ({ opening, size: sizeOf(opening.from) }));
  const sorted = sized.toSorted((a, b) => b.size - a.size).map(({ opening }) => opening);
  return { told: sorted.slice(0, MOST_OPENINGS), more: sorted.slice(MOST_OPENINGS) };
}

/** The others of one source, as one that counts them. */
function moreOf(all: readonly FromOutside[], more: readonly PortSet[]): Found {
  const set = unionOf(more);
  const { family, by } = all[0]!;
  const internet = by.hop.kind === "internet-gateway";
  const where = internet ? `the ${family === "ipv4" ? "IPv4" : "IPv6"} internet` : nameOfHop(by.hop);
  const text = `addresses ${internet ? "of" : "beyond"} ${where}${throughOf(all[0]!)}`;
  const from: Opener = {
    kind: internet ? "internet" : "beyond",
    name: text,
    text,
    through: all[0]!.through?.balancer.name ?? null,
    whole: false,
    family,
    roles: [],
    customer: null,
    vpcs: [],
  };
  const ports = `${more.length} more runs of ports`;
  return found(
    from,
    { set, name: "more ports", text: ports },
    all.filter((rest) => isWithin(rest, set)),
  );
}

const MOST_OPENINGS = 32;
const MOST_FLOWS = 256;

function sizeOf(line: Line): number {
  return line.reduce((sum, at, i) => sum + (i % 2 === 0 ? -at : at), 0);
}

function portsOf({ from, to }: Rest): PortSet {
  return fromRanges([[from, to]]);
}

function restsOn<R extends Rest>(rests: ByPorts<R>, set: PortSet): readonly R[] {
  return rests.on(set[0]!, set.at(-1)!).filter((rest) => isWithin(rest, set));
}

function isWithin({ from, to }: Rest, set: PortSet): boolean {
  return touches(set, from, to);
}

function found(from: Opener, { set, name, text }: Part, rests: readonly Rest[]): Found {
  return { from, set, ports: text, key: `${name} from ${from.name}`, rests };
}

function throughOf({ through }: Pick<Rest, "through">): string {
  return through === undefined ? "" : ` through ${through.balancer.name}`;
}

function nameOf({ id, item }: VpcNode): string {
  return item.Tags?.find(({ Key }) => Key === "Name")?.Value ?? id;
}
