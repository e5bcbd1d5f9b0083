import type { Account } from "@aws-sdk/client-organizations";
import { defineListing } from "../../contract/index.ts";
import { account } from "./account.ts";

/** All accounts of the organization. */
export const accounts = defineListing<Account>()({
  id: "organizations.accounts",
  service: "organizations",
  scope: "account",
  operation: "ListAccounts",
  iam: ["organizations:ListAccounts"],
  items: "Accounts",
  page: 20,
  ...account,
});
