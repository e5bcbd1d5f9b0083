import type { Volume } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

export const volumes = defineListing<Volume>()({
  id: "ec2.volumes",
  service: "ec2",
  operation: "DescribeVolumes",
  iam: ["ec2:DescribeVolumes"],
  items: "Volumes",
  page: 1000,
  fields: {
    VolumeId: required(),
    Encrypted: required(),
    KmsKeyId: optional(),
    State: optional(),
    Size: optional(),
    AvailabilityZone: optional(),
    CreateTime: optional(),
    SnapshotId: optional(),
    Attachments: optional({ InstanceId: optional(), Device: optional(), State: optional() }),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::Volume",
    id: "VolumeId",
    arn: "arn:{partition}:ec2:{region}:{account}:volume/{VolumeId}",
  },
});
