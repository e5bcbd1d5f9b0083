import type { Organization } from "@aws-sdk/client-organizations";
import { defineListing, required } from "../../contract/index.ts";

/** Asked once, where accounts are discovered: which organization it is. */
export const organization = defineListing<Organization>()({
  id: "organizations.organization",
  service: "organizations",
  scope: "account",
  operation: "DescribeOrganization",
  iam: ["organizations:DescribeOrganization"],
  items: "Organization",
  fields: { Id: required(), Arn: required(), MasterAccountId: required() },
  resource: { type: "AWS::Organizations::Organization", id: "Id", arn: "{Arn}" },
});
