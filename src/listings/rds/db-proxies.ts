import type { DBProxy } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";

export const dbProxies = defineListing<DBProxy>()({
  id: "rds.db-proxies",
  service: "rds",
  operation: "DescribeDBProxies",
  iam: ["rds:DescribeDBProxies"],
  items: "DBProxies",
  page: 100,
  fields: {
    DBProxyName: required(),
    DBProxyArn: required(),
    RequireTLS: required(),
    EngineFamily: optional(),
    Status: optional(),
    Endpoint: optional(),
    EndpointNetworkType: optional(),
    VpcId: optional(),
    VpcSubnetIds: optional(),
    VpcSecurityGroupIds: optional(),
  },
  resource: { type: "AWS::RDS::DBProxy", id: "DBProxyName", arn: "{DBProxyArn}", name: "DBProxyName" },
});
