import type { Account } from "@aws-sdk/client-organizations";
import { defineListing } from "../../contract/index.ts";
import { account } from "./account.ts";

/** The accounts that lie in a root or an organizational unit itself. Asked with its `ParentId`. */
export const unitAccounts = defineListing<Account>()({
  id: "organizations.unit-accounts",
  service: "organizations",
  scope: "account",
  operation: "ListAccountsForParent",
  iam: ["organizations:ListAccountsForParent"],
  items: "Accounts",
  page: 20,
  ...account,
});
