import { defineCheck, kms, rds } from "clausewatch";
import { keyParams } from "./shared/keys.ts";
import { judgeStorage, type Storage } from "./shared/rds-storage.ts";

export default defineCheck({
  id: "rds-snapshot-encrypted",
  severity: "high",
  title: "Snapshots of DB instances are encrypted",
  why: "A snapshot is a whole database that outlives its instance, and that one call copies or shares; an unencrypted one gives its ePHI to whoever gets it.",
  fix: "Copy the snapshot with encryption under the right key, and delete it. RDS deletes an automated one when its retention ends, and makes encrypted ones once the instance is replaced by an encrypted one; one whose instance is gone is deleted with the retained backup that it belongs to.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbSnapshots,
  with: { keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  judge: (snapshot, { keys }, params) => {
    const { DBSnapshotIdentifier, DBInstanceIdentifier, Encrypted, KmsKeyId } = snapshot;
    const of = DBInstanceIdentifier === undefined ? "" : ` of instance ${DBInstanceIdentifier}`;
    const storage: Storage = { encrypted: Encrypted, type: snapshot.StorageEncryptionType, key: KmsKeyId };
    return judgeStorage("DB snapshot", `${DBSnapshotIdentifier}${of}`, storage, keys, params);
  },
});
