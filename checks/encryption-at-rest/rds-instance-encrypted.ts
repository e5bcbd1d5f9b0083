import { defineCheck, kms, rds } from "clausewatch";
import { keyParams } from "./shared/keys.ts";
import { judgeStorage, storageOf } from "./shared/rds-storage.ts";

export default defineCheck({
  id: "rds-instance-encrypted",
  severity: "high",
  title: "The storage of DB instances is encrypted",
  why: "Unencrypted storage gives the whole database, its logs, its backups and its read replicas to whoever gets at the disk or at a snapshot.",
  fix: "RDS cannot encrypt an instance in place: take a snapshot, copy the snapshot with encryption under the right key, restore an instance from the copy, and move the application to it. The member of an Aurora cluster is encrypted with its cluster.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbInstances,
  with: { keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  judge: (instance, { keys }, params) => {
    const { DBInstanceIdentifier, Engine, DBClusterIdentifier } = instance;
    const member = DBClusterIdentifier === undefined ? "" : ` of cluster ${DBClusterIdentifier}`;
    const id = `${DBInstanceIdentifier} (${Engine})${member}`;
    return judgeStorage("DB instance", id, storageOf(instance), keys, params);
  },
});
