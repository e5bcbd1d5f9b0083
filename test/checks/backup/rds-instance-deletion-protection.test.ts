import check from "../../../checks/backup/rds-instance-deletion-protection.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { instance } from "./databases.ts";

testCheck(check, {
  pass: [{ name: "protected", item: { ...instance, DeletionProtection: true } }],
  fail: [
    {
      name: "not protected",
      item: { ...instance, DeletionProtection: false },
      says: "DB instance records (postgres) is not protected from deletion",
    },
    {
      name: "a read replica is a database, too",
      item: { ...instance, DeletionProtection: false, ReadReplicaSourceDBInstanceIdentifier: "ledger" },
    },
  ],
  notApplicable: [
    {
      name: "a member of a cluster",
      item: { ...instance, DeletionProtection: false, DBClusterIdentifier: "charts" },
      says: /cluster/,
    },
  ],
  undecided: [{ name: "RDS does not say", item: instance, says: /does not say whether DB instance records/ }],
});
