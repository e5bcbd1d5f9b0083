/** Production in us-east-1: what stands ready for a disaster, and a trial of intrusion detection. */
import {
  ANYWHERE,
  database,
  forward,
  group,
  listener,
  loadBalancer,
  members,
  server,
  subnet,
  targetGroup,
  tcp,
  vpc,
  type Region,
} from "./build/index.ts";

/** One VPC without a way out; whoever needs the standby attaches one. */
export function buildDisasterRecovery(region: Region): void {
  vpc(region, { name: "recovery", cidr: "10.40.0.0/16" });
  for (const [zone, n] of [
    ["a", 0],
    ["b", 1],
  ] as const) {
    subnet(region, { name: `recovery servers ${zone}`, vpc: "recovery", zone, cidr: `10.40.${10 + n}.0/24` });
    subnet(region, { name: `recovery data ${zone}`, vpc: "recovery", zone, cidr: `10.40.${20 + n}.0/24` });
  }
  group(region, {
    name: "recovery-app",
    vpc: "recovery",
    description: "Dropwizard, standing by",
    ingress: [],
    egress: ANYWHERE,
  });
  group(region, {
    name: "recovery-postgres",
    vpc: "recovery",
    description: "The replica of platform-records",
    ingress: [tcp(5432, members("recovery-app", "queries"))],
    egress: [],
  });
  group(region, {
    name: "ids",
    vpc: "recovery",
    description: "Intrusion detection appliances, on trial",
    ingress: [],
    egress: [],
  });
  server(region, {
    name: "recovery app",
    role: "application",
    type: "m7g.xlarge",
    subnet: "recovery servers a",
    groups: ["recovery-app"],
    launched: "2025-06-24T14:48:12.000Z",
    running: false,
    volumes: [50],
  });
  server(region, {
    name: "ids",
    role: "intrusion-detection",
    type: "c7g.large",
    subnet: "recovery servers b",
    groups: ["ids"],
    launched: "2026-01-12T10:22:57.000Z",
    volumes: [30],
  });
  database(region, {
    name: "platform-records-replica",
    engine: "postgres",
    version: "17.6",
    port: 5432,
    parameters: "postgres17-tls",
    role: "database",
    in: { name: "recovery-data", subnets: ["recovery data a", "recovery data b"] },
    groups: ["recovery-postgres"],
    multiAz: false,
  });
  loadBalancer(region, { name: "ids", kind: "gateway", subnets: ["recovery servers b"], groups: [] });
  targetGroup(region, {
    of: "ids",
    vpc: "recovery",
    name: "ids",
    type: "instance",
    protocol: "GENEVE",
    port: 6081,
    targets: ["ids"],
  });
  listener(region, { of: "ids", action: forward(region, "ids") });
}
