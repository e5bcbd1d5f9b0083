import type { OrganizationalUnit } from "@aws-sdk/client-organizations";
import { defineListing, required } from "../../contract/index.ts";

/** The organizational units that lie in a root or a unit itself. Asked with its `ParentId`. */
export const units = defineListing<OrganizationalUnit>()({
  id: "organizations.units",
  service: "organizations",
  scope: "account",
  operation: "ListOrganizationalUnitsForParent",
  iam: ["organizations:ListOrganizationalUnitsForParent"],
  items: "OrganizationalUnits",
  page: 20,
  fields: { Id: required(), Arn: required() },
  resource: { type: "AWS::Organizations::OrganizationalUnit", id: "Id", arn: "{Arn}" },
});
