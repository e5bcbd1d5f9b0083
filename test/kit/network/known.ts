/** What of an estate is looked up by id. The same id in two units is one thing: the first that is met tells of it. */
import type { Estate, Items, Unit } from "./estate.ts";

type Item<L extends keyof Items> = NonNullable<Items[L]>[number];

export interface Known {
  readonly estate: Estate;
  readonly vpcs: ReadonlyMap<string, Item<"ec2.vpcs">>;
  readonly subnets: ReadonlyMap<string, Item<"ec2.subnets">>;
  readonly interfaces: ReadonlyMap<string, Item<"ec2.network-interfaces">>;
  readonly instances: ReadonlyMap<string, Item<"ec2.instances">>;
  readonly groups: ReadonlyMap<string, Item<"ec2.security-groups">>;
  /** By the subnets that they are associated with. */
  readonly acls: ReadonlyMap<string, Item<"ec2.network-acls">>;
  readonly tables: ReadonlyMap<string, Item<"ec2.route-tables">>;
  readonly internetGateways: ReadonlyMap<string, Item<"ec2.internet-gateways">>;
  readonly peerings: ReadonlyMap<string, Item<"ec2.vpc-peering-connections">>;
  /** A list without any entry was not read. */
  readonly prefixLists: ReadonlyMap<string, ReadonlySet<string>>;
}

const cache = new WeakMap<Estate, Known>();

export function known(estate: Estate): Known {
  let found = cache.get(estate);
  if (found === undefined) cache.set(estate, (found = lookUp(estate)));
  return found;
}

function lookUp(estate: Estate): Known {
  const prefixLists = new Map<string, Set<string>>();
  for (const { PrefixListId, Cidr } of all(estate, "ec2.prefix-list-entries")) {
    prefixLists.set(PrefixListId, (prefixLists.get(PrefixListId) ?? new Set()).add(Cidr));
  }
  return {
    estate,
    vpcs: byId(estate, "ec2.vpcs", ({ VpcId }) => VpcId),
    subnets: byId(estate, "ec2.subnets", ({ SubnetId }) => SubnetId),
    interfaces: byId(estate, "ec2.network-interfaces", ({ NetworkInterfaceId }) => NetworkInterfaceId),
    instances: byId(estate, "ec2.instances", ({ InstanceId }) => InstanceId),
    groups: byId(estate, "ec2.security-groups", ({ GroupId }) => GroupId),
    acls: new Map(
      all(estate, "ec2.network-acls").flatMap((acl) => acl.Associations.map(({ SubnetId }) => [SubnetId, acl])),
    ),
    tables: byId(estate, "ec2.route-tables", ({ RouteTableId }) => RouteTableId),
    internetGateways: byId(estate, "ec2.internet-gateways", ({ InternetGatewayId }) => InternetGatewayId),
    peerings: byId(estate, "ec2.vpc-peering-connections", ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId),
    prefixLists,
  };
}

export function all<L extends keyof Items>({ units }: Estate, listing: L): Item<L>[] {
  return units.flatMap((unit) => itemsOf(unit, listing));
}

export function itemsOf<L extends keyof Items>({ items }: Unit, listing: L): readonly Item<L>[] {
  return (items[listing] ?? []) as readonly Item<L>[];
}

function byId<L extends keyof Items>(estate: Estate, listing: L, idOf: (item: Item<L>) => string) {
  const found = new Map<string, Item<L>>();
  for (const item of all(estate, listing)) if (!found.has(idOf(item))) found.set(idOf(item), item);
  return found;
}
