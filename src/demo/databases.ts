/** The databases of production, eu-central-1, that RDS runs. Percona runs on a server of its own. */
import { cluster, database, databaseProxy, readOnlyEndpoint, type Region, type SubnetGroup } from "./build/index.ts";

export function buildDatabases(region: Region): void {
  const postgres = { engine: "postgres", version: "17.6", port: 5432, parameters: "postgres17-tls", role: "database" };
  const aurora = { engine: "aurora-postgresql", version: "16.9", port: 5432, parameters: "aurora-postgres16-tls" };

  database(region, {
    ...postgres,
    name: "platform-records",
    in: dataSubnets("platform"),
    groups: ["postgres"],
    multiAz: true,
  });
  cluster(region, {
    ...aurora,
    name: "platform-reports",
    role: "database",
    in: dataSubnets("platform"),
    groups: ["reports"],
    members: ["platform-reports-1"],
  });
  cluster(region, {
    ...aurora,
    name: "alder-records",
    role: "database",
    customer: "alder",
    in: dataSubnets("alder"),
    groups: ["alder-db"],
    members: ["alder-records-1", "alder-records-2"],
  });
  database(region, {
    ...postgres,
    name: "birch-records",
    customer: "birch",
    in: dataSubnets("birch"),
    groups: ["birch-db"],
    multiAz: true,
  });
  const { subnets } = dataSubnets("platform");
  databaseProxy(region, { name: "platform-records", subnets, group: "postgres" });
  databaseProxy(region, { name: "platform-reports", subnets, group: "reports" });
  readOnlyEndpoint(region, "platform-reports");
}

function dataSubnets(vpc: string): SubnetGroup {
  return { name: `${vpc}-data`, subnets: [`${vpc} data a`, `${vpc} data b`] };
}
