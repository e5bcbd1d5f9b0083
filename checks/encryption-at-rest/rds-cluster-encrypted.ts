import { defineCheck, kms, rds } from "clausewatch";
import { keyParams } from "./shared/keys.ts";
import { judgeStorage, storageOf } from "./shared/rds-storage.ts";

export default defineCheck({
  id: "rds-cluster-encrypted",
  severity: "high",
  title: "The storage of DB clusters is encrypted",
  why: "All instances of a cluster share its storage; unencrypted, it gives the whole database and its backups to whoever gets at the disks or at a snapshot.",
  fix: "Restore a snapshot of the cluster into a new cluster with the right KMS key, which encrypts it, and move the application to the new cluster.",
  sources: [
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: rds.dbClusters,
  with: { keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  judge: (cluster, { keys }, params) => {
    const id = `${cluster.DBClusterIdentifier} (${cluster.Engine})`;
    return judgeStorage("DB cluster", id, storageOf(cluster), keys, params);
  },
});
