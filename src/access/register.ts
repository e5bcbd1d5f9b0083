/** The register of justified access as sets: whom a row lets open connections to a target, and on which ports. */
import type { AccessRow, Party } from "../contract/index.ts";
import {
  bits,
  type Compiled,
  covers,
  emptySet,
  families,
  fromRanges,
  intersect,
  isEmpty,
  parsePorts,
  union,
  unionOf,
  type Estate,
  type Hosts,
  type InterfaceNode,
  type Line,
  type PortSet,
  type Spot,
} from "../network/index.ts";
import { ByPorts } from "./by-ports.ts";
import { memo } from "./memo.ts";
import type { OwnerOfVpc } from "./owners.ts";
import { PartyAddresses } from "./party-addresses.ts";
import { isGroup } from "./roles.ts";
import type { Place } from "./targets.ts";

type Family = Hosts["family"];

/** A row that is about a target. */
export interface Claim {
  readonly row: AccessRow;
  readonly ports: PortSet;
  /** Those of the row's parties that count, there. */
  readonly from: readonly Party[];
  /** Those of the row's parties that are about it. */
  readonly to: readonly Party[];
}

export class Register {
  private readonly compiled: Compiled;
  private readonly estate: Estate;
  private readonly rows: readonly Pick<Claim, "row" | "ports">[];
  private readonly placeOf: (id: string) => Place | undefined;
  private readonly ownerOf: OwnerOfVpc;
  private readonly members = new Map<Hosts, Map<unknown, bits.Bits>>();
  private readonly places = new Map<Hosts, readonly (Place | undefined)[]>();
  private readonly groupIds = new Map<string, readonly string[]>();
  private readonly known = new Map<string, readonly Claim[]>();
  private readonly byPorts = new WeakMap<readonly Claim[], ByPorts<Claim>>();
  private readonly lines: { readonly [F in Family]: Map<readonly Party[], Line> } = {
    ipv4: new Map(),
    ipv6: new Map(),
  };
  /** The addresses that a claim is about. */
  private readonly about: { readonly [F in Family]: Map<readonly Party[], Line> } = {
    ipv4: new Map(),
    ipv6: new Map(),
  };
  private readonly anywhere = new WeakMap<readonly Claim[], boolean>();
  private readonly letIn = new Map<Claim, Map<Hosts, bits.Bits>>();
  /** Ids and names of groups, as rows name whom they are about. */
  private readonly namedGroups: ReadonlySet<string>;
  private readonly addresses: PartyAddresses;

  /**
   * `placeOf` tells what an interface is of. What a prefix list that was not read holds is nobody, and what plays a role that
   * cannot be said plays none; or everybody and all of them, where the question is what is open for certain and justified
   * by no means.
   */
  constructor(
    rows: readonly AccessRow[],
    compiled: Compiled,
    placeOf: (id: string) => Place | undefined,
    ownerOf: OwnerOfVpc,
  ) {
    const { estate, mode } = compiled;
    this.compiled = compiled;
    this.estate = estate;
    this.addresses = new PartyAddresses(estate, mode);
    this.placeOf = placeOf;
    this.ownerOf = ownerOf;
    this.namedGroups = new Set(rows.flatMap(({ to }) => to.flatMap(({ securityGroup }) => securityGroup ?? [])));
    this.rows = rows.map((row) => ({
      row,
      ports: fromRanges(row.ports.map((port) => parsePorts(row.protocol, port))),
    }));
  }

  /** The rows that are about a target, wherever it stands. Targets that the rows cannot tell apart have the same claims. */
  claims(place: Place): readonly Claim[] {
    const { roles, customer, groups } = place;
    const named = groups.filter((id) => this.namedGroups.has(id) || this.namedGroups.has(this.nameOfGroup(id) ?? id));
    return memo(this.known, JSON.stringify([roles, customer, named]), () =>
      this.rows.flatMap(({ row, ports }) => {
        const to = row.to.filter((party) => this.names(party, place));
        return to.length === 0 ? [] : [{ row, ports, from: this.counting(row.from, roles), to }];
      }),
    );
  }

  /** Of these claims those that are about any of these ports. `claims`: the same list as often as it is asked of. */
  claimsOn(claims: readonly Claim[], from: number, to: number): readonly Claim[] {
    return memo(this.byPorts, claims, () => new ByPorts(claims, ({ ports }) => ports)).on(from, to);
  }

  /** The rows whose target is named by one of these groups alone: what justifies a group that nothing has. */
  claimsOfGroup(group: { readonly id: string; readonly name: string | undefined }): readonly Claim[] {
    return this.rows.flatMap(({ row, ports }) => {
      const to = row.to.filter(
        ({ securityGroup, ...rest }) =>
          Object.keys(rest).length === 0 && securityGroup !== undefined && isGroup(group, [securityGroup]),
      );
      return to.length === 0 ? [] : [{ row, ports, from: row.from, to }];
    });
  }

  /** To a database no row lets the internet in, nor inside whoever it would stand for; to a bastion not nearly all of it. */
  private counting(from: readonly Party[], roles: readonly string[]): readonly Party[] {
    const isBastion = roles.includes("bastion");
    if (!isBastion && !roles.includes("database")) return from;
    const left = from.filter((party) => party.internet !== true && !(isBastion && this.isWide(party)));
    return left.length === from.length ? from : left;
  }

  /** Whether it holds a block of public addresses that are too many to be one company's. */
  private isWide({ role, customer, securityGroup, cidr, prefixList }: Party): boolean {
    if ((role ?? customer ?? securityGroup) !== undefined) return false;
    const blocks = cidr === undefined ? this.estate.listOf(prefixList ?? "")?.cidrs : [cidr];
    return (blocks ?? []).some((block) => {
      if (Number(block.split("/")[1]) >= (block.includes(":") ? 32 : 16)) return false;
      const { ipv4, ipv6 } = this.estate.lines.cidrs([block]);
      const open = this.estate.publicLines;
      return !isEmpty(intersect(ipv4, open.ipv4)) || !isEmpty(intersect(ipv6, open.ipv6));
    });
  }

  /** Those of the claims that are about this spot of the target; most often all of them, and then the same list. */
  holding(claims: readonly Claim[], spot: Spot, family: Family): readonly Claim[] {
    // Most rows say nothing of their target's addresses.
    if (memo(this.anywhere, claims, () => claims.every(isAnywhere))) return claims;
    const holds = (claim: Claim) => this.holdsAt(claim, spot, family);
    return claims.every(holds) ? claims : claims.filter(holds);
  }

  /** Whether a claim is about this spot of the target: all of the addresses that it may have there. */
  holdsAt(claim: Claim, { addresses }: Spot, family: Family): boolean {
    if (isAnywhere(claim)) return true;
    const { to } = claim;
    const line = memo(this.about[family], to, () =>
      unionOf(to.map((party) => this.addresses.of(party)?.[family] ?? this.estate.space.all[family])),
    );
    return covers(line, addresses[family]);
  }

  /** Whether a claim is about all of the spot, in each family in which it has addresses. */
  holdsWhole(claim: Claim, spot: Spot): boolean {
    return families.every((family) => isEmpty(spot.addresses[family]) || this.holdsAt(claim, spot, family));
  }

  /** The addresses outside of the estate that a claim lets in. */
  lineOf({ from }: Claim, family: Family): Line {
    return memo(this.lines[family], from, () => this.outside(from, family));
  }

  /** Of these those that it names, which the internet as a whole is not. */
  addressesIn({ from }: Claim, family: Family): Line {
    return this.outside(
      from.filter(({ internet }) => internet !== true),
      family,
    );
  }

  private outside(from: readonly Party[], family: Family): Line {
    return from
      .filter(({ role, customer, securityGroup }) => (role ?? customer ?? securityGroup) === undefined)
      .map((party) => {
        const told = this.addresses.of(party)?.[family] ?? this.estate.space.all[family];
        return party.internet === true ? intersect(told, this.estate.publicLines[family]) : told;
      })
      .reduce<Line>(union, emptySet());
  }

  /**
   * Those of the hosts that a claim lets in. Another customer's hosts are let in only where both sides name a customer, and
   * to a database never.
   */
  bitsOf(claim: Claim, { customer, roles }: Place, hosts: Hosts): bits.Bits {
    // All whose claim it is are of one customer and play the same roles.
    const own = memo(this.letIn, claim, () => new Map<Hosts, bits.Bits>());
    return memo(own, hosts, () => {
      const { from, to } = claim;
      const named = !roles.includes("database") && to.some((party) => party.customer !== undefined);
      const [all, near] = [hosts.none(), hosts.none()];
      for (const party of from) {
        const crosses = customer === null || (named && party.customer !== undefined);
        bits.addBits(crosses ? all : near, this.membersOf(party, hosts));
      }
      if (customer !== null) bits.takeBits(near, this.strangers(customer, hosts));
      bits.addBits(all, near);
      return all;
    });
  }

  /** Whether an interface is no customer's. */
  isNobodys(node: InterfaceNode): boolean {
    return this.customerOf(this.placeOf(node.id), node) === null;
  }

  /** What has no place, such as a NAT gateway, is theirs whose its VPC is. */
  private customerOf(place: Place | undefined, { subnet }: InterfaceNode): string | null {
    return place === undefined ? this.ownerOf(subnet.vpc.id) : place.customer;
  }

  /** Whether a claim lets an interface in, by any of its IPv4 addresses. */
  letsIn(claim: Claim, place: Place, node: InterfaceNode): boolean {
    const { vpc } = node.subnet;
    const hosts = this.compiled.hostsIn("ipv4", vpc);
    const justified = this.bitsOf(claim, place, hosts);
    return hosts.all.some((host, i) => host.node === node && bits.hasBit(justified, i));
  }

  /** The hosts of other customers. */
  strangers(customer: string, hosts: Hosts): bits.Bits {
    return this.select(
      `not ${customer}`,
      hosts,
      (place, node) => (this.customerOf(place, node) ?? customer) !== customer,
    );
  }

  /** The hosts whose place is chosen. Asked once a name and hosts. */
  select(name: unknown, hosts: Hosts, chosen: (place: Place | undefined, node: InterfaceNode) => boolean): bits.Bits {
    const known = memo(this.members, hosts, () => new Map<unknown, bits.Bits>());
    return memo(known, name, () => {
      const found = hosts.none();
      const places = memo(this.places, hosts, () => hosts.all.map(({ node }) => this.placeOf(node.id)));
      for (const [i, { node }] of hosts.all.entries()) if (chosen(places[i], node)) bits.setBit(found, i);
      return found;
    });
  }

  private membersOf(party: Party, hosts: Hosts): bits.Bits {
    return this.members.get(hosts)?.get(party) ?? this.findMembers(party, hosts);
  }

  private findMembers(party: Party, hosts: Hosts): bits.Bits {
    const { role, customer, securityGroup, internet } = party;
    // What the whole internet may reach, whoever is inside may.
    if (internet === true) return Object.keys(party).length === 1 ? hosts.every() : hosts.none();
    const anybody = (role ?? customer) === undefined;
    const found = anybody
      ? hosts.every()
      : this.select(party, hosts, (place) => {
          if (role !== undefined && place?.roles.includes(role) !== true) return false;
          return customer === undefined || place?.customer === customer;
        });
    if (securityGroup !== undefined) bits.keepBits(found, this.withGroup(securityGroup, hosts));
    const line = this.addresses.of(party)?.[hosts.family];
    if (line !== undefined) bits.keepBits(found, hosts.inLine(line));
    return found;
  }

  /** Hosts that have a group of this id or name. */
  private withGroup(told: string, hosts: Hosts): bits.Bits {
    const all = hosts.none();
    for (const id of this.idsOf(told)) hosts.addGroup(all, id);
    return all;
  }

  private idsOf(told: string): readonly string[] {
    return memo(this.groupIds, told, () => {
      const named = [...this.estate.groups.values()].filter(({ item }) => item.GroupName === told);
      return [told, ...named.map(({ id }) => id)];
    });
  }

  private names({ role, customer, securityGroup, internet }: Party, place: Place): boolean {
    if (internet === true) return false;
    if (role !== undefined && !place.roles.includes(role)) return false;
    if (customer !== undefined && place.customer !== customer) return false;
    if (securityGroup === undefined) return true;
    return place.groups.some((id) => isGroup({ id, name: this.nameOfGroup(id) }, [securityGroup]));
  }

  private nameOfGroup(id: string): string | undefined {
    return this.estate.groups.get(id)?.item.GroupName;
  }
}

/** Whether it is about its target wherever that stands. */
function isAnywhere({ to }: Claim): boolean {
  return to.some(({ cidr, prefixList }) => cidr === undefined && prefixList === undefined);
}
