import check from "../../../checks/encryption-at-rest/rds-instance-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, managed, ours, strange } from "./keys.ts";

const instance = {
  DBInstanceIdentifier: "records",
  DBInstanceArn: "arn:aws:rds:us-east-1:111122223333:db:records",
  Engine: "postgres",
  StorageEncrypted: true,
  PubliclyAccessible: false,
};
const owned = { ...instance, StorageEncrypted: false, StorageEncryptionType: "sse-rds" };

testCheck(check, {
  pass: [
    { name: "encrypted", item: instance },
    { name: "encrypted and public: another check's business", item: { ...instance, PubliclyAccessible: true } },
    { name: "encrypted, and RDS says how", item: { ...instance, StorageEncryptionType: "sse-kms", KmsKeyId: managed } },
    { name: "under a key that AWS owns: the flag speaks of others only", item: owned },
    { name: "encrypted in a way that is not known", item: { ...instance, StorageEncryptionType: "sse-quantum" } },
    { name: "our own key", item: { ...instance, KmsKeyId: ours }, ...asksForOurs },
    { name: "our own key, named by id", item: { ...instance, KmsKeyId: "ours" }, ...asksForOurs },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...instance, StorageEncrypted: false },
      says: "DB instance records (postgres) is not encrypted",
    },
    {
      name: "not encrypted, and RDS says so twice",
      item: { ...instance, StorageEncrypted: false, StorageEncryptionType: "none" },
    },
    { name: "where flag and type disagree, the type", item: { ...instance, StorageEncryptionType: "none" } },
    {
      name: "the member of a cluster that is not encrypted",
      item: { ...instance, Engine: "aurora-postgresql", DBClusterIdentifier: "charts", StorageEncrypted: false },
      says: "DB instance records (aurora-postgresql) of cluster charts is not encrypted",
    },
    { name: "a key without encryption", item: { ...instance, StorageEncrypted: false, KmsKeyId: "alias/records" } },
    {
      name: "a key that AWS manages",
      item: { ...instance, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
      says: "DB instance records (postgres) is encrypted under a key that AWS manages",
    },
    {
      name: "a key that AWS owns",
      item: owned,
      ...asksForOurs,
      keys: ["customer-managed-key"],
      says: "DB instance records (postgres) is encrypted under a key that AWS owns",
    },
  ],
  undecided: [
    { name: "the key of another account", item: { ...instance, KmsKeyId: strange }, ...asksForOurs },
    {
      name: "neither plain nor encrypted in a known way",
      item: { ...instance, StorageEncrypted: false, StorageEncryptionType: "sse-quantum" },
      says: "RDS calls its encryption sse-quantum, which is not known here",
    },
    {
      name: "encrypted in a way that is not known, and the key matters",
      item: { ...instance, StorageEncryptionType: "sse-quantum", KmsKeyId: ours },
      ...asksForOurs,
    },
  ],
});
