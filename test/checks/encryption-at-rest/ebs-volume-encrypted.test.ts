import check from "../../../checks/encryption-at-rest/ebs-volume-encrypted.ts";
import { testCheck } from "../../kit/check-tester.ts";

testCheck(check, {
  pass: [
    { name: "encrypted", item: { VolumeId: "vol-1", Encrypted: true } },
    {
      name: "encrypted with the AWS-managed key",
      item: { VolumeId: "vol-1", Encrypted: true, KmsKeyId: "alias/aws/ebs" },
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
  ],
});
