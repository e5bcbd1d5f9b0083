import type { Snapshot } from "@aws-sdk/client-ec2";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** The account's own. Without the owner, EC2 lists all public ones too. Archived ones are among them. */
export const snapshots = defineListing<Snapshot>()({
  id: "ec2.snapshots",
  service: "ec2",
  operation: "DescribeSnapshots",
  iam: ["ec2:DescribeSnapshots"],
  items: "Snapshots",
  page: 1000,
  input: { OwnerIds: ["self"] },
  fields: {
    SnapshotId: required(),
    Encrypted: required(),
    KmsKeyId: optional(),
    Tags: optional(tag),
  },
  resource: {
    type: "AWS::EC2::Snapshot",
    id: "SnapshotId",
    // EC2's snapshot ARNs name no account.
    arn: "arn:{partition}:ec2:{region}::snapshot/{SnapshotId}",
  },
});
