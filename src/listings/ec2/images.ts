import type { Image } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** The account's own. EC2 leaves out disabled ones, whose snapshots are still there, unless it is asked for them. */
export const images = defineListing<Image>()({
  id: "ec2.images",
  service: "ec2",
  operation: "DescribeImages",
  iam: ["ec2:DescribeImages"],
  items: "Images",
  page: 1000,
  input: { Owners: ["self"], IncludeDisabled: true },
  fields: {
    ImageId: required(),
    Name: optional(),
    // A mapping without Ebs is of an instance store volume.
    BlockDeviceMappings: required({
      DeviceName: optional(),
      Ebs: optional({ Encrypted: required(), SnapshotId: optional() }),
    }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::Image",
    id: "ImageId",
    // EC2's image ARNs name no account.
    arn: "arn:{partition}:ec2:{region}::image/{ImageId}",
    name: "Name",
  },
});
