import { optional, required } from "../../contract/index.ts";

/**
 * What is kept of a member. `Status` is what `State` was before September 2026; whoever answers may know only one.
 * docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export const account = {
  fields: { Id: required(), Arn: required(), Name: optional(), State: optional(), Status: optional() },
  resource: { type: "AWS::Organizations::Account", id: "Id", arn: "{Arn}", name: "Name" },
} as const;
