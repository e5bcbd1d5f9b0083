import check from "../../../checks/backup/rds-cluster-backup-retention.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { badDays, cluster } from "./databases.ts";

const kept = (BackupRetentionPeriod: number) => ({ ...cluster, BackupRetentionPeriod });

testCheck(check, {
  pass: [
    { name: "a week", item: kept(7) },
    { name: "as long as asked for", item: kept(30), params: { backupRetentionDays: 30 } },
  ],
  fail: [
    {
      name: "one day, as Aurora begins",
      item: kept(1),
      says: "DB cluster charts (aurora-postgresql) keeps its backups for 1 day, not 7",
    },
    { name: "a day too short", item: kept(6), says: "for 6 days, not 7" },
    {
      name: "a week, where a month is asked for",
      item: kept(7),
      params: { backupRetentionDays: 30 },
      says: "for 7 days, not 30",
    },
  ],
  undecided: [{ name: "RDS does not say", item: cluster, says: /does not say for how long/ }],
  badParams: badDays,
});
