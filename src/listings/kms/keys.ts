import type { KeyListEntry } from "@aws-sdk/client-kms";
import { defineListing, required } from "../../contract/index.ts";

/** All KMS keys of the account and region: its own, and those that AWS manages for it. */
export const keys = defineListing<KeyListEntry>()({
  id: "kms.keys",
  service: "kms",
  operation: "ListKeys",
  iam: ["kms:ListKeys"],
  items: "Keys",
  page: 1000,
  fields: { KeyId: required(), KeyArn: required() },
  resource: { type: "AWS::KMS::Key", id: "KeyId", arn: "{KeyArn}" },
});
