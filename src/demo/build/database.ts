import type { ItemOf } from "../../contract/index.ts";
import { ec2, rds } from "../../listings/index.ts";
import { elbSuffix, id, resourceId } from "./ids.ts";
import { kmsKey } from "./key.ts";
import { clusterParameterGroup, parameterGroup } from "./parameter-group.ts";
import { networkInterface } from "./network-interface.ts";
import type { Region } from "./region.ts";
import { tags } from "./tags.ts";

/** The subnets a database may live in, in two zones. */
export interface SubnetGroup {
  readonly name: string;
  readonly subnets: readonly [string, string];
}

interface Spec {
  readonly name: string;
  readonly engine: string;
  readonly version: string;
  readonly port: number;
  readonly in: SubnetGroup;
  readonly groups: readonly string[];
  readonly role: string;
  readonly customer?: string;
}

export interface DatabaseSpec extends Spec {
  readonly parameters: string;
  readonly multiAz: boolean;
}

/** An RDS instance with its interface: encrypted, private, backed up; its parameter group forces TLS. */
export function database(region: Region, spec: DatabaseSpec): void {
  region.add(rds.dbInstances, {
    ...instance(region, spec, spec.in.subnets[0]),
    DBParameterGroups: [{ DBParameterGroupName: spec.parameters, ParameterApplyStatus: "in-sync" }],
    MultiAZ: spec.multiAz,
  });
  parameterGroup(region, spec.parameters, "1");
}

export interface ClusterSpec extends Spec {
  readonly parameters: string;
  /** The instances that serve it. */
  readonly members: readonly string[];
}

/** An Aurora cluster, encrypted, with its members; its parameter group forces TLS. */
export function cluster(region: Region, spec: ClusterSpec): void {
  region.add(rds.dbClusters, {
    DBClusterIdentifier: spec.name,
    DBClusterArn: region.arn("rds", `cluster:${spec.name}`),
    Engine: spec.engine,
    EngineVersion: spec.version,
    Status: "available",
    DbClusterResourceId: resourceId("cluster", spec.name),
    StorageEncrypted: true,
    KmsKeyId: kmsKey(region, "rds"),
    Port: spec.port,
    DBSubnetGroup: spec.in.name,
    DBClusterMembers: spec.members.map((name) => ({
      DBInstanceIdentifier: name,
      DBClusterParameterGroupStatus: "in-sync",
    })),
    VpcSecurityGroups: securityGroups(region, spec.groups),
    DBClusterParameterGroup: spec.parameters,
    BackupRetentionPeriod: 30,
    DeletionProtection: true,
    HttpEndpointEnabled: false,
    TagList: tags({ Role: spec.role, Customer: spec.customer }),
  });
  clusterParameterGroup(region, spec.parameters, "1");
  for (const [index, name] of spec.members.entries()) {
    region.add(rds.dbInstances, {
      ...instance(region, { ...spec, name }, spec.in.subnets[index % 2 === 0 ? 0 : 1]),
      DBClusterIdentifier: spec.name,
      MultiAZ: false,
    });
  }
}

/** An instance that lives in the subnet `home` now. */
function instance(region: Region, spec: Spec, home: string): ItemOf<typeof rds.dbInstances> {
  const { VpcId } = region.get(ec2.subnets, id("subnet", home));
  networkInterface(region, {
    name: `rds ${spec.name}`,
    subnet: home,
    groups: spec.groups,
    description: "RDSNetworkInterface",
    managed: true,
  });
  subnetGroup(region, spec.in, VpcId);
  return {
    DBInstanceIdentifier: spec.name,
    DBInstanceArn: region.arn("rds", `db:${spec.name}`),
    Engine: spec.engine,
    EngineVersion: spec.version,
    DBInstanceStatus: "available",
    DbiResourceId: resourceId("db", spec.name),
    StorageEncrypted: true,
    KmsKeyId: kmsKey(region, "rds"),
    PubliclyAccessible: false,
    Endpoint: {
      Address: `${spec.name}.c${elbSuffix(region.account).slice(0, 11)}.${region.name}.rds.amazonaws.com`,
      Port: spec.port,
    },
    VpcSecurityGroups: securityGroups(region, spec.groups),
    DBSubnetGroup: {
      DBSubnetGroupName: spec.in.name,
      VpcId,
      Subnets: spec.in.subnets.map((name) => ({
        SubnetIdentifier: region.get(ec2.subnets, id("subnet", name)).SubnetId,
      })),
    },
    BackupRetentionPeriod: 30,
    DeletionProtection: true,
    TagList: tags({ Role: spec.role, Customer: spec.customer }),
  };
}

/** Made once, by the first database in it. */
function subnetGroup(region: Region, { name, subnets }: SubnetGroup, VpcId: string): void {
  if (region.all(rds.dbSubnetGroups).some(({ DBSubnetGroupName }) => DBSubnetGroupName === name)) return;
  region.add(rds.dbSubnetGroups, {
    DBSubnetGroupName: name,
    DBSubnetGroupArn: region.arn("rds", `subgrp:${name}`),
    VpcId,
    Subnets: subnets.map((subnet) => ({ SubnetIdentifier: region.get(ec2.subnets, id("subnet", subnet)).SubnetId })),
  });
}

function securityGroups(region: Region, names: readonly string[]) {
  return names.map((name) => ({
    VpcSecurityGroupId: region.get(ec2.securityGroups, id("sg", name)).GroupId,
    Status: "active",
  }));
}
