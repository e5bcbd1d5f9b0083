import type { PrefixListEntry } from "@aws-sdk/client-ec2";
import { defineListing } from "../../contract/index.ts";
import { gone, prefixListEntry } from "./prefix-list.ts";
import { securityGroups } from "./security-groups.ts";

/** The addresses in the prefix lists that an outbound rule cites. */
export const outboundPrefixListEntries = defineListing<PrefixListEntry>()({
  id: "ec2.outbound-prefix-list-entries",
  ...prefixListEntry,
  each: { of: securityGroups, by: "PrefixListId", from: "IpPermissionsEgress.PrefixListIds.PrefixListId", gone },
});
