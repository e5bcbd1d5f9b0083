/** What the nodes of an estate are made from: gathered from all units at once. */
import { allAddresses, parseCidr } from "../addresses.ts";
import { rangesOf, type Range } from "../intervals.ts";
import { publicSpace } from "../public-space.ts";
import type { Lines } from "./lines.ts";
import type { PrefixList } from "./profile.ts";
import type { PeeringEndShape, SubnetShape, TableShape, VpcShape } from "./shapes.ts";
import { itemsById, type NetworkUnit } from "./unit.ts";

/** The ranges of a VPC that are associated with it. */
export function cidrsOfVpc({ CidrBlock, CidrBlockAssociationSet = [], ...item }: VpcShape): string[] {
  const associated = CidrBlockAssociationSet.flatMap(({ CidrBlock: cidr, CidrBlockState }) =>
    cidr === undefined || (CidrBlockState?.State ?? "associated") !== "associated" ? [] : [cidr],
  );
  return [...(CidrBlock === undefined ? [] : [CidrBlock]), ...associated, ...cidrs6(item.Ipv6CidrBlockAssociationSet)];
}

export function cidrsOfSubnet({ CidrBlock, ...item }: SubnetShape): string[] {
  return [...(CidrBlock === undefined ? [] : [CidrBlock]), ...cidrs6(item.Ipv6CidrBlockAssociationSet)];
}

/** The ranges of the VPC at one end of a peering, as the peering tells them. */
export function cidrsOfEnd({ CidrBlock, CidrBlockSet = [], Ipv6CidrBlockSet = [] }: PeeringEndShape): string[] {
  const all = [
    CidrBlock,
    ...CidrBlockSet.map((each) => each.CidrBlock),
    ...Ipv6CidrBlockSet.map((each) => each.Ipv6CidrBlock),
  ];
  return all.filter((cidr) => cidr !== undefined);
}

function cidrs6(associations: VpcShape["Ipv6CidrBlockAssociationSet"] = []): string[] {
  return associations.flatMap(({ Ipv6CidrBlock: cidr, Ipv6CidrBlockState }) =>
    cidr === undefined || (Ipv6CidrBlockState?.State ?? "associated") !== "associated" ? [] : [cidr],
  );
}

/**
 * VPCs in which there may be interfaces that were not read: those that a unit knows whose interfaces or subnets were not,
 * those of owners whose interfaces were not, and those of interfaces that stand nobody knows where.
 */
export function unreadVpcsOf(units: readonly NetworkUnit[]): ReadonlySet<string> {
  const blind = units.filter(({ interfaces, subnets }) => interfaces === null || subnets === null);
  // Participants are shown their own interfaces alone; the owner is shown all.
  const seeing = new Set(units.filter(({ interfaces }) => interfaces !== null).map(placeOf));
  const unowned = units.flatMap((unit) =>
    (unit.vpcs ?? []).filter(({ OwnerId: account = unit.account }) => !seeing.has(placeOf({ ...unit, account }))),
  );
  const placed = new Set(units.flatMap(({ subnets }) => (subnets ?? []).map(({ SubnetId }) => SubnetId)));
  const astray = units.flatMap(({ interfaces }) =>
    (interfaces ?? []).filter(({ SubnetId }) => SubnetId === undefined || !placed.has(SubnetId)),
  );
  const all = [...blind.flatMap(({ vpcs, subnets }) => [...(vpcs ?? []), ...(subnets ?? [])]), ...unowned, ...astray];
  return new Set(all.flatMap(({ VpcId }) => VpcId ?? []));
}

function placeOf({ account, region }: Pick<NetworkUnit, "account" | "region">): string {
  return `${account} ${region}`;
}

/** VPC → the internet gateways that are attached to it; or those that are just being attached or detached. */
export function gatewaysOf(
  units: readonly NetworkUnit[],
  which: "attached" | "changing",
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [id, item] of itemsById(units, "gateways", ({ InternetGatewayId }) => InternetGatewayId)) {
    for (const { VpcId, State = "available" } of item.Attachments) {
      if (State === "detached" || State.endsWith("ing") !== (which === "changing")) continue;
      const gateways = found.get(VpcId) ?? new Set();
      found.set(VpcId, gateways.add(id));
    }
  }
  return found;
}

/** VPC → the tables that are of its gateways. */
export function edgeTablesOf(units: readonly NetworkUnit[]): ReadonlyMap<string, readonly TableShape[]> {
  const tables = [...itemsById(units, "tables", ({ RouteTableId }) => RouteTableId).values()];
  const edges = tables.filter(({ Associations }) => Associations.some(({ GatewayId }) => GatewayId !== undefined));
  return Map.groupBy(edges, ({ VpcId }) => VpcId);
}

export interface Tables {
  /** By subnet; null where two are being exchanged, and nobody can say which one holds. */
  readonly explicit: ReadonlyMap<string, TableShape | null>;
  /** By VPC: for subnets that have none of their own. */
  readonly main: ReadonlyMap<string, TableShape | null>;
}

export function tablesOf(units: readonly NetworkUnit[]): Tables {
  const explicit = new Map<string, TableShape | null>();
  const main = new Map<string, TableShape | null>();
  const put = (map: Map<string, TableShape | null>, key: string, table: TableShape) =>
    void map.set(key, map.has(key) && map.get(key) !== table ? null : table);
  for (const item of itemsById(units, "tables", ({ RouteTableId }) => RouteTableId).values()) {
    for (const { Main, SubnetId, AssociationState } of item.Associations) {
      if (AssociationState?.State === "disassociated" || AssociationState?.State === "failed") continue;
      if (SubnetId !== undefined) put(explicit, SubnetId, item);
      else if (Main) put(main, item.VpcId, item);
    }
  }
  return { explicit, main };
}

export function listsOf(units: readonly NetworkUnit[], lines: Lines): ReadonlyMap<string, PrefixList> {
  const cidrs = new Map<string, Set<string>>();
  for (const unit of units) {
    const { prefixEntries } = unit;
    if (prefixEntries === null) continue;
    // One that holds nothing has no entries to be seen by.
    for (const id of prefixListsOf(unit)) if (!cidrs.has(id)) cidrs.set(id, new Set());
    for (const { PrefixListId, Cidr } of prefixEntries) {
      const list = cidrs.get(PrefixListId) ?? new Set();
      cidrs.set(PrefixListId, list.add(Cidr));
    }
  }
  return new Map([...cidrs].map(([id, all]) => [id, { cidrs: [...all].sort(), lines: lines.cidrs(all) }]));
}

/** The lists that a unit cites, and that are there: what they hold was asked. */
function prefixListsOf({ prefixLists, groups, tables }: NetworkUnit): readonly string[] {
  const there = new Set(prefixLists?.map(({ PrefixListId }) => PrefixListId));
  if (there.size === 0) return [];
  const cited = new Set<string | undefined>();
  for (const { IpPermissions, IpPermissionsEgress } of groups ?? [])
    for (const { PrefixListIds = [] } of [...IpPermissions, ...IpPermissionsEgress])
      for (const { PrefixListId } of PrefixListIds) cited.add(PrefixListId);
  for (const { Routes } of tables ?? [])
    for (const { DestinationPrefixListId } of Routes) cited.add(DestinationPrefixListId);
  return [...there].filter((id) => cited.has(id));
}

/** Every range of IPv6 addresses that the estate, the registries and `cidrs` speak of. */
export function ranges6Of(units: readonly NetworkUnit[], cidrs: Iterable<string>): Range<bigint>[] {
  const ranges = [...rangesOf(allAddresses.ipv6), ...rangesOf(publicSpace.ipv6)];
  const seen = new Set<string>();
  const see = (text: string | undefined) => {
    // IPv4 needs no place on a line of its own.
    if (text === undefined || !text.includes(":") || seen.has(text)) return;
    seen.add(text);
    const cidr = parseCidr(text);
    if (cidr.family === "ipv6") ranges.push(cidr.range);
  };
  for (const cidr of cidrs) see(cidr);
  for (const unit of units) seeCidrs(unit, see);
  return ranges;
}

/** Shows every CIDR of a unit. No generator: there are as many as rules. */
function seeCidrs(unit: NetworkUnit, see: (cidr: string | undefined) => void): void {
  const { vpcs, subnets, interfaces, groups, acls, tables, peerings, prefixEntries } = unit;
  for (const vpc of vpcs ?? []) cidrsOfVpc(vpc).forEach(see);
  for (const subnet of subnets ?? []) cidrsOfSubnet(subnet).forEach(see);
  for (const { Ipv6Addresses = [], Ipv6Prefixes = [] } of interfaces ?? []) {
    for (const { Ipv6Address } of Ipv6Addresses) see(`${Ipv6Address}/128`);
    for (const { Ipv6Prefix } of Ipv6Prefixes) see(Ipv6Prefix);
  }
  for (const { IpPermissions, IpPermissionsEgress } of groups ?? [])
    for (const permissions of [IpPermissions, IpPermissionsEgress])
      for (const { IpRanges, Ipv6Ranges } of permissions) {
        for (const { CidrIp } of IpRanges) see(CidrIp);
        for (const { CidrIpv6 } of Ipv6Ranges) see(CidrIpv6);
      }
  for (const { Entries } of acls ?? [])
    for (const { CidrBlock, Ipv6CidrBlock } of Entries) [CidrBlock, Ipv6CidrBlock].forEach(see);
  for (const { Routes } of tables ?? [])
    for (const { DestinationCidrBlock, DestinationIpv6CidrBlock } of Routes)
      [DestinationCidrBlock, DestinationIpv6CidrBlock].forEach(see);
  for (const { RequesterVpcInfo, AccepterVpcInfo } of peerings ?? [])
    for (const end of [RequesterVpcInfo, AccepterVpcInfo]) cidrsOfEnd(end).forEach(see);
  for (const { Cidr } of prefixEntries ?? []) see(Cidr);
}
