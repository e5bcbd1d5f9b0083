import type { DBClusterSnapshotAttributesResult } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { dbClusterSnapshots } from "./db-cluster-snapshots.ts";

/** As `rds.db-snapshot-attributes`, for the snapshots of clusters. */
export const dbClusterSnapshotAttributes = defineListing<DBClusterSnapshotAttributesResult>()({
  id: "rds.db-cluster-snapshot-attributes",
  service: "rds",
  operation: "DescribeDBClusterSnapshotAttributes",
  iam: ["rds:DescribeDBClusterSnapshotAttributes"],
  items: "DBClusterSnapshotAttributesResult",
  each: {
    of: dbClusterSnapshots,
    by: "DBClusterSnapshotIdentifier",
    where: ({ SnapshotType }) => SnapshotType === "manual",
    gone: ["DBClusterSnapshotNotFoundFault", "DBClusterSnapshotNotFound"],
  },
  fields: { DBClusterSnapshotAttributes: required({ AttributeName: required(), AttributeValues: optional() }) },
  resource: {
    type: "AWS::RDS::DBClusterSnapshot",
    id: "DBClusterSnapshotIdentifier",
    arn: "arn:{partition}:rds:{region}:{account}:cluster-snapshot:{DBClusterSnapshotIdentifier}",
  },
});
