import { required } from "../../contract/index.ts";

/**
 * What the listings of addresses in prefix lists share, those of AWS too. Only the lists are asked for that something
 * cites: a listing for each kind of thing that does, so that a check asks for no more than it judges by. A list that is
 * cited in two ways is asked for twice.
 */
export const prefixListEntry = {
  service: "ec2",
  operation: "GetManagedPrefixListEntries",
  iam: ["ec2:GetManagedPrefixListEntries"],
  items: "Entries",
  page: 100,
  fields: { Cidr: required() },
  resource: {
    type: "AWS::EC2::PrefixList",
    id: "{PrefixListId}/{Cidr}",
    arn: "arn:{partition}:ec2:{region}:{account}:prefix-list/{PrefixListId}",
  },
} as const;

/** A list that was deleted, or is shared with the account no longer, is not found, though rules and routes may still cite it. */
export const gone = ["InvalidPrefixListID.NotFound", "InvalidPrefixListId.NotFound"];
