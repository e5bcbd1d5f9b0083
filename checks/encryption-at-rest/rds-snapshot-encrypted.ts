import { defineCheck, kms, rds } from "clausewatch";
import { keyParams } from "./shared/keys.ts";
import { judgeAutomated, judgeStorage, storageOf, type Storage } from "./shared/rds-storage.ts";

export default defineCheck({
  id: "rds-snapshot-encrypted",
  severity: "high",
  title: "Snapshots of DB instances are encrypted",
  why: "A snapshot is a whole database that outlives its instance, and that one call copies or shares; an unencrypted one gives its ePHI to whoever gets it.",
  fix: "Copy the snapshot with encryption under the right key, and delete it. An automated one whose instance is gone is deleted with the retained backup that it belongs to.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbSnapshots,
  with: { instances: rds.dbInstances, keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  judge: (snapshot, { instances, keys }, params) => {
    const { DBSnapshotIdentifier, DBInstanceIdentifier, DbiResourceId, Encrypted, KmsKeyId } = snapshot;
    const of = DBInstanceIdentifier === undefined ? "" : ` of instance ${DBInstanceIdentifier}`;
    const storage: Storage = { encrypted: Encrypted, type: snapshot.StorageEncryptionType, key: KmsKeyId };
    const verdict = judgeStorage("DB snapshot", `${DBSnapshotIdentifier}${of}`, storage, keys, params);
    if (snapshot.SnapshotType !== "automated" || DbiResourceId === undefined) return verdict;
    return judgeAutomated(storage, verdict, instances.where("DbiResourceId", DbiResourceId).map(storageOf));
  },
});
