import check from "../../../checks/encryption-at-rest/ebs-volume-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";
import { asksForOurs, managed, novel, ours, strange } from "./keys.ts";

testCheck(check, {
  pass: [
    { name: "encrypted", item: { VolumeId: "vol-1", Encrypted: true } },
    {
      name: "encrypted with the AWS-managed key",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: "alias/aws/ebs" },
    },
    {
      name: "keys are there, and not asked about",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: managed },
      tables: asksForOurs.tables,
    },
    { name: "our own key", item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: ours }, ...asksForOurs },
    {
      name: "our own key, named by id",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: "ours" },
      ...asksForOurs,
    },
  ],
  fail: [
    {
      name: "attached to nothing",
      item: { VolumeId: "vol-1", Encrypted: false },
      says: "EBS volume vol-1 is not encrypted and attached to no instance",
    },
    {
      name: "attached to two instances",
      item: { VolumeId: "vol-1", Encrypted: false, Attachments: [{ InstanceId: "i-2" }, { InstanceId: "i-1" }, {}] },
      says: "EBS volume vol-1 is not encrypted and attached to i-1, i-2",
    },
    {
      name: "a key id alone encrypts nothing",
      item: { VolumeId: "vol-1", Encrypted: false, KmsKeyId: "alias/aws/ebs", State: "in-use" },
    },
    {
      name: "not encrypted is one finding, whatever key is asked for",
      item: { VolumeId: "vol-1", Encrypted: false, KmsKeyId: ours },
      ...asksForOurs,
    },
    {
      name: "a key that AWS manages",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: managed },
      ...asksForOurs,
      keys: ["customer-managed-key"],
      says: "EBS volume vol-1 is encrypted under a key that AWS manages",
    },
  ],
  undecided: [
    {
      name: "a key that KMS does not describe",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: strange },
      ...asksForOurs,
      says: `kms:DescribeKey did not tell who manages the key ${strange}`,
    },
    {
      name: "a key with the id of one of ours, of another account",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: "arn:aws:kms:us-east-1:444455556666:key/ours" },
      ...asksForOurs,
    },
    {
      name: "an alias, which says nothing of who manages the key",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: "alias/aws/ebs" },
      ...asksForOurs,
    },
    {
      name: "a manager that is not known",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: novel },
      ...asksForOurs,
      says: /managed by PARTNER/,
    },
    {
      name: "no key",
      item: { VolumeId: "vol-1", Encrypted: true },
      ...asksForOurs,
      says: "AWS does not say which key encrypts it",
    },
  ],
  badParams: [
    { name: "not a yes or no", params: { customerManagedKeys: "yes" }, says: /boolean/ },
    { name: "misspelt", params: { customerManagedKey: true }, says: /customerManagedKey/ },
  ],
});
