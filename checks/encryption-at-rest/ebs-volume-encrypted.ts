import { defineCheck, ec2, fail, kms, pass } from "clausewatch";
import { judgeKey, keyParams } from "./shared/keys.ts";

export default defineCheck({
  id: "ebs-volume-encrypted",
  severity: "high",
  title: "EBS volumes are encrypted",
  why: "Whoever gets at the storage of an unencrypted drive, or at a snapshot of it, reads the ePHI on it without any key.",
  fix: "Take a snapshot of the volume, copy the snapshot with encryption under the right key, make a volume of the copy in the same zone, and swap it in for this one. Then turn on EBS encryption by default for the region.",
  sources: [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.volumes,
  with: { keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  judge: ({ VolumeId, Encrypted, KmsKeyId, Attachments = [] }, { keys }, { customerManagedKeys }) => {
    if (Encrypted) return customerManagedKeys ? judgeKey("EBS volume", VolumeId, KmsKeyId, keys) : pass();
    const instances = Attachments.flatMap(({ InstanceId }) => InstanceId ?? []).sort();
    const use = instances.length === 0 ? "and attached to no instance" : `and attached to ${instances.join(", ")}`;
    return fail(`EBS volume ${VolumeId} is not encrypted ${use}`);
  },
});
