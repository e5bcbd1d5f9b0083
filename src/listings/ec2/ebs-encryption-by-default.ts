import type { GetEbsEncryptionByDefaultResult } from "@aws-sdk/client-ec2";
import { defineListing, required } from "../../contract/index.ts";

/** A setting of the account in the region: whether each new volume and copy of a snapshot is encrypted, unasked. */
export const ebsEncryptionByDefault = defineListing<GetEbsEncryptionByDefaultResult>()({
  id: "ec2.ebs-encryption-by-default",
  service: "ec2",
  operation: "GetEbsEncryptionByDefault",
  iam: ["ec2:GetEbsEncryptionByDefault"],
  items: "",
  fields: { EbsEncryptionByDefault: required() },
  // Neither CloudFormation nor IAM has a name for it.
  resource: {
    type: "AWS::EC2::EbsEncryptionByDefault",
    id: "{region}",
    arn: "arn:{partition}:ec2:{region}:{account}:ebs-encryption-by-default",
  },
});
