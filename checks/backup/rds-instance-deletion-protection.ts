import { defineCheck, notApplicable, rds } from "clausewatch";
import { judgeDeletionProtection } from "./shared/deletion-protection.ts";

export default defineCheck({
  id: "rds-instance-deletion-protection",
  severity: "medium",
  title: "DB instances are protected from deletion",
  why: "Without it one command, mistaken or malicious, deletes the database, and its automated backups with it unless whoever gave it asked to keep them.",
  fix: "Turn on deletion protection of the instance. It takes effect at once and without an outage; whoever really means to delete the instance turns it off first.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-8",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbInstances,
  judge: ({ DBInstanceIdentifier, DBClusterIdentifier, Engine, DeletionProtection }) =>
    DBClusterIdentifier === undefined
      ? judgeDeletionProtection(`DB instance ${DBInstanceIdentifier} (${Engine})`, DeletionProtection)
      : notApplicable("the instance serves a cluster, whose protection counts and is judged"),
});
