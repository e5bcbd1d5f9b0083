import { defineCheck, rds } from "clausewatch";
import { judgeDeletionProtection } from "./shared/deletion-protection.ts";

export default defineCheck({
  id: "rds-cluster-deletion-protection",
  severity: "medium",
  title: "DB clusters are protected from deletion",
  why: "Without it a few commands, mistaken or malicious, delete the cluster with all that its instances hold, and its automated backups with it unless somebody asked to keep them.",
  fix: "Turn on deletion protection of the cluster. It takes effect at once and without an outage; whoever really means to delete the cluster turns it off first.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-7",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbClusters,
  judge: ({ DBClusterIdentifier, Engine, DeletionProtection }) =>
    judgeDeletionProtection(`DB cluster ${DBClusterIdentifier} (${Engine})`, DeletionProtection),
});
