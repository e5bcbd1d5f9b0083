import { defineCheck, fail, pass, rds } from "clausewatch";

export default defineCheck({
  id: "rds-instance-encrypted",
  severity: "high",
  title: "The storage of DB instances is encrypted",
  why: "Unencrypted storage gives the whole database, its logs, its backups and its read replicas to whoever gets at the disk or at a snapshot.",
  fix: "RDS cannot encrypt an instance in place: take a snapshot, copy the snapshot with encryption, restore an instance from the copy, and move the application to it. The member of an Aurora cluster is encrypted with its cluster.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbInstances,
  judge: ({ DBInstanceIdentifier, Engine, DBClusterIdentifier, StorageEncrypted }) => {
    if (StorageEncrypted) return pass();
    const member = DBClusterIdentifier === undefined ? "" : `, a member of cluster ${DBClusterIdentifier},`;
    return fail(`DB instance ${DBInstanceIdentifier} (${Engine})${member} keeps its data unencrypted`);
  },
});
