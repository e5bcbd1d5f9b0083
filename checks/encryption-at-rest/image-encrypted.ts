import { defineCheck, ec2, fail, notApplicable, pass } from "clausewatch";

export default defineCheck({
  id: "image-encrypted",
  severity: "high",
  title: "The drives in machine images are encrypted",
  why: "A machine image holds the drives of the server it was made of, and gives unencrypted ones to each server that is started from it, unless the region encrypts by default.",
  fix: "Copy the image with encryption, start servers from the copy, and deregister this image together with its snapshots.",
  sources: [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.images,
  judge: ({ ImageId, BlockDeviceMappings }) => {
    const drives = BlockDeviceMappings.filter(({ Ebs }) => Ebs !== undefined);
    if (drives.length === 0)
      return notApplicable("an image without EBS drives; instance store volumes start out empty");
    const plain = drives.filter(({ Ebs }) => !Ebs?.Encrypted);
    if (plain.length === 0) return pass();
    const named = plain.map(({ DeviceName = "a device without a name", Ebs }) =>
      Ebs?.SnapshotId === undefined ? `${DeviceName} (empty)` : `${DeviceName} (${Ebs.SnapshotId})`,
    );
    return fail(`Machine image ${ImageId} has drives that are not encrypted: ${named.sort().join(", ")}`);
  },
});
