import check from "../../../checks/encryption-at-rest/ebs-snapshot-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, managed, ours, strange } from "./keys.ts";

testCheck(check, {
  pass: [
    { name: "encrypted", item: { SnapshotId: "snap-1", Encrypted: true } },
    { name: "encrypted under any key", item: { SnapshotId: "snap-1", Encrypted: true, KmsKeyId: managed } },
    { name: "our own key", item: { SnapshotId: "snap-1", Encrypted: true, KmsKeyId: ours }, ...asksForOurs },
  ],
  fail: [
    {
      name: "not encrypted",
      item: { SnapshotId: "snap-1", Encrypted: false },
      says: "EBS snapshot snap-1 is not encrypted",
    },
    { name: "a key encrypts nothing by itself", item: { SnapshotId: "snap-1", Encrypted: false, KmsKeyId: ours } },
    {
      name: "a key that AWS manages",
      item: { SnapshotId: "snap-1", Encrypted: true, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
      says: "EBS snapshot snap-1 is encrypted under a key that AWS manages",
    },
  ],
  undecided: [
    {
      name: "a copy under the key of another account",
      item: { SnapshotId: "snap-1", Encrypted: true, KmsKeyId: strange },
      ...asksForOurs,
    },
  ],
});
