import type { DBProxyEndpoint } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";

/** Further doors of proxies, which may stand in other subnets, in another VPC and behind other groups than the proxy itself. */
export const dbProxyEndpoints = defineListing<DBProxyEndpoint>()({
  id: "rds.db-proxy-endpoints",
  service: "rds",
  operation: "DescribeDBProxyEndpoints",
  iam: ["rds:DescribeDBProxyEndpoints"],
  items: "DBProxyEndpoints",
  page: 100,
  fields: {
    DBProxyEndpointName: required(),
    DBProxyEndpointArn: required(),
    DBProxyName: required(),
    IsDefault: optional(),
    TargetRole: optional(),
    Status: optional(),
    Endpoint: optional(),
    EndpointNetworkType: optional(),
    VpcId: optional(),
    VpcSubnetIds: optional(),
    VpcSecurityGroupIds: optional(),
  },
  resource: {
    type: "AWS::RDS::DBProxyEndpoint",
    id: "{DBProxyName}/{DBProxyEndpointName}",
    arn: "{DBProxyEndpointArn}",
    name: "DBProxyEndpointName",
  },
});
