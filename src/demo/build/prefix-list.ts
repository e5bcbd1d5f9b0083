import type { ItemOf } from "../../contract/index.ts";
import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

/** The listings of entries, by what cites the list. */
const cited = {
  inbound: ec2.prefixListEntries,
  outbound: ec2.outboundPrefixListEntries,
  route: ec2.routePrefixListEntries,
} as const;

interface ListSpec {
  /** Of IPv4. */
  readonly cidrs: readonly string[];
  /** By rules of which direction, or by routes: of others it is not asked. */
  readonly by: readonly (keyof typeof cited)[];
}

/** A prefix list of the account's own. */
export function prefixList(region: Region, name: string, spec: ListSpec): void {
  const Tags = tags({ Name: name });
  add(region, { PrefixListId: id("pl", name), PrefixListName: name, OwnerId: region.account, Tags }, spec);
}

/** The prefix list that AWS keeps of a service's addresses in the region. */
export function servicePrefixList(region: Region, service: string, PrefixListId: string, spec: ListSpec): void {
  add(region, { PrefixListId, PrefixListName: `com.amazonaws.${region.name}.${service}`, OwnerId: "AWS" }, spec);
}

function add(region: Region, list: ItemOf<typeof ec2.managedPrefixLists>, { cidrs, by }: ListSpec): void {
  const { PrefixListId } = list;
  region.add(ec2.managedPrefixLists, { ...list, AddressFamily: "IPv4" });
  for (const citing of by) for (const Cidr of cidrs) region.add(cited[citing], { PrefixListId, Cidr });
}
