import type { Parameter } from "@aws-sdk/client-rds";
import { defineListing } from "../../contract/index.ts";
import { dbInstances } from "./db-instances.ts";
import { parameter, tlsParameters } from "./parameter.ts";

/**
 * The calls a group takes several pages, and there is no filter by name: only the groups are read of instances whose
 * engine has such a parameter, and that no cluster decides for.
 */
export const dbParameters = defineListing<Parameter>()({
  id: "rds.db-parameters",
  service: "rds",
  operation: "DescribeDBParameters",
  iam: ["rds:DescribeDBParameters"],
  items: "Parameters",
  page: 100,
  only: { ParameterName: tlsParameters },
  each: {
    of: dbInstances,
    by: "DBParameterGroupName",
    from: "DBParameterGroups.DBParameterGroupName",
    where: ({ Engine, DBClusterIdentifier }) =>
      DBClusterIdentifier === undefined && /^(postgres|mysql|mariadb|sqlserver-.*)$/.test(Engine),
    gone: ["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"],
  },
  fields: parameter,
  resource: {
    type: "AWS::RDS::DBParameterGroup",
    id: "{DBParameterGroupName}/{ParameterName}",
    arn: "arn:{partition}:rds:{region}:{account}:pg:{DBParameterGroupName}",
  },
});
