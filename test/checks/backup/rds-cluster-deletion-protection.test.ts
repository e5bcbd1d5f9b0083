import check from "../../../checks/backup/rds-cluster-deletion-protection.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { cluster } from "./databases.ts";

testCheck(check, {
  pass: [{ name: "protected", item: { ...cluster, DeletionProtection: true } }],
  fail: [
    {
      name: "not protected",
      item: { ...cluster, DeletionProtection: false },
      says: "DB cluster charts (aurora-postgresql) is not protected from deletion",
    },
  ],
  undecided: [{ name: "RDS does not say", item: cluster, says: /does not say whether DB cluster charts/ }],
});
