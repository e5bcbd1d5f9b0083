import type { ManagedPrefixList } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** The account's own, those that others share with it, and those of AWS. One that is shared no longer is not among them. */
export const managedPrefixLists = defineListing<ManagedPrefixList>()({
  id: "ec2.managed-prefix-lists",
  service: "ec2",
  operation: "DescribeManagedPrefixLists",
  iam: ["ec2:DescribeManagedPrefixLists"],
  items: "PrefixLists",
  page: 100,
  fields: {
    PrefixListId: required(),
    PrefixListName: required(),
    // An account, or `AWS`.
    OwnerId: required(),
    AddressFamily: optional(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::PrefixList",
    id: "PrefixListId",
    arn: "arn:{partition}:ec2:{region}:{OwnerId}:prefix-list/{PrefixListId}",
    name: "PrefixListName",
  },
});
