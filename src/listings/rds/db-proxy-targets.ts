import type { DBProxyTarget } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { dbProxies } from "./db-proxies.ts";

/** One call a proxy: the databases that it connects to. A cluster stands in it itself, and so does each of its instances. */
export const dbProxyTargets = defineListing<DBProxyTarget>()({
  id: "rds.db-proxy-targets",
  service: "rds",
  operation: "DescribeDBProxyTargets",
  iam: ["rds:DescribeDBProxyTargets"],
  items: "Targets",
  page: 100,
  each: { of: dbProxies, by: "DBProxyName", gone: ["DBProxyNotFoundFault"] },
  fields: {
    Type: required(),
    // The identifier of the instance, or of the cluster.
    RdsResourceId: required(),
    TrackedClusterId: optional(),
    Endpoint: optional(),
    // 0 of a cluster.
    Port: optional(),
    Role: optional(),
    TargetHealth: optional({ State: optional(), Reason: optional() }),
  },
  // A target is no resource of its own, and does not tell the id that its proxy's ARN ends with.
  resource: {
    type: "AWS::RDS::DBProxyTargetGroup",
    id: "{DBProxyName}/{Type}/{RdsResourceId}",
    arn: "arn:{partition}:rds:{region}:{account}:db-proxy:{DBProxyName}",
  },
});
