import { defineCheck, rds } from "clausewatch";
import { judgeRetention, retentionParams } from "./shared/retention.ts";

export default defineCheck({
  id: "rds-cluster-backup-retention",
  severity: "high",
  title: "Backups of DB clusters are kept long enough",
  why: "A mistake, a fault of a program or an attack that is noticed later than the oldest backup can no longer be undone, and the records are lost. A cluster that nobody asked keeps its backups for one day.",
  fix: "Set the backup retention period of the cluster to the promised number of days or more.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html",
    "https://docs.aws.amazon.com/config/latest/developerguide/rds-cluster-backup-retention-check.html",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  over: rds.dbClusters,
  params: retentionParams,
  judge: ({ DBClusterIdentifier, Engine, BackupRetentionPeriod }, _tables, params) =>
    judgeRetention(`DB cluster ${DBClusterIdentifier} (${Engine})`, BackupRetentionPeriod, params),
});
