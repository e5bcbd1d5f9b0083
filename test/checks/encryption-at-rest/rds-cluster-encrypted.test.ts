import check from "../../../checks/encryption-at-rest/rds-cluster-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, managed, ours, strange } from "./keys.ts";

const cluster = {
  DBClusterIdentifier: "charts",
  DBClusterArn: "arn:aws:rds:us-east-1:111122223333:cluster:charts",
  Engine: "aurora-mysql",
  StorageEncrypted: true,
};
const owned = { ...cluster, StorageEncrypted: false, StorageEncryptionType: "sse-rds" };

testCheck(check, {
  pass: [
    { name: "encrypted", item: cluster },
    { name: "without members", item: { ...cluster, DBClusterMembers: [] } },
    { name: "under a key that AWS owns: the flag speaks of others only", item: owned },
    { name: "our own key", item: { ...cluster, KmsKeyId: ours }, ...asksForOurs },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...cluster, StorageEncrypted: false },
      says: "DB cluster charts (aurora-mysql) is not encrypted",
    },
    { name: "Neptune, which the RDS API lists too", item: { ...cluster, Engine: "neptune", StorageEncrypted: false } },
    {
      name: "a key that AWS manages",
      item: { ...cluster, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
    { name: "a key that AWS owns", item: owned, ...asksForOurs, keys: ["customer-managed-key"] },
  ],
  undecided: [{ name: "the key of another account", item: { ...cluster, KmsKeyId: strange }, ...asksForOurs }],
});
