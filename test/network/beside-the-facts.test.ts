/** What the facts of the reference page leave out, and the engine must know all the same. */
import { expect, test } from "vitest";
import { bits, Compiled, databasesOf, Estate, Reacher, spotsOf } from "../../src/network/index.ts";
import { engine, unitOf } from "../kit/network-engine.ts";
import { twoSubnets } from "../kit/network/facts/fact.ts";
import { readPacket } from "../kit/network/notation.ts";
import type { Verdict } from "../kit/network/packet.ts";
import { instance, listenerRule, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";

function verdictOf(s: Sketch, text: string): Verdict | undefined {
  const packet = readPacket(text);
  const { verdict, verdictThrough } = engine(s.estate());
  return "through" in packet ? verdictThrough?.(packet) : verdict(packet);
}

const isPublic = { groups: ["sg-any"], publicIps: ["198.51.100.1"] };

test.each([
  ["associated", "yes"],
  ["disassociated", "no"],
  ["failed", "no"],
] as const)("fact 12: an association that is %s: %s", (State, wanted) => {
  const s = twoSubnets(new Sketch())
    .internetGateway("igw-a", "vpc-a")
    .interface("eni-a", "subnet-1", ["10.0.1.10"], isPublic);
  s.add("ec2.route-tables", {
    RouteTableId: "rtb-out",
    VpcId: "vpc-a",
    Associations: [{ Main: false, SubnetId: "subnet-1", AssociationState: { State } }],
    Routes: [{ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-a", State: "active", Origin: "CreateRoute" }],
  });
  expect(verdictOf(s, "internet@8.8.8.8 > eni-a@10.0.1.10 tcp/22")).toBe(wanted);
});

test("fact 14: a NAT gateway lets nothing in from beyond", () => {
  const s = twoSubnets(new Sketch())
    .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 nat-1"])
    .table("rtb-2", "vpc-a", ["subnet-2"], ["0.0.0.0/0 vgw-1"])
    .interface("eni-1", "subnet-1", ["10.0.1.10"], isPublic)
    .interface("eni-2", "subnet-2", ["10.0.2.10"], isPublic);
  expect(verdictOf(s, "beyond:nat-1@8.8.8.8 > eni-1@10.0.1.10 tcp/22")).toBe("no");
  expect(verdictOf(s, "beyond:vgw-1@8.8.8.8 > eni-2@10.0.2.10 tcp/22")).toBe("yes");
});

test("fact 21: a rule of an HTTP listener passes on to the group that it names", () => {
  const s = twoSubnets(new Sketch())
    .internetGateway("igw-a", "vpc-a")
    .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 igw-a"])
    .group("sg-lb", { in: ["tcp/80 0.0.0.0/0"], out: ["all 0.0.0.0/0"] })
    .group("sg-web", { in: ["tcp/8080 sg-lb"] })
    .interface("eni-web", "subnet-2", ["10.0.2.10"], { groups: ["sg-web"], instance: "i-1" });
  instance(s, "i-1", "subnet-2", "10.0.2.10");
  const of = loadBalancer(s, {
    kind: "app",
    name: "lb",
    at: [["subnet-1", "10.0.1.20"]],
    groups: ["sg-lb"],
    publicIps: ["198.51.100.20"],
    listeners: ["HTTP/80 tg-none"],
  });
  const common = { type: "instance", protocol: "HTTP", port: 8080, vpc: "vpc-a", of: [of] } as const;
  targetGroup(s, "tg-none", { ...common, targets: [] });
  targetGroup(s, "tg-web", { ...common, targets: [["i-1"]] });
  const packet = `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/80 through ${of} > eni-web@10.0.2.10 8080`;
  expect(verdictOf(s, packet)).toBe("no");
  listenerRule(s, of, 80, "tg-web");
  expect(verdictOf(s, packet)).toBe("yes");
});

test("fact 23: a further endpoint of a proxy is a door of its own, the default one is the proxy's", () => {
  const s = twoSubnets(new Sketch())
    .group("sg-own", { in: [] })
    .group("sg-door", { in: ["tcp/5432 10.0.0.0/8"] });
  const estate = new Estate(s.estate().units.map(unitOf));
  const arn = "arn:aws:rds:eu-west-1:111111111111";
  const door = (name: string, IsDefault: boolean) => ({
    DBProxyEndpointName: name,
    DBProxyEndpointArn: `${arn}:db-proxy-endpoint:${name}`,
    DBProxyName: "proxy",
    IsDefault,
    VpcSubnetIds: ["subnet-2"],
    VpcSecurityGroupIds: ["sg-door"],
  });
  const [more, own, ...rest] = databasesOf(estate, [
    {
      account: "111111111111",
      region: "eu-west-1",
      dbInstances: [],
      dbClusters: [],
      dbSubnetGroups: [],
      dbProxies: [
        {
          DBProxyName: "proxy",
          DBProxyArn: `${arn}:db-proxy:proxy`,
          EngineFamily: "POSTGRESQL",
          VpcSubnetIds: ["subnet-1"],
          VpcSecurityGroupIds: ["sg-own"],
        },
      ],
      dbProxyEndpoints: [door("more", false), door("default", true)],
    },
  ]);
  const placed = (database: typeof own) => [
    database?.subnets.map(({ id }) => id),
    database?.groups.map(({ id }) => id),
  ];
  expect(rest).toEqual([]);
  expect(placed(own)).toEqual([["subnet-1"], ["sg-own"]]);
  expect(placed(more)).toEqual([["subnet-2"], ["sg-door"]]);
  expect(more).toMatchObject({ kind: "rds proxy", name: "proxy/more", ports: own?.ports });
});

test("the addresses of a delegated prefix are the interface's, in either family", () => {
  const s = twoSubnets(new Sketch())
    .group("sg-pods", { in: [], out: ["all 0.0.0.0/0 ::/0"] })
    .group("sg-db", { in: ["tcp/5432 10.0.1.32/28"] })
    .interface("eni-node", "subnet-1", ["10.0.1.10"], { groups: ["sg-pods"] })
    .interface("eni-db", "subnet-2", ["10.0.2.10"], { groups: ["sg-db"] });
  const world = s.estate();
  const units = world.units.map(unitOf).map((unit) => ({
    ...unit,
    interfaces: unit.interfaces!.map((item) =>
      item.NetworkInterfaceId === "eni-node"
        ? {
            ...item,
            Ipv4Prefixes: [{ Ipv4Prefix: "10.0.1.32/28" }],
            Ipv6Prefixes: [{ Ipv6Prefix: "2600:1f00:1::/80" }],
          }
        : item,
    ),
  }));
  const estate = new Estate(units);
  const node = estate.interfaces.get("eni-node")!;
  expect(node.addresses.ipv4.map(({ text }) => text)).toContain("10.0.1.47");
  expect(node.addresses.ipv4).toHaveLength(17);
  expect(node.addresses.ipv6.map(({ text }) => text)).toEqual(["2600:1f00:1::"]);
  const [spot] = spotsOf(estate.interfaces.get("eni-db")!, estate);
  const flows = new Reacher(new Compiled(estate, "certain")).internal(spot!);
  const reached = flows.flatMap(({ hosts, bits: set }) => [...bits.bitsOf(set)].map((at) => hosts.all[at]!.text));
  expect(new Set(reached).size).toBe(16);
});
