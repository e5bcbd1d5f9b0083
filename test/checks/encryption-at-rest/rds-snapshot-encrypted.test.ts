import check from "../../../checks/encryption-at-rest/rds-snapshot-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, managed, ours, strange } from "./keys.ts";

const snapshot = {
  DBSnapshotIdentifier: "before-upgrade",
  DBSnapshotArn: "arn:aws:rds:us-east-1:111122223333:snapshot:before-upgrade",
  DBInstanceIdentifier: "records",
  DbiResourceId: "db-1",
  SnapshotType: "manual",
  Encrypted: true,
};
const automated = { ...snapshot, DBSnapshotIdentifier: "rds:records-2026-03-01-02-15", SnapshotType: "automated" };
testCheck(check, {
  pass: [
    { name: "encrypted", item: snapshot },
    { name: "under a key that AWS owns", item: { ...snapshot, Encrypted: false, StorageEncryptionType: "sse-rds" } },
    { name: "our own key", item: { ...snapshot, KmsKeyId: ours }, ...asksForOurs },
    { name: "automated and encrypted", item: automated },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { ...snapshot, Encrypted: false },
      says: "DB snapshot before-upgrade of instance records is not encrypted",
    },
    { name: "automated", item: { ...automated, Encrypted: false } },
    { name: "of AWS Backup", item: { ...snapshot, SnapshotType: "awsbackup", Encrypted: false } },
    {
      name: "of an instance that is not named",
      item: { ...snapshot, DBInstanceIdentifier: undefined as never, Encrypted: false },
      says: "DB snapshot before-upgrade is not encrypted",
    },
    {
      name: "a key that AWS manages",
      item: { ...snapshot, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
    {
      name: "automated, under a key that AWS manages",
      item: { ...automated, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
    },
  ],
  undecided: [
    { name: "a copy under the key of another account", item: { ...snapshot, KmsKeyId: strange }, ...asksForOurs },
  ],
});
