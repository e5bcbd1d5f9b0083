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
      says: "DB cluster snapshot before-upgrade of cluster charts is not encrypted",
    },
    { name: "automated", item: automated },
    { name: "of AWS Backup", item: { ...automated, SnapshotType: "awsbackup" } },
    { name: "of a cluster that is not named", item: { ...automated, DBClusterIdentifier: undefined as never } },
    {
      name: "automated, under a key that AWS manages",
      item: { ...automated, StorageEncrypted: true, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
    {
      name: "a key that AWS manages",
      item: { ...snapshot, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
  ],
  undecided: [
    { name: "a copy under the key of another account", item: { ...snapshot, KmsKeyId: strange }, ...asksForOurs },
  ],
});
