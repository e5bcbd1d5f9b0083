import { ec2 } from "../../listings/index.ts";
import { id } from "./ids.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

/** A prefix list of the account's own, of IPv4 blocks. */
export function prefixList(region: Region, name: string, cidrs: readonly string[]): void {
  const PrefixListId = id("pl", name);
  region.add(ec2.managedPrefixLists, {
    PrefixListId,
    PrefixListName: name,
    OwnerId: region.account,
    AddressFamily: "IPv4",
    Tags: tags({ Name: name }),
  });
  for (const Cidr of cidrs) region.add(ec2.prefixListEntries, { PrefixListId, Cidr });
}
