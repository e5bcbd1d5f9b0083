import { defineCheck, kms, rds } from "clausewatch";
import { keyParams } from "./shared/keys.ts";
import { judgeStorage, storageOf } from "./shared/rds-storage.ts";

export default defineCheck({
  id: "rds-cluster-snapshot-encrypted",
  severity: "high",
  title: "Snapshots of DB clusters are encrypted",
  why: "A snapshot is a whole database that outlives its cluster, and that one call copies or shares; an unencrypted one gives its ePHI to whoever gets it.",
  fix: "Restore the snapshot into a cluster with the right KMS key, which encrypts it, take a snapshot of that cluster, and delete this one and the cluster. RDS deletes an automated one when its retention ends, and makes encrypted ones once the cluster is replaced by an encrypted one; one whose cluster is gone is deleted with the retained backup that it belongs to.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterSnapshot.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbClusterSnapshots,
  with: { keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  judge: (snapshot, { keys }, params) => {
    const { DBClusterSnapshotIdentifier, DBClusterIdentifier } = snapshot;
    const of = DBClusterIdentifier === undefined ? "" : ` of cluster ${DBClusterIdentifier}`;
    const id = `${DBClusterSnapshotIdentifier}${of}`;
    return judgeStorage("DB cluster snapshot", id, storageOf(snapshot), keys, params);
  },
});
