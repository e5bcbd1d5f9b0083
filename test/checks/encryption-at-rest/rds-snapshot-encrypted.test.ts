import check from "../../../checks/encryption-at-rest/rds-snapshot-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, keys, managed, ours, strange } from "./keys.ts";

const snapshot = {
  DBSnapshotIdentifier: "before-upgrade",
  DBSnapshotArn: "arn:aws:rds:us-east-1:111122223333:snapshot:before-upgrade",
  DBInstanceIdentifier: "records",
  DbiResourceId: "db-1",
  SnapshotType: "manual",
  Encrypted: true,
};
const automated = { ...snapshot, DBSnapshotIdentifier: "rds:records-2026-03-01-02-15", SnapshotType: "automated" };
const instance = {
  DBInstanceIdentifier: "records",
  DBInstanceArn: "arn:aws:rds:us-east-1:111122223333:db:records",
  DbiResourceId: "db-1",
  Engine: "postgres",
  StorageEncrypted: false,
  PubliclyAccessible: false,
};

testCheck(check, {
  pass: [
    { name: "encrypted", item: snapshot },
    { name: "under a key that AWS owns", item: { ...snapshot, Encrypted: false, StorageEncryptionType: "sse-rds" } },
    { name: "our own key", item: { ...snapshot, KmsKeyId: ours }, ...asksForOurs },
    {
      name: "automated and encrypted: it passes itself",
      item: automated,
      tables: { instances: [{ ...instance, StorageEncrypted: true }] },
    },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...snapshot, Encrypted: false },
      says: "DB snapshot before-upgrade of instance records is not encrypted",
    },
    {
      name: "taken by hand of an instance that is not encrypted: nobody deletes it",
      item: { ...snapshot, Encrypted: false },
      tables: { instances: [instance] },
    },
    {
      name: "of AWS Backup",
      item: { ...snapshot, SnapshotType: "awsbackup", Encrypted: false },
      tables: { instances: [instance] },
    },
    { name: "automated, and its instance is gone", item: { ...automated, Encrypted: false } },
    {
      name: "automated, and another instance has the name now",
      item: { ...automated, Encrypted: false },
      tables: { instances: [{ ...instance, DbiResourceId: "db-2" }] },
    },
    {
      name: "automated, and its instance is encrypted now, against all experience",
      item: { ...automated, Encrypted: false },
      tables: { instances: [{ ...instance, StorageEncrypted: true, KmsKeyId: ours }] },
    },
    {
      name: "automated, of an instance that is not named",
      item: { ...automated, DbiResourceId: undefined as never, Encrypted: false },
      tables: { instances: [{ ...instance, DbiResourceId: undefined as never }] },
    },
    {
      name: "a key that AWS manages",
      item: { ...snapshot, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
    {
      name: "automated, under a key that AWS manages, and its instance has ours",
      item: { ...automated, KmsKeyId: managed },
      tables: { keys, instances: [{ ...instance, StorageEncrypted: true, KmsKeyId: ours }] },
      params: { customerManagedKeys: true },
      keys: ["customer-managed-key"],
    },
  ],
  notApplicable: [
    {
      name: "automated, of an instance that is not encrypted: the finding is the instance",
      item: { ...automated, Encrypted: false },
      tables: { instances: [instance] },
      says: /^an automated snapshot that is encrypted as its source is, and judged with that$/,
    },
    {
      name: "automated, and RDS says of one only how it is not encrypted",
      item: { ...automated, Encrypted: false, StorageEncryptionType: "none" },
      tables: { instances: [instance] },
    },
    {
      name: "automated, under the key of its instance, which AWS manages",
      item: { ...automated, KmsKeyId: managed },
      tables: { keys, instances: [{ ...instance, StorageEncrypted: true, KmsKeyId: managed }] },
      params: { customerManagedKeys: true },
    },
  ],
  undecided: [
    { name: "a copy under the key of another account", item: { ...snapshot, KmsKeyId: strange }, ...asksForOurs },
    {
      name: "automated, under the key of its instance, which KMS does not describe: it may be right",
      item: { ...automated, KmsKeyId: strange },
      tables: { keys, instances: [{ ...instance, StorageEncrypted: true, KmsKeyId: strange }] },
      params: { customerManagedKeys: true },
    },
  ],
});
