import { ec2, rds } from "../../listings/index.ts";
import { elbSuffix, id } from "./ids.ts";
import type { Region } from "./region.ts";

export interface ProxySpec {
  readonly name: string;
  readonly subnets: readonly string[];
  readonly group: string;
}

/** A proxy in front of a PostgreSQL database, which asks for TLS. */
export function databaseProxy(region: Region, { name, subnets, group }: ProxySpec): void {
  const places = subnets.map((subnet) => region.get(ec2.subnets, id("subnet", subnet)));
  region.add(rds.dbProxies, {
    DBProxyName: name,
    DBProxyArn: region.arn("rds", `db-proxy:prx-0${elbSuffix(`proxy ${name}`)}`),
    RequireTLS: true,
    EngineFamily: "POSTGRESQL",
    Status: "available",
    Endpoint: `${name}.proxy-${elbSuffix(region.account).slice(0, 12)}.${region.name}.rds.amazonaws.com`,
    VpcId: places[0]?.VpcId as string,
    VpcSubnetIds: places.map(({ SubnetId }) => SubnetId),
    VpcSecurityGroupIds: [region.get(ec2.securityGroups, id("sg", group)).GroupId],
  });
}
