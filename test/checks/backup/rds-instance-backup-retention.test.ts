import check from "../../../checks/backup/rds-instance-backup-retention.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { badDays, instance } from "./databases.ts";

const kept = (BackupRetentionPeriod: number) => ({ ...instance, BackupRetentionPeriod });

testCheck(check, {
  pass: [
    { name: "a week", item: kept(7) },
    { name: "longer", item: kept(35) },
    { name: "as long as asked for", item: kept(30), params: { backupRetentionDays: 30 } },
    { name: "one day, where that is enough", item: kept(1), params: { backupRetentionDays: 1 } },
  ],
  fail: [
    { name: "no backups", item: kept(0), says: "DB instance records (postgres) has no automated backups" },
    { name: "no backups, where one day is enough", item: kept(0), params: { backupRetentionDays: 1 } },
    { name: "one day", item: kept(1), says: "DB instance records (postgres) keeps its backups for 1 day, not 7" },
    { name: "a day too short", item: kept(6), says: "for 6 days, not 7" },
    {
      name: "a week, where a month is asked for",
      item: kept(7),
      params: { backupRetentionDays: 30 },
      says: "for 7 days, not 30",
    },
  ],
  notApplicable: [
    { name: "a member of a cluster", item: { ...kept(0), DBClusterIdentifier: "charts" }, says: /cluster/ },
    {
      name: "a read replica",
      item: { ...kept(0), ReadReplicaSourceDBInstanceIdentifier: "ledger" },
      says: /read replica/,
    },
    {
      name: "a read replica of a cluster",
      item: { ...kept(0), ReadReplicaSourceDBClusterIdentifier: "charts" },
      says: /read replica/,
    },
  ],
  undecided: [
    { name: "RDS does not say", item: instance, says: "RDS does not say for how long it keeps backups of DB instance" },
  ],
  badParams: badDays,
});
