import type { DBInstance } from "@aws-sdk/client-rds";
import { defineListing, optional, required } from "../../contract/index.ts";
import { tag } from "../tags.ts";

/** DescribeDBInstances also returns the instances of Neptune and DocumentDB. */
export const dbInstances = defineListing<DBInstance>()({
  id: "rds.db-instances",
  service: "rds",
  operation: "DescribeDBInstances",
  iam: ["rds:DescribeDBInstances"],
  items: "DBInstances",
  page: 100,
  fields: {
    DBInstanceIdentifier: required(),
    DBInstanceArn: required(),
    Engine: required(),
    EngineVersion: optional(),
    DBInstanceStatus: optional(),
    DBClusterIdentifier: optional(),
    ReadReplicaSourceDBInstanceIdentifier: optional(),
    ReadReplicaSourceDBClusterIdentifier: optional(),
    DbiResourceId: optional(),
    StorageEncrypted: required(),
    StorageEncryptionType: optional(),
    KmsKeyId: optional(),
    PubliclyAccessible: required(),
    Endpoint: optional({ Address: optional(), Port: optional() }),
    // Of SQL Server's availability groups, which clients may use in its place.
    ListenerEndpoint: optional({ Address: optional(), Port: optional() }),
    NetworkType: optional(),
    VpcSecurityGroups: optional({ VpcSecurityGroupId: optional(), Status: optional() }),
    DBSubnetGroup: optional({
      DBSubnetGroupName: optional(),
      VpcId: optional(),
      Subnets: optional({ SubnetIdentifier: optional() }),
    }),
    DBParameterGroups: optional({ DBParameterGroupName: optional(), ParameterApplyStatus: optional() }),
    BackupRetentionPeriod: optional(),
    DeletionProtection: optional(),
    MultiAZ: optional(),
    TagList: optional(tag),
  },
  resource: {
    type: "AWS::RDS::DBInstance",
    id: "DBInstanceIdentifier",
    arn: "{DBInstanceArn}",
    name: "DBInstanceIdentifier",
  },
});
