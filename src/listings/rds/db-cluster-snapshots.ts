import type { DBClusterSnapshot } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** The account's own of all types, those of Neptune and DocumentDB among them; none that others share. */
export const dbClusterSnapshots = defineListing<DBClusterSnapshot>()({
  id: "rds.db-cluster-snapshots",
  service: "rds",
  operation: "DescribeDBClusterSnapshots",
  iam: ["rds:DescribeDBClusterSnapshots"],
  items: "DBClusterSnapshots",
  page: 100,
  fields: {
    DBClusterSnapshotIdentifier: required(),
    DBClusterSnapshotArn: required(),
    StorageEncrypted: required(),
    StorageEncryptionType: optional(),
    SnapshotType: required(),
    KmsKeyId: optional(),
    DBClusterIdentifier: optional(),
    DbClusterResourceId: optional(),
    TagList: optional(tag),
  },
  resource: {
    type: "AWS::RDS::DBClusterSnapshot",
    id: "DBClusterSnapshotIdentifier",
    arn: "{DBClusterSnapshotArn}",
    name: "DBClusterSnapshotIdentifier",
  },
});
