import type {
  AclShape,
  ExclusionShape,
  GatewayShape,
  GroupShape,
  InterfaceShape,
  PeeringShape,
  PrefixEntryShape,
  SubnetShape,
  TableShape,
  VpcShape,
} from "./shapes.ts";

/** What was read of one account and region; null for a listing that was not, or not whole. */
export interface NetworkUnit {
  readonly account: string;
  readonly region: string;
  readonly vpcs: readonly VpcShape[] | null;
  readonly subnets: readonly SubnetShape[] | null;
  readonly interfaces: readonly InterfaceShape[] | null;
  readonly groups: readonly GroupShape[] | null;
  readonly acls: readonly AclShape[] | null;
  readonly tables: readonly TableShape[] | null;
  readonly gateways: readonly GatewayShape[] | null;
  readonly peerings: readonly PeeringShape[] | null;
  /** The prefix lists that there are. */
  readonly prefixLists: readonly { readonly PrefixListId: string }[] | null;
  /** What is in those that rules or routes of this unit cite. */
  readonly prefixEntries: readonly PrefixEntryShape[] | null;
  /** `off`, `block-bidirectional` or `block-ingress`. */
  readonly publicAccessBlock: string | null;
  readonly exclusions: readonly ExclusionShape[] | null;
}

type ListKey = "vpcs" | "subnets" | "interfaces" | "groups" | "acls" | "tables" | "gateways" | "peerings";
type ItemIn<K extends ListKey> = NonNullable<NetworkUnit[K]>[number];

/**
 * Each thing once, by its id, in the order of ids. What is shared is listed in several units: that of the first account
 * and region counts.
 */
export function itemsById<K extends ListKey>(
  units: readonly NetworkUnit[],
  key: K,
  idOf: (item: ItemIn<K>) => string,
): ReadonlyMap<string, ItemIn<K>> {
  const ordered = units.toSorted((a, b) => compare(a.account, b.account) || compare(a.region, b.region));
  const found = new Map<string, ItemIn<K>>();
  for (const unit of ordered) {
    for (const item of (unit[key] ?? []) as readonly ItemIn<K>[]) {
      const id = idOf(item);
      if (!found.has(id)) found.set(id, item);
    }
  }
  const sorted = new Map<string, ItemIn<K>>();
  for (const id of [...found.keys()].sort()) sorted.set(id, found.get(id)!);
  return sorted;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
