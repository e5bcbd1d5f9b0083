import type { PrefixListEntry } from "@aws-sdk/client-ec2";
import { defineListing, required } from "../../contract/index.ts";
import { securityGroups } from "./security-groups.ts";

/**
 * The addresses in prefix lists, those of AWS too. Only the lists are asked for that an inbound rule cites. One that was
 * deleted, or is shared with the account no longer, is not found, though rules may still cite it.
 */
export const prefixListEntries = defineListing<PrefixListEntry>()({
  id: "ec2.prefix-list-entries",
  service: "ec2",
  operation: "GetManagedPrefixListEntries",
  iam: ["ec2:GetManagedPrefixListEntries"],
  items: "Entries",
  page: 100,
  each: {
    of: securityGroups,
    by: "PrefixListId",
    from: "IpPermissions.PrefixListIds.PrefixListId",
    gone: ["InvalidPrefixListID.NotFound", "InvalidPrefixListId.NotFound"],
  },
  fields: { Cidr: required() },
  resource: {
    type: "AWS::EC2::PrefixList",
    id: "{PrefixListId}/{Cidr}",
    arn: "arn:{partition}:ec2:{region}:{account}:prefix-list/{PrefixListId}",
  },
});
