import type { PrefixListEntry } from "@aws-sdk/client-ec2";
import { defineListing } from "../../contract/index.ts";
import { gone, prefixListEntry } from "./prefix-list.ts";
import { routeTables } from "./route-tables.ts";

/** The addresses in the prefix lists that a route has for its destination, as that of every gateway endpoint has. */
export const routePrefixListEntries = defineListing<PrefixListEntry>()({
  id: "ec2.route-prefix-list-entries",
  ...prefixListEntry,
  each: { of: routeTables, by: "PrefixListId", from: "Routes.DestinationPrefixListId", gone },
});
