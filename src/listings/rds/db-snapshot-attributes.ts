import type { DBSnapshotAttributesResult } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { dbSnapshots } from "./db-snapshots.ts";

/** With whom a snapshot is shared: the attribute `restore`. One call a snapshot, and only manual ones can be shared. */
export const dbSnapshotAttributes = defineListing<DBSnapshotAttributesResult>()({
  id: "rds.db-snapshot-attributes",
  service: "rds",
  operation: "DescribeDBSnapshotAttributes",
  iam: ["rds:DescribeDBSnapshotAttributes"],
  items: "DBSnapshotAttributesResult",
  each: {
    of: dbSnapshots,
    by: "DBSnapshotIdentifier",
    where: ({ SnapshotType }) => SnapshotType === "manual",
    gone: ["DBSnapshotNotFound", "DBSnapshotNotFoundFault"],
  },
  fields: { DBSnapshotAttributes: required({ AttributeName: required(), AttributeValues: optional() }) },
  resource: {
    type: "AWS::RDS::DBSnapshot",
    id: "DBSnapshotIdentifier",
    arn: "arn:{partition}:rds:{region}:{account}:snapshot:{DBSnapshotIdentifier}",
  },
});
