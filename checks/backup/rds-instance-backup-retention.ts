import { defineCheck, notApplicable, rds } from "clausewatch";
import { judgeRetention, retentionParams } from "./shared/retention.ts";

export default defineCheck({
  id: "rds-instance-backup-retention",
  severity: "high",
  title: "Backups of DB instances are kept long enough",
  why: "A mistake, a fault of a program or an attack that is noticed later than the oldest backup can no longer be undone, and the records are lost.",
  fix: "Set the backup retention period of the instance to the promised number of days or more. Turning backups on takes the instance down for a moment; making the period longer does not.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-11",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: rds.dbInstances,
  params: retentionParams,
  judge: (instance, _tables, params) => {
    if (instance.DBClusterIdentifier !== undefined)
      return notApplicable("the instance serves a cluster, which is backed up as a whole and judged");
    const source = instance.ReadReplicaSourceDBInstanceIdentifier ?? instance.ReadReplicaSourceDBClusterIdentifier;
    if (source !== undefined) return notApplicable("a read replica: its source is backed up, and judged");
    const name = `DB instance ${instance.DBInstanceIdentifier} (${instance.Engine})`;
    return judgeRetention(name, instance.BackupRetentionPeriod, params);
  },
});
