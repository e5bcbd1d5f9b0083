import { defineCheck, ec2, fail, pass } from "clausewatch";

export default defineCheck({
  id: "ebs-volume-encrypted",
  severity: "high",
  title: "EBS volumes are encrypted",
  why: "Whoever gets at the storage of an unencrypted drive, or at a snapshot of it, reads the ePHI on it without any key.",
  fix: "Take a snapshot of the volume, copy the snapshot with encryption, make a volume of the copy in the same zone, and swap it in for this one. Then turn on EBS encryption by default for the region.",
  sources: [
    "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.volumes,
  judge: ({ VolumeId, Encrypted, Attachments = [] }) => {
    if (Encrypted) return pass();
    const instances = Attachments.flatMap(({ InstanceId }) => InstanceId ?? []).sort();
    const use = instances.length === 0 ? "and attached to no instance" : `and attached to ${instances.join(", ")}`;
    return fail(`EBS volume ${VolumeId} is not encrypted ${use}`);
  },
});
