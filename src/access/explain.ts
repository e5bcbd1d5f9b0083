/** A witness of an opening, followed layer by layer, and the fewest changes that close it. */
import type { Explanation, PathStep } from "../contract/index.ts";
import {
  bits,
  contains,
  emptySet,
  fromRanges,
  intersect,
  isEmpty,
  nameOfPorts,
  peersOf,
  permissionsOf,
  portsOf,
  runsOf,
  subtract,
  touches,
  writeAddress,
  type Estate,
  type InterfaceNode,
  type Line,
  type PortSet,
} from "../network/index.ts";
import { doubtOf } from "./doubts.ts";
import { nameWithId } from "./names.ts";
import type { Found } from "./openings.ts";
import type { Claim, Register } from "./register.ts";
import type { FromHosts, FromOutside, Rest } from "./residue.ts";
import type { Place } from "./targets.ts";
import { Follower } from "./witness.ts";

export class Explainer {
  private readonly estate: Estate;
  private readonly follower: Follower;
  private readonly register: Register;
  private readonly placeOf: (id: string) => Place | undefined;

  constructor(estate: Estate, register: Register, placeOf: (id: string) => Place | undefined) {
    this.estate = estate;
    this.register = register;
    this.follower = new Follower(estate);
    this.placeOf = placeOf;
  }

  /** `certain`: whether it is; else something on its path is unknown. */
  explain(place: Place, { set, rests, from: opener }: Found, claims: readonly Claim[], certain: boolean): Explanation {
    const { rest, port, path: layers, family, at } = this.follower.witness(rests, set, certain);
    const isTold = certain || layers.some(({ result }) => result !== "passes");
    const path = isTold ? layers : [...layers, doubtOf(place, rests, this.placeOf, opener.text, this.unreadOf(claims))];
    const from = "hop" in rest.by ? this.outsideText(rest as FromOutside) : this.hostText(rest as FromHosts);
    const to = writeAddress(family, this.estate.lines.first(family, at));
    return {
      witness: { from, to: `${place.resource.name ?? place.resource.id} at ${to}`, port: nameOfPoint(port) },
      path,
      fix: this.fix(place, rests, set, claims, path),
      nearest: (this.claimsIn(claims, set)[0] ?? claims[0])?.row ?? null,
    };
  }

  private hostText({ by }: FromHosts): string {
    const host = by.hosts.all[[...bits.bitsOf(by.bits)][0]!]!;
    const resource = this.placeOf(host.node.id)?.resource;
    const name = resource === undefined ? host.node.id : nameWithId(resource);
    return `${name} at ${host.text}`;
  }

  private outsideText({ family, by }: FromOutside): string {
    return `${writeAddress(family, this.estate.lines.first(family, by.line[0]!))} by ${"id" in by.hop ? by.hop.id : by.hop.kind}`;
  }

  /** All rules that let any of it in are one cut: groups add up. */
  private fix(
    place: Place,
    rests: readonly Rest[],
    set: PortSet,
    claims: readonly Claim[],
    path: readonly PathStep[],
  ): readonly string[] {
    const unsure = path.filter(({ result }) => result === "unknown");
    if (unsure.length > 0) return unsure.map(({ layer, by }) => `Make known what decides: ${layer}, ${by}.`);
    const justified = this.claimsIn(claims, set).length > 0;
    // To what is in the register a database is as closed as to anybody else who comes by the internet.
    const lines = this.rulesOf(
      rests.map((rest) => this.unjustified(place, rest, claims)),
      set,
    ).map((rule) => (justified ? `Narrow to what the register justifies, or remove: ${rule}.` : `Remove: ${rule}.`));
    if (lines.length > 0) return lines;
    return [wayOut(place, rests, path)];
  }

  /** The claims that name prefix lists which nobody read. */
  private unreadOf(claims: readonly Claim[]) {
    return claims.flatMap((claim) => {
      const named = [...claim.from, ...claim.to].flatMap(({ prefixList }) => prefixList ?? []);
      const lists = named.filter((id) => this.estate.listOf(id) === null);
      return lists.length === 0 ? [] : [{ claim, lists }];
    });
  }

  /** Without the addresses that the register names, where others are left: rules that let in these alone may stay. */
  private unjustified({ roles }: Place, rest: Rest, claims: readonly Claim[]): Rest {
    if (!("hop" in rest.by) || roles.includes("database")) return rest;
    const { hop, line } = rest.by;
    const named = this.register.claimsOn(claims, rest.from, rest.to);
    const left = named.reduce((all, claim) => subtract(all, this.register.addressesIn(claim, rest.family)), line);
    return isEmpty(left) ? rest : { ...rest, by: { hop, line: left } };
  }

  private claimsIn(claims: readonly Claim[], set: PortSet): readonly Claim[] {
    const [first = 0, last = 0] = [set[0], set.at(-1)];
    return this.register.claimsOn(claims, first, last).filter(({ ports }) => !isEmpty(intersect(ports, set)));
  }

  /** The inbound rules that let any of the connections in, by group, ports and peer. Sorted. */
  private rulesOf(rests: readonly Rest[], set: PortSet): readonly string[] {
    const found = new Set<string>();
    for (const rest of rests) {
      const run = intersect(set, fromRanges([[rest.from, rest.to]]));
      for (const group of rest.spot.groups) {
        for (const permission of permissionsOf(group, "ingress")) {
          const ports = portsOf(permission);
          if (ports === null || !touches(run, ports[0], ports[1])) continue;
          const named = nameOfPorts(ports);
          for (const peer of peersOf(permission)) {
            const rule = `${group.id} (${group.item.GroupName}) lets ${named} in from ${peer.text}`;
            if (!found.has(rule) && this.admits(peer, rest)) found.add(rule);
          }
        }
      }
    }
    return [...found].sort();
  }

  private admits({ kind, text }: ReturnType<typeof peersOf>[number], { by, family, through }: Rest): boolean {
    if (kind === "group") {
      if (through !== undefined) return through.balancer.nodes.some((node) => has(node, text));
      return "bits" in by && bits.overlap(by.bits, by.hosts.withGroup(text));
    }
    const line: Line =
      kind === "list"
        ? (this.estate.listOf(text)?.lines[family] ?? fromRanges<number>([]))
        : this.estate.lines.cidrs([text])[family];
    if (through?.forward.preserves === false)
      return through.balancer.nodes.some((node) => node.addresses[family].some(({ at }) => contains(line, at)));
    return "bits" in by ? bits.overlap(by.bits, by.hosts.inLine(line)) : !isEmpty(intersect(by.line, line));
  }
}

function has({ groups, unread }: InterfaceNode, id: string): boolean {
  return groups.some((group) => group.id === id) || unread.includes(id);
}

const LEADS = /(?:^|: )(?:route|route back|peering|internet gateway|load balancer)$/;

/** Where no rule of a group of the target's own is to be removed: what leads there, by its ids. */
function wayOut(
  { resource, groups, balancer, listens }: Place,
  rests: readonly Rest[],
  path: readonly PathStep[],
): string {
  const name = nameWithId(resource);
  const open = groups.length === 0 ? `${name} has no security group` : `no rule of ${groups.join(", ")} decides`;
  const listeners = balancer === undefined ? [] : runsOf(listens ?? emptySet()).filter(([from, to]) => rests.some((rest) => rest.from < to && from < rest.to)); // prettier-ignore
  const ways = [
    ...listeners.map((run) => `the listener of ${name} on ${nameOfPorts(run)}`),
    ...new Set(
      path.filter(({ layer }) => LEADS.test(layer)).map(({ layer, by }) => `${layer.replace(/^.*: /, "")} (${by})`),
    ),
  ];
  if (ways.length > 0) return `Take away one of these, for ${open}: ${ways.join("; ")}.`;
  const subnets = [...new Set(rests.map(({ spot }) => spot.subnet.id))].sort().join(", ");
  return `Move ${name} out of ${subnets}, or give it a group that admits less, for ${open}.`;
}

function nameOfPoint(port: number): string {
  return nameOfPorts([port, port + 1]);
}
