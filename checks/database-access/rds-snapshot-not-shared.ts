import { defineCheck, rds } from "clausewatch";
import { judgeSharing, sharingParams } from "./shared/sharing.ts";

export default defineCheck({
  id: "rds-snapshot-not-shared",
  severity: "critical",
  title: "Snapshots of DB instances are shared with nobody unknown",
  why: "Whoever a snapshot is shared with restores the whole database into an account of their own, past every firewall, password and log of yours; a public one is everybody's.",
  fix: "Remove the account, or all, from those that may restore the snapshot, and find out what was copied meanwhile. Where an account must have it, add it to the parameter knownAccounts.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshotAttributes.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbSnapshots,
  with: { attributes: rds.dbSnapshotAttributes },
  params: sharingParams,
  judge: ({ DBSnapshotIdentifier, SnapshotType }, { attributes }, params) =>
    judgeSharing(
      `DB instance snapshot ${DBSnapshotIdentifier}`,
      SnapshotType,
      attributes
        .where("DBSnapshotIdentifier", DBSnapshotIdentifier)
        .map(({ DBSnapshotAttributes }) => DBSnapshotAttributes),
      params,
    ),
});
