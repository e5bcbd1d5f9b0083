import { defineCheck, ec2, fail, pass } from "clausewatch";

export default defineCheck({
  id: "ebs-encrypted-by-default",
  severity: "medium",
  title: "EBS encryption by default is on in every region",
  why: "Without it, every new drive and every copy of a snapshot is encrypted only if whoever makes it thinks of it; the next unencrypted one is a matter of time.",
  fix: "Turn on EBS encryption by default in the EC2 settings of the region (EnableEbsEncryptionByDefault). It changes no drive that is there already.",
  sources: [
    "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetEbsEncryptionByDefault.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.ebsEncryptionByDefault,
  judge: ({ EbsEncryptionByDefault }) =>
    EbsEncryptionByDefault
      ? pass()
      : fail("New EBS volumes of this region are encrypted only where somebody asks for it"),
});
