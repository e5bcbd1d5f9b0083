import { defineCheck, ec2, fail, kms, pass } from "clausewatch";
import { judgeKey, keyParams } from "./shared/keys.ts";

export default defineCheck({
  id: "ebs-snapshot-encrypted",
  severity: "high",
  title: "EBS snapshots are encrypted",
  why: "A snapshot holds all that was on the drive, outlives it, and can be copied or shared by one call; an unencrypted one gives its ePHI to whoever gets it.",
  fix: "Copy the snapshot with encryption under the right key, point whatever uses it to the copy, and delete it. An archived snapshot must be restored first, and the snapshot of a machine image goes when the image is deregistered.",
  sources: [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Snapshot.html",
    "https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.snapshots,
  with: { keys: kms.keyDetails },
  when: { keys: "customerManagedKeys" },
  params: keyParams,
  // There may be a million of them: what passes makes nothing.
  judge: ({ SnapshotId, Encrypted, KmsKeyId }, { keys }, { customerManagedKeys }) => {
    if (!Encrypted) return fail(`EBS snapshot ${SnapshotId} is not encrypted`);
    return customerManagedKeys ? judgeKey("EBS snapshot", SnapshotId, KmsKeyId, keys) : pass();
  },
});
