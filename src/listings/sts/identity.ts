import type { GetCallerIdentityResponse } from "@aws-sdk/client-sts";
import { defineListing, required } from "../../contract/index.ts";

/** Asked once an account: whose credentials these are. Needs no permission; works for every valid credential. */
export const identity = defineListing<GetCallerIdentityResponse>()({
  id: "sts.identity",
  service: "sts",
  scope: "account",
  operation: "GetCallerIdentity",
  iam: [],
  items: "",
  fields: { Account: required(), Arn: required() },
  resource: { type: "AWS::Account", id: "Account", arn: "{Arn}" },
});
