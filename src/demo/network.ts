/**
 * The production network in eu-central-1: the platform's VPC, one VPC for each customer, and peerings by which the
 * platform looks after the customers' servers.
 */
import {
  egressOnlyInternetGateway,
  excludeFromBlock,
  internetGateway,
  natGateway,
  peer,
  routeTable,
  s3Endpoint,
  subnet,
  vpc,
  type Region,
} from "./build/index.ts";

export function buildNetwork(region: Region): void {
  buildPlatform(region);
  buildCustomer(region, { name: "alder", prefix: "10.31", natIp: "198.51.100.30" });
  buildCustomer(region, { name: "birch", prefix: "10.32", natIp: "198.51.100.40" });
  peer(region, "platform", "alder");
  peer(region, "platform", "birch");
}

function buildPlatform(region: Region): void {
  vpc(region, { name: "platform", cidr: "10.20.0.0/16", ipv6: "2001:db8:20" });
  // Prepared, so that the front door stays open when Block Public Access is turned on.
  excludeFromBlock(region, "platform");
  for (const [zone, n] of [
    ["a", 0],
    ["b", 1],
  ] as const) {
    const place = { vpc: "platform", zone };
    const ipv6 = `2001:db8:20:${zone}::/64`;
    subnet(region, { ...place, name: `platform public ${zone}`, cidr: `10.20.${n}.0/24`, ipv6 });
    subnet(region, { ...place, name: `platform servers ${zone}`, cidr: `10.20.${10 + n}.0/24` });
    // The main route table, which leads nowhere outside, serves the databases.
    subnet(region, { ...place, name: `platform data ${zone}`, cidr: `10.20.${20 + n}.0/24` });
  }
  routeTable(region, {
    name: "platform public",
    vpc: "platform",
    subnets: ["platform public a", "platform public b"],
    routes: internetGateway(region, "platform", { ipv6: true }),
  });
  routeTable(region, {
    name: "platform servers",
    vpc: "platform",
    subnets: ["platform servers a", "platform servers b"],
    routes: [
      natGateway(region, "platform", "platform public a", "198.51.100.11"),
      egressOnlyInternetGateway(region, "platform"),
    ],
  });
  s3Endpoint(region, { vpc: "platform", tables: ["platform servers"], prefixList: "pl-6ea54007" });
}

/** A customer's VPC; `prefix` is the first half of its addresses. */
function buildCustomer(
  region: Region,
  { name, prefix, natIp }: { readonly name: string; readonly prefix: string; readonly natIp: string },
): void {
  vpc(region, { name, cidr: `${prefix}.0.0/16`, customer: name });
  for (const [zone, n] of [
    ["a", 0],
    ["b", 1],
  ] as const) {
    const place = { vpc: name, zone };
    subnet(region, { ...place, name: `${name} public ${zone}`, cidr: `${prefix}.${n}.0/24` });
    subnet(region, { ...place, name: `${name} servers ${zone}`, cidr: `${prefix}.${10 + n}.0/24` });
    subnet(region, { ...place, name: `${name} data ${zone}`, cidr: `${prefix}.${20 + n}.0/24` });
  }
  routeTable(region, {
    name: `${name} public`,
    vpc: name,
    subnets: [`${name} public a`, `${name} public b`],
    routes: internetGateway(region, name),
  });
  routeTable(region, {
    name: `${name} servers`,
    vpc: name,
    subnets: [`${name} servers a`, `${name} servers b`],
    routes: [natGateway(region, name, `${name} public a`, natIp)],
  });
}
