import type { ItemOf } from "../../contract/index.ts";
import { ec2, rds } from "../../listings/index.ts";
import { elbSuffix, id } from "./ids.ts";
import type { Region } from "./region.ts";

export interface ProxySpec {
  /** That of the database or the cluster behind it, too. */
  readonly name: string;
  readonly subnets: readonly string[];
  readonly group: string;
}

/** A proxy in front of a PostgreSQL database or cluster, which asks for TLS. */
export function databaseProxy(region: Region, { name, subnets, group }: ProxySpec): void {
  const places = subnets.map((subnet) => region.get(ec2.subnets, id("subnet", subnet)));
  region.add(rds.dbProxies, {
    DBProxyName: name,
    DBProxyArn: region.arn("rds", `db-proxy:prx-0${elbSuffix(`proxy ${name}`)}`),
    RequireTLS: true,
    EngineFamily: "POSTGRESQL",
    Status: "available",
    Endpoint: address(region, name),
    VpcId: places[0]?.VpcId as string,
    VpcSubnetIds: places.map(({ SubnetId }) => SubnetId),
    VpcSecurityGroupIds: [region.get(ec2.securityGroups, id("sg", group)).GroupId],
  });
  for (const target of targets(region, name)) region.add(rds.dbProxyTargets, { DBProxyName: name, ...target });
}

/** A further door of a proxy beside its first, for those who only read. */
export function readOnlyEndpoint(region: Region, DBProxyName: string): void {
  const { VpcId, VpcSubnetIds, VpcSecurityGroupIds } = region.get(rds.dbProxies, DBProxyName);
  const DBProxyEndpointName = `${DBProxyName}-read`;
  region.add(rds.dbProxyEndpoints, {
    DBProxyEndpointName,
    DBProxyEndpointArn: region.arn(
      "rds",
      `db-proxy-endpoint:prx-endpoint-0${elbSuffix(`proxy ${DBProxyEndpointName}`)}`,
    ),
    DBProxyName,
    IsDefault: false,
    TargetRole: "READ_ONLY",
    Status: "available",
    Endpoint: address(region, `${DBProxyEndpointName}.endpoint`),
    VpcId: VpcId as string,
    VpcSubnetIds: VpcSubnetIds as readonly string[],
    VpcSecurityGroupIds: VpcSecurityGroupIds as readonly string[],
  });
}

function address({ account, name }: Region, first: string): string {
  return `${first}.proxy-${elbSuffix(account).slice(0, 12)}.${name}.rds.amazonaws.com`;
}

type Target = Omit<ItemOf<typeof rds.dbProxyTargets>, "DBProxyName">;

/** The database of this name; or the cluster, and each of its members. */
function targets(region: Region, name: string): Target[] {
  const cluster = region.all(rds.dbClusters).find(({ DBClusterIdentifier }) => DBClusterIdentifier === name);
  if (cluster === undefined) return [{ ...target(region, name), Role: "READ_WRITE" }];
  const members = (cluster.DBClusterMembers ?? []).map(({ DBInstanceIdentifier }, index): Target => ({
    ...target(region, DBInstanceIdentifier as string),
    TrackedClusterId: name,
    Role: index === 0 ? "READ_WRITE" : "READ_ONLY",
  }));
  return [{ Type: "TRACKED_CLUSTER", RdsResourceId: name, Port: 0 }, ...members];
}

function target(region: Region, name: string): Target {
  const { Endpoint } = region.get(rds.dbInstances, name);
  const { Address, Port } = Endpoint as { readonly Address: string; readonly Port: number };
  return { Type: "RDS_INSTANCE", RdsResourceId: name, Endpoint: Address, Port, TargetHealth: { State: "AVAILABLE" } };
}
