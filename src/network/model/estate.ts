/**
 * The networks of all accounts and regions together, as nodes that know each other: what reach is computed from. Built
 * from the listings; nothing in it depends on the order in which they came.
 */
import { allAddresses, writeAddress, type Family } from "../addresses.ts";
import { fromRanges } from "../intervals.ts";
import { publicSpace } from "../public-space.ts";
import {
  cidrsOfEnd,
  cidrsOfSubnet,
  cidrsOfVpc,
  edgeTablesOf,
  gatewaysOf,
  listsOf,
  ranges6Of,
  tablesOf,
  unreadVpcsOf,
} from "./gather.ts";
import { Lines, type Line, type LineSet } from "./lines.ts";
import type { PrefixList, Space } from "./profile.ts";
import { hopOf, mayCarryGroups } from "./routes.ts";
import type {
  AclShape,
  GroupShape,
  InterfaceShape,
  PeeringShape,
  SubnetShape,
  TableShape,
  VpcShape,
} from "./shapes.ts";
import { itemsById, type NetworkUnit } from "./unit.ts";

export interface VpcNode {
  readonly id: string;
  readonly item: VpcShape;
  /** Those that tell of it: that of its owner, and of accounts that it is shared with. */
  readonly units: readonly NetworkUnit[];
  readonly cidrs: LineSet;
  readonly subnets: SubnetNode[];
  readonly interfaces: InterfaceNode[];
  /** Ids of the internet gateways that are attached. */
  readonly gateways: ReadonlySet<string>;
  /** Of those that are just being attached or detached: they may let something in. */
  readonly changingGateways: ReadonlySet<string>;
  /** There may be interfaces in it that were not read. */
  readonly unreadHosts: boolean;
  /** Active ones. */
  readonly peerings: PeeringNode[];
  /** Tables of the gateways themselves: what they name is not followed. */
  readonly edgeTables: readonly TableShape[];
}

export interface SubnetNode {
  readonly id: string;
  readonly item: SubnetShape;
  readonly vpc: VpcNode;
  readonly lines: LineSet;
  /** Null where it was not read: that of a subnet that another account shares, for one. */
  readonly acl: AclShape | null;
  readonly table: TableShape | null;
}

export interface InterfaceNode {
  readonly id: string;
  readonly item: InterfaceShape;
  readonly subnet: SubnetNode;
  readonly addresses: { readonly [F in Family]: readonly AddressNode[] };
  /** Those that were read; none for what has no groups, and is not filtered. */
  readonly groups: readonly GroupNode[];
  /** Ids of groups that were not. */
  readonly unread: readonly string[];
}

export interface AddressNode {
  readonly text: string;
  /** Its place on the line of its family. */
  readonly at: number;
  /** The public IPv4 address that the internet knows it by. */
  readonly public?: string;
}

export interface GroupNode {
  readonly id: string;
  readonly item: GroupShape;
}

export interface PeeringNode {
  readonly id: string;
  readonly item: PeeringShape;
  /** The two ends; null for one that was not read. */
  readonly ends: readonly [VpcNode | null, VpcNode | null];
  /** The ranges that the peering says of its ends. */
  readonly ranges: readonly [LineSet, LineSet];
  /** Whether a group at the other end can be cited: the two are in one region. */
  readonly carriesGroups: boolean;
}

export class Estate {
  readonly lines: Lines;
  readonly space: Space;
  readonly publicLines: LineSet;
  readonly vpcs: ReadonlyMap<string, VpcNode>;
  readonly subnets: ReadonlyMap<string, SubnetNode>;
  readonly interfaces: ReadonlyMap<string, InterfaceNode>;
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly peerings: ReadonlyMap<string, PeeringNode>;
  /** Ids of the internet gateways that were read. */
  readonly gateways: ReadonlySet<string>;
  private readonly lists: ReadonlyMap<string, PrefixList>;
  private readonly members = new Map<string, readonly InterfaceNode[]>();

  /** `cidrs`: further addresses that will be asked for, such as those of a register. */
  constructor(units: readonly NetworkUnit[], cidrs: Iterable<string> = []) {
    this.lines = new Lines(ranges6Of(units, cidrs));
    const { lines } = this;
    this.space = { all: { ipv4: allAddresses.ipv4, ipv6: lines.set6(allAddresses.ipv6) } };
    this.publicLines = { ipv4: publicSpace.ipv4, ipv6: lines.set6(publicSpace.ipv6) };
    this.lists = listsOf(units, lines);
    this.groups = nodesOf(
      itemsById(units, "groups", ({ GroupId }) => GroupId),
      (item) => ({ id: item.GroupId, item }),
    );
    this.vpcs = vpcNodes(units, lines);
    this.gateways = new Set(units.flatMap(({ gateways }) => gateways ?? []).map((each) => each.InternetGatewayId));
    this.peerings = this.connect(units);
    this.subnets = this.place(units);
    this.interfaces = this.attach(units);
  }

  /** A prefix list; null where it was not read. */
  readonly listOf = (id: string): PrefixList | null => this.lists.get(id) ?? null;

  /** The addresses of those who carry a group, stand in another VPC, and may send over a transit gateway. */
  membersBeside(vpc: VpcNode, group: string, family: Family): Line {
    if (this.members.size === 0) {
      const sending = [...this.interfaces.values()].filter(({ subnet }) => maySendOverTransit(subnet));
      const pairs = sending.flatMap((node) => node.item.Groups.map(({ GroupId: id }) => ({ id, node })));
      for (const [id, all] of Map.groupBy(pairs, ({ id }) => id))
        this.members.set(
          id,
          all.map(({ node }) => node),
        );
    }
    const others = (this.members.get(group) ?? []).filter(({ subnet }) => subnet.vpc !== vpc);
    return fromRanges(others.flatMap(({ addresses }) => addresses[family].map(({ at }) => [at, at + 1] as const)));
  }

  private connect(units: readonly NetworkUnit[]): ReadonlyMap<string, PeeringNode> {
    const items = itemsById(units, "peerings", ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId);
    const peerings = nodesOf(items, (item): PeeringNode => {
      const { RequesterVpcInfo: one, AccepterVpcInfo: other } = item;
      const ends = [this.vpcs.get(one.VpcId) ?? null, this.vpcs.get(other.VpcId) ?? null] as const;
      const ranges = [this.lines.cidrs(cidrsOfEnd(one)), this.lines.cidrs(cidrsOfEnd(other))] as const;
      return { id: item.VpcPeeringConnectionId, item, ends, ranges, carriesGroups: one.Region === other.Region };
    });
    for (const peering of peerings.values()) {
      if (peering.item.Status.Code !== "active") continue;
      for (const end of new Set(peering.ends)) end?.peerings.push(peering);
    }
    return peerings;
  }

  private place(units: readonly NetworkUnit[]): ReadonlyMap<string, SubnetNode> {
    const acls = new Map<string, AclShape>();
    for (const acl of itemsById(units, "acls", ({ NetworkAclId }) => NetworkAclId).values())
      for (const { SubnetId } of acl.Associations) acls.set(SubnetId, acl);
    const { explicit, main } = tablesOf(units);
    const subnets = nodesOf(
      itemsById(units, "subnets", ({ SubnetId }) => SubnetId),
      (item): SubnetNode | null => {
        const vpc = this.vpcs.get(item.VpcId);
        if (vpc === undefined) return null;
        const { SubnetId: id } = item;
        const table = explicit.has(id) ? explicit.get(id) : main.get(item.VpcId);
        const lines = this.lines.cidrs(cidrsOfSubnet(item));
        return { id, item, vpc, lines, acl: acls.get(id) ?? null, table: table ?? null };
      },
    );
    for (const subnet of subnets.values()) subnet.vpc.subnets.push(subnet);
    return subnets;
  }

  private attach(units: readonly NetworkUnit[]): ReadonlyMap<string, InterfaceNode> {
    const items = itemsById(units, "interfaces", ({ NetworkInterfaceId }) => NetworkInterfaceId);
    const interfaces = nodesOf(items, (item): InterfaceNode | null => {
      const subnet = item.SubnetId === undefined ? undefined : this.subnets.get(item.SubnetId);
      // What is attached to nothing has nobody behind it.
      if (subnet === undefined || item.Status === "available") return null;
      const ids = item.Groups.map(({ GroupId }) => GroupId);
      return {
        id: item.NetworkInterfaceId,
        item,
        subnet,
        addresses: this.addressesOf(item),
        groups: ids.flatMap((id) => this.groups.get(id) ?? []),
        unread: ids.filter((id) => !this.groups.has(id)),
      };
    });
    for (const node of interfaces.values()) node.subnet.vpc.interfaces.push(node);
    return interfaces;
  }

  private addressesOf({
    PrivateIpAddress,
    PrivateIpAddresses = [],
    Association,
    Ipv6Addresses = [],
    Ipv4Prefixes = [],
    Ipv6Prefixes = [],
  }: InterfaceShape): InterfaceNode["addresses"] {
    const listed = PrivateIpAddresses.map(({ PrivateIpAddress: text, Primary, Association: own }) => ({
      text,
      public: own?.PublicIp ?? (Primary === true || text === PrivateIpAddress ? Association?.PublicIp : undefined),
    }));
    const all =
      listed.length > 0 || PrivateIpAddress === undefined
        ? listed
        : [{ text: PrivateIpAddress, public: Association?.PublicIp }];
    const ipv4 = all.map(({ text, public: known }): AddressNode => {
      const at = this.lines.address("ipv4", text);
      return known === undefined ? { text, at } : { text, at, public: known };
    });
    const ipv6 = Ipv6Addresses.map(({ Ipv6Address: text }) => ({ text, at: this.lines.address("ipv6", text) }));
    return {
      ipv4: [...ipv4, ...Ipv4Prefixes.flatMap(({ Ipv4Prefix }) => this.delegated(Ipv4Prefix))],
      ipv6: [...ipv6, ...Ipv6Prefixes.flatMap(({ Ipv6Prefix }) => this.delegated(Ipv6Prefix))],
    };
  }

  /** The addresses of a prefix that an interface hands on to what it hosts; of IPv6 one for all that no range tells apart. */
  private delegated(prefix: string): AddressNode[] {
    const { family, range } = this.lines.cidr(prefix);
    return Array.from({ length: range[1] - range[0] }, (_, i) => {
      const at = range[0] + i;
      return { text: writeAddress(family, this.lines.first(family, at)), at };
    });
  }
}

function maySendOverTransit({ table }: SubnetNode): boolean {
  return table === null || table.Routes.some((route) => mayCarryGroups(hopOf(route)));
}

/** What stands around VPCs, looked up once. */
function vpcNodes(units: readonly NetworkUnit[], lines: Lines): ReadonlyMap<string, VpcNode> {
  const gateways = gatewaysOf(units, "attached");
  const changing = gatewaysOf(units, "changing");
  const edges = edgeTablesOf(units);
  const unread = unreadVpcsOf(units);
  const pairs = units.flatMap((unit) => (unit.vpcs ?? []).map(({ VpcId: id }) => ({ id, unit })));
  const telling = new Map(
    [...Map.groupBy(pairs, ({ id }) => id)].map(([id, all]) => [id, all.map(({ unit }) => unit)] as const),
  );
  return nodesOf(
    itemsById(units, "vpcs", ({ VpcId }) => VpcId),
    (item): VpcNode => {
      const { VpcId: id } = item;
      return {
        id,
        item,
        units: telling.get(id) ?? [],
        cidrs: lines.cidrs(cidrsOfVpc(item)),
        subnets: [],
        interfaces: [],
        gateways: gateways.get(id) ?? new Set(),
        changingGateways: changing.get(id) ?? new Set(),
        unreadHosts: unread.has(id),
        peerings: [],
        edgeTables: edges.get(id) ?? [],
      };
    },
  );
}

/** A node an item; none where it is no part of any network. */
function nodesOf<I, N>(items: ReadonlyMap<string, I>, make: (item: I) => N | null): ReadonlyMap<string, N> {
  const nodes = new Map<string, N>();
  for (const [id, item] of items) {
    const node = make(item);
    if (node !== null) nodes.set(id, node);
  }
  return nodes;
}
