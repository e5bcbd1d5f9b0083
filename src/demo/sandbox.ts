/** The sandbox in us-east-1: the default VPC, one test box and one database that nobody remembers. */
import {
  ANYWHERE,
  database,
  group,
  internetGateway,
  members,
  routeTable,
  server,
  subnet,
  tcp,
  vpc,
  type Region,
} from "./build/index.ts";

export function buildSandbox(region: Region): void {
  vpc(region, { name: "sandbox", cidr: "172.31.0.0/16", ipv6: "2001:db8:99", isDefault: true });
  const place = { vpc: "sandbox", publicOnLaunch: true };
  subnet(region, { ...place, name: "sandbox a", zone: "a", cidr: "172.31.0.0/20", ipv6: "2001:db8:99::/64" });
  subnet(region, { ...place, name: "sandbox b", zone: "b", cidr: "172.31.16.0/20", ipv6: "2001:db8:99:1::/64" });
  routeTable(region, {
    name: "sandbox public",
    vpc: "sandbox",
    subnets: ["sandbox a", "sandbox b"],
    routes: internetGateway(region, "sandbox", { ipv6: true }),
  });
  // The main route table, which leads nowhere, serves the database.
  subnet(region, { vpc: "sandbox", name: "sandbox data a", zone: "a", cidr: "172.31.32.0/20" });
  subnet(region, { vpc: "sandbox", name: "sandbox data b", zone: "b", cidr: "172.31.48.0/20" });
  group(region, {
    name: "test-box",
    vpc: "sandbox",
    description: "launch-wizard created 2021-11-02",
    ingress: [],
    egress: ANYWHERE,
  });
  group(region, {
    name: "scratch-db",
    vpc: "sandbox",
    description: "For a trial",
    ingress: [tcp(5432, members("test-box", "queries"))],
    egress: [],
  });
  server(region, {
    name: "test box",
    // What a page would run that believes it.
    shownAs: "test-box <img src=x onerror=alert(1)>",
    type: "t3.small",
    subnet: "sandbox a",
    groups: ["test-box"],
    publicIp: "192.0.2.10",
    launched: "2021-11-02T15:03:29.000Z",
    volumes: [8],
  });
  database(region, {
    name: "scratch",
    engine: "postgres",
    version: "13.22",
    port: 5432,
    parameters: "postgres13-tls",
    role: "database",
    in: { name: "sandbox-data", subnets: ["sandbox data a", "sandbox data b"] },
    groups: ["scratch-db"],
    multiAz: false,
  });
}
