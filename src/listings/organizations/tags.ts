import type { Tag } from "@aws-sdk/client-organizations";
import { defineListing, required } from "../../contract/index.ts";

/** The tags of an account. Asked with its `ResourceId`; the API chooses the size of its pages. */
export const tags = defineListing<Tag>()({
  id: "organizations.tags",
  service: "organizations",
  scope: "account",
  operation: "ListTagsForResource",
  iam: ["organizations:ListTagsForResource"],
  items: "Tags",
  page: "own",
  fields: { Key: required(), Value: required() },
  resource: { type: "AWS::Organizations::Tag", id: "Key", arn: "arn:{partition}:organizations::{account}:tag/{Key}" },
});
