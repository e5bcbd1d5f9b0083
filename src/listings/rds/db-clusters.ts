import type { DBCluster } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** DescribeDBClusters also returns the clusters of Neptune and DocumentDB. */
export const dbClusters = defineListing<DBCluster>()({
  id: "rds.db-clusters",
  service: "rds",
  operation: "DescribeDBClusters",
  iam: ["rds:DescribeDBClusters"],
  items: "DBClusters",
  page: 100,
  fields: {
    DBClusterIdentifier: required(),
    DBClusterArn: required(),
    Engine: required(),
    EngineVersion: optional(),
    Status: optional(),
    DbClusterResourceId: optional(),
    StorageEncrypted: required(),
    StorageEncryptionType: optional(),
    KmsKeyId: optional(),
    Port: optional(),
    DBSubnetGroup: optional(),
    NetworkType: optional(),
    // Told of Multi-AZ clusters alone; an Aurora cluster is as public as its instances.
    PubliclyAccessible: optional(),
    // Told of Aurora's express configuration alone, which may stand in no VPC and be reached from the internet all the same.
    VPCNetworkingEnabled: optional(),
    InternetAccessGatewayEnabled: optional(),
    DBClusterMembers: optional({ DBInstanceIdentifier: optional(), DBClusterParameterGroupStatus: optional() }),
    VpcSecurityGroups: optional({ VpcSecurityGroupId: optional(), Status: optional() }),
    DBClusterParameterGroup: optional(),
    BackupRetentionPeriod: optional(),
    DeletionProtection: optional(),
    HttpEndpointEnabled: optional(),
    TagList: optional(tag),
  },
  resource: {
    type: "AWS::RDS::DBCluster",
    id: "DBClusterIdentifier",
    arn: "{DBClusterArn}",
    name: "DBClusterIdentifier",
  },
});
