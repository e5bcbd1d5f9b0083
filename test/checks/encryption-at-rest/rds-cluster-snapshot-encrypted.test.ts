import check from "../../../checks/encryption-at-rest/rds-cluster-snapshot-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, managed, ours, strange } from "./keys.ts";

const snapshot = {
  DBClusterSnapshotIdentifier: "before-upgrade",
  DBClusterSnapshotArn: "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:before-upgrade",
  DBClusterIdentifier: "charts",
  DbClusterResourceId: "cluster-1",
  SnapshotType: "manual",
  StorageEncrypted: true,
};
const automated = { ...snapshot, SnapshotType: "automated", StorageEncrypted: false };
const cluster = {
  DBClusterIdentifier: "charts",
  DBClusterArn: "arn:aws:rds:us-east-1:111122223333:cluster:charts",
  DbClusterResourceId: "cluster-1",
  Engine: "aurora-mysql",
  StorageEncrypted: false,
};

testCheck(check, {
  pass: [
    { name: "encrypted", item: snapshot },
    {
      name: "under a key that AWS owns, as Aurora encrypts by default",
      item: { ...snapshot, StorageEncrypted: false, StorageEncryptionType: "sse-rds" },
    },
    { name: "our own key", item: { ...snapshot, KmsKeyId: ours }, ...asksForOurs },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...snapshot, StorageEncrypted: false },
      tables: { clusters: [cluster] },
      says: "DB cluster snapshot before-upgrade of cluster charts is not encrypted",
    },
    { name: "automated, and its cluster is gone", item: automated },
    {
      name: "of AWS Backup, which has its own retention",
      item: { ...automated, SnapshotType: "awsbackup" },
      tables: { clusters: [cluster] },
    },
    {
      name: "automated, of a cluster that is not named",
      item: { ...automated, DbClusterResourceId: undefined as never },
      tables: { clusters: [{ ...cluster, DbClusterResourceId: undefined as never }] },
    },
    {
      name: "automated, and another cluster has the name now",
      item: automated,
      tables: { clusters: [{ ...cluster, DbClusterResourceId: "cluster-2" }] },
    },
    {
      name: "a key that AWS manages",
      item: { ...snapshot, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
  ],
  notApplicable: [
    {
      name: "automated, of a cluster that is not encrypted: the finding is the cluster",
      item: automated,
      tables: { clusters: [cluster] },
    },
  ],
  undecided: [
    { name: "a copy under the key of another account", item: { ...snapshot, KmsKeyId: strange }, ...asksForOurs },
  ],
});
