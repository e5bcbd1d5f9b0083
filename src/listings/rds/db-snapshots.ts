import type { DBSnapshot } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** The account's own of all types. Those that others share with it, or with everybody, are listed only on request. */
export const dbSnapshots = defineListing<DBSnapshot>()({
  id: "rds.db-snapshots",
  service: "rds",
  operation: "DescribeDBSnapshots",
  iam: ["rds:DescribeDBSnapshots"],
  items: "DBSnapshots",
  page: 100,
  fields: {
    DBSnapshotIdentifier: required(),
    DBSnapshotArn: required(),
    Encrypted: required(),
    // Encrypted is false where a key that AWS owns encrypts; this says so.
    StorageEncryptionType: optional(),
    SnapshotType: required(),
    KmsKeyId: optional(),
    DBInstanceIdentifier: optional(),
    DbiResourceId: optional(),
    TagList: optional(tag),
  },
  resource: {
    type: "AWS::RDS::DBSnapshot",
    id: "DBSnapshotIdentifier",
    arn: "{DBSnapshotArn}",
    name: "DBSnapshotIdentifier",
  },
});
