import type { Parameter } from "@aws-sdk/client-rds";
import { defineListing } from "../../contract/index.ts";
import { dbClusters } from "./db-clusters.ts";
import { parameter, tlsParameters } from "./parameter.ts";

/** As `rds.db-parameters`, for the groups of clusters: those of Aurora, and Multi-AZ clusters of PostgreSQL and MySQL. */
export const dbClusterParameters = defineListing<Parameter>()({
  id: "rds.db-cluster-parameters",
  service: "rds",
  operation: "DescribeDBClusterParameters",
  iam: ["rds:DescribeDBClusterParameters"],
  items: "Parameters",
  page: 100,
  only: { ParameterName: tlsParameters },
  each: {
    of: dbClusters,
    by: "DBClusterParameterGroupName",
    from: "DBClusterParameterGroup",
    where: ({ Engine }) => /^(aurora-postgresql|aurora-mysql|postgres|mysql)$/.test(Engine),
    gone: ["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"],
  },
  fields: parameter,
  resource: {
    type: "AWS::RDS::DBClusterParameterGroup",
    id: "{DBClusterParameterGroupName}/{ParameterName}",
    arn: "arn:{partition}:rds:{region}:{account}:cluster-pg:{DBClusterParameterGroupName}",
  },
});
