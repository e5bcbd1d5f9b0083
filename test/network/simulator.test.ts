import { describe, expect, test } from "vitest";
import { describeDecision } from "../kit/network/describe.ts";
import { facts } from "../kit/network/facts.ts";
import type { Packet, ThroughPacket } from "../kit/network/packet.ts";
import { readPacket } from "../kit/network/notation.ts";
import { decide } from "../kit/network/simulator.ts";
import { instance, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";
import { decideThrough } from "../kit/network/through.ts";
import type { Estate } from "../kit/network/estate.ts";

function decided(world: Estate, packet: Packet | ThroughPacket) {
  return "through" in packet ? decideThrough(world, packet) : decide(world, packet);
}

describe.each(facts)("fact $fact of the reference page: $title", ({ world, cases }) => {
  test.each(cases)("$verdict: $text", ({ packet, verdict }) => {
    const decision = decided(world, packet);
    expect(decision.verdict, describeDecision(decision)).toBe(verdict);
  });
});

test("every fact of the page has a world with packets that get through and packets that do not", () => {
  const numbers = facts.flatMap(({ fact }) => (fact === "wrong" ? [] : [fact]));
  expect(numbers).toEqual(Array.from({ length: 28 }, (_, index) => index + 1));
  expect(facts.filter(({ fact }) => fact === "wrong")).toHaveLength(6);
  for (const { title, cases } of facts) {
    expect(
      cases.some(({ verdict }) => verdict !== "no"),
      title,
    ).toBe(true);
    expect(
      cases.some(({ verdict }) => verdict === "no"),
      title,
    ).toBe(true);
    expect(new Set(cases.map(({ text }) => text)).size, title).toBe(cases.length);
  }
});

/** Two VPCs with a peering and an interface each, everything open; a test takes from it or adds to it. */
function open(change: (s: Sketch) => void = () => {}, tables = ["10.1.0.0/16 pcx-1", "10.0.0.0/16 pcx-1"]): Estate {
  const s = new Sketch()
    .vpc("vpc-a", "10.0.0.0/16")
    .vpc("vpc-b", "10.1.0.0/16")
    .subnet("subnet-a", "vpc-a", "10.0.0.0/24")
    .subnet("subnet-b", "vpc-b", "10.1.0.0/24")
    .group("sg-any", { in: ["all 0.0.0.0/0"], out: ["all 0.0.0.0/0"] })
    .group("sg-refers", { in: ["all sg-any"], out: ["all sg-any"] })
    .internetGateway("igw-a", "vpc-a")
    .interface("eni-a", "subnet-a", ["10.0.0.4"], { groups: ["sg-any"], publicIps: ["203.0.113.1"] })
    .interface("eni-b", "subnet-b", ["10.1.0.4"], { groups: ["sg-any"] })
    .peering("pcx-1", "vpc-a", "vpc-b")
    .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a", tables[0] as string])
    .table("rtb-b", "vpc-b", ["main"], [tables[1] as string]);
  change(s);
  return s.estate();
}

test("for a yes, every layer is named with what let the packet pass", () => {
  const { verdict, hops } = decide(open(), readPacket("eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22"));
  expect(verdict).toBe("yes");
  expect(hops.map(({ layer, ids }) => [layer, ...ids])).toEqual([
    ["groups of the source", "sg-any", "sg-any IpPermissionsEgress[0]"],
    ["ACL out of the source's subnet", "acl-vpc-a-subnet-a", "acl-vpc-a-subnet-a #100 out"],
    ["ACL into the target's subnet", "acl-vpc-b-subnet-b", "acl-vpc-b-subnet-b #100 in"],
    [
      "ACLs on the way back",
      "acl-vpc-b-subnet-b",
      "acl-vpc-a-subnet-a",
      "acl-vpc-b-subnet-b #100 out",
      "acl-vpc-a-subnet-a #100 in",
    ],
    ["route", "rtb-a", "rtb-a 10.1.0.0/16", "pcx-1"],
    ["peering", "pcx-1"],
    ["route back", "rtb-b", "rtb-b 10.0.0.0/16", "pcx-1"],
    ["groups of the target", "sg-any", "sg-any IpPermissions[0]"],
  ]);
});

test("for a no, every layer that blocks is named, not just the first", () => {
  const world = open(
    (s) =>
      s
        .group("sg-none", {})
        .acl("acl-a", ["subnet-a"], ["100 deny out all 0.0.0.0/0"])
        .acl("acl-b", ["subnet-b"], ["100 deny in tcp/22 0.0.0.0/0", "100 allow out tcp/0-1023 0.0.0.0/0"])
        .interface("eni-x", "subnet-a", ["10.0.0.5"], { groups: ["sg-none"] })
        .interface("eni-y", "subnet-b", ["10.1.0.5"], { groups: ["sg-none"] }),
    ["10.1.0.0/16 pcx-1", "10.0.0.0/16 nat-1"],
  );
  const { verdict, hops } = decide(world, readPacket("eni-x@10.0.0.5 > eni-y@10.1.0.5 tcp/22"));
  expect(verdict).toBe("no");
  expect(hops.filter(({ result }) => result === "block").map(({ layer, why }) => `${layer}: ${why}`)).toEqual([
    "groups of the source: no rule of sg-none allows",
    "ACL out of the source's subnet: acl-a #100 out denies",
    "ACL into the target's subnet: acl-b #100 in denies",
    "ACLs on the way back: no ephemeral port is open in acl-b and acl-a",
    "route back: rtb-b: 10.0.0.0/16 → nat-1",
    "groups of the target: no rule of sg-none allows",
  ]);
});

describe("what was not read is unknown, where it decides", () => {
  const unread: readonly [name: string, world: Estate, packet: string, verdict: string][] = [
    [
      "a group",
      open((s) => s.interface("eni-x", "subnet-a", ["10.0.0.5"], { groups: ["sg-unread"] })),
      "eni-a@10.0.0.4 > eni-x@10.0.0.5 tcp/22",
      "unknown",
    ],
    [
      "a group beside one that allows",
      open((s) => s.interface("eni-x", "subnet-a", ["10.0.0.5"], { groups: ["sg-unread", "sg-any"] })),
      "eni-a@10.0.0.4 > eni-x@10.0.0.5 tcp/22",
      "yes",
    ],
    [
      "a group, of a target that no route leads to",
      open(
        (s) => s.interface("eni-x", "subnet-b", ["10.1.0.5"], { groups: ["sg-unread"] }),
        ["10.9.0.0/16 pcx-1", "10.9.0.0/16 pcx-1"],
      ),
      "eni-a@10.0.0.4 > eni-x@10.1.0.5 tcp/22",
      "no",
    ],
    [
      "a prefix list",
      open((s) =>
        s
          .group("sg-listed", { in: ["all pl-unread"] })
          .interface("eni-x", "subnet-a", ["10.0.0.5"], { groups: ["sg-listed"] }),
      ),
      "eni-a@10.0.0.4 > eni-x@10.0.0.5 tcp/22",
      "unknown",
    ],
    [
      "a prefix list that a route is for",
      open((s) => s.table("rtb-list", "vpc-a", ["subnet-a"], ["10.1.0.0/16 pcx-1", "pl-unread tgw-1"])),
      "eni-b@10.1.0.4 > eni-a@10.0.0.4 tcp/22",
      "unknown",
    ],
    [
      "the prefix list of a gateway endpoint",
      open((s) => s.table("rtb-list", "vpc-a", ["subnet-a"], ["10.1.0.0/16 pcx-1", "pl-unread vpce-s3"])),
      "eni-b@10.1.0.4 > eni-a@10.0.0.4 tcp/22",
      "yes",
    ],
    [
      "the peer's VPC",
      open((s) =>
        s.table("rtb-far", "vpc-b", ["subnet-b"], ["10.9.0.0/16 pcx-far"]).add("ec2.vpc-peering-connections", {
          VpcPeeringConnectionId: "pcx-far",
          Status: { Code: "active" },
          RequesterVpcInfo: { OwnerId: "9", VpcId: "vpc-far", Region: "eu-west-1", CidrBlock: "10.9.0.0/24" },
          AccepterVpcInfo: { OwnerId: "1", VpcId: "vpc-b", Region: "eu-west-1", CidrBlock: "10.1.0.0/16" },
        }),
      ),
      "beyond:pcx-far@10.9.0.255 > eni-b@10.1.0.4 tcp/22",
      "unknown",
    ],
  ];
  test.each(unread)("%s: %s", (_name, world, packet, verdict) => {
    expect(decide(world, readPacket(packet)).verdict).toBe(verdict);
  });

  test("a network ACL and a route table", () => {
    const world = open();
    const without = (listing: string): Estate => ({
      units: world.units.map((unit) => ({ ...unit, items: { ...unit.items, [listing]: [] } })),
    });
    const packet = readPacket("eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22");
    expect(decide(without("ec2.network-acls"), packet).verdict).toBe("unknown");
    const ping = readPacket("eni-a@10.0.0.4 > eni-b@10.1.0.4 icmp/8.0");
    expect(decide(without("ec2.network-acls"), ping).verdict).toBe("unknown");
    expect(decide(without("ec2.route-tables"), packet).verdict).toBe("unknown");
    expect(
      decide(without("ec2.internet-gateways"), readPacket("internet@8.8.8.8 > eni-a@10.0.0.4 tcp/22")).verdict,
    ).toBe("unknown");
  });
});

test.each([
  ["tcp/1024", "tcp/0-65535", "yes"],
  ["tcp/65535", "tcp/0-65535", "yes"],
  ["tcp/0-1023", "tcp/0-65535", "no"],
  ["tcp/0-65535", "tcp/0-1023", "no"],
  ["tcp/1024-32767", "tcp/32768-61000", "no"],
  ["tcp/1024-32768", "tcp/32768-61000", "yes"],
  ["udp/1024-65535", "tcp/0-65535", "no"],
])("the answer needs a port from 1024 on that both ACLs let through: out %s, in %s: %s", (out, back, verdict) => {
  const world = open((s) =>
    s
      .acl("acl-a", ["subnet-a"], ["100 allow out all 0.0.0.0/0", `100 allow in ${back} 0.0.0.0/0`])
      .acl("acl-b", ["subnet-b"], ["100 allow in all 0.0.0.0/0", `100 allow out ${out} 0.0.0.0/0`]),
  );
  expect(decide(world, readPacket("eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22")).verdict).toBe(verdict);
});

describe("routes that are not followed to their end", () => {
  const detours: readonly [name: string, tables: [string, string], packet: string, verdict: string][] = [
    ["there", ["10.1.0.0/16 tgw-1", "10.0.0.0/16 pcx-1"], "eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22", "unknown"],
    [
      "there, and none back",
      ["10.1.0.0/16 tgw-1", "10.9.0.0/16 pcx-1"],
      "eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22",
      "unknown",
    ],
    ["back", ["10.1.0.0/16 pcx-1", "10.0.0.0/16 eni-b"], "eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22", "unknown"],
    // It arrives straight, and so with its groups.
    [
      "back, and the rules cite groups",
      ["10.1.0.0/16 pcx-1", "10.0.0.0/16 eni-b"],
      "eni-a@10.0.0.4 > eni-r@10.1.0.9 tcp/22",
      "unknown",
    ],
    [
      "back, and no way there",
      ["10.9.0.0/16 pcx-1", "10.0.0.0/16 tgw-1"],
      "eni-a@10.0.0.4 > eni-b@10.1.0.4 tcp/22",
      "no",
    ],
    [
      "there, and the rules cite groups",
      ["10.1.0.0/16 vpce-1", "10.0.0.0/16 vpce-1"],
      "eni-a@10.0.0.4 > eni-r@10.1.0.9 tcp/22",
      "no",
    ],
  ];
  test.each(detours)("%s: %s, %s", (_name, tables, packet, verdict) => {
    const world = open((s) => s.interface("eni-r", "subnet-b", ["10.1.0.9"], { groups: ["sg-refers"] }), tables);
    expect(decide(world, readPacket(packet)).verdict).toBe(verdict);
  });
});

test("of a VPC that two accounts see, Block Public Access is unknown where theirs differ", () => {
  const world = (mode: string, other: string) =>
    open((s) =>
      s
        .add("ec2.vpc-block-public-access-options", { InternetGatewayBlockMode: mode })
        .alsoIn("222222222222", "eu-west-1", "ec2.vpcs", ({ VpcId }) => VpcId === "vpc-a")
        .unit("222222222222", "eu-west-1")
        .add("ec2.vpc-block-public-access-options", { InternetGatewayBlockMode: other }),
    );
  const packet = readPacket("internet@8.8.8.8 > eni-a@10.0.0.4 tcp/22");
  expect(decide(world("off", "off"), packet).verdict).toBe("yes");
  expect(decide(world("block-ingress", "block-bidirectional"), packet).verdict).toBe("no");
  expect(decide(world("off", "block-ingress"), packet).verdict).toBe("unknown");
});

test("a network load balancer shows IPv4 targets of IPv6 clients its own address", () => {
  const s = new Sketch()
    .vpc("vpc-a", "10.0.0.0/16", "2600:1f00:a::/56")
    .subnet("subnet-1", "vpc-a", "10.0.1.0/24", "2600:1f00:a:1::/64")
    .subnet("subnet-2", "vpc-a", "10.0.2.0/24")
    .internetGateway("igw-a", "vpc-a")
    .table("rtb-1", "vpc-a", ["subnet-1"], ["::/0 igw-a", "0.0.0.0/0 igw-a"])
    .group("sg-lb-only", { in: ["tcp/80 10.0.1.0/24"] })
    .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-lb-only"], instance: "i-1" });
  instance(s, "i-1", "subnet-2", "10.0.2.10");
  const at = [["subnet-1", "10.0.1.20", "2600:1f00:a:1::20"]] as const;
  const lb = loadBalancer(s, { kind: "net", name: "lb", at, publicIps: ["198.51.100.20"], listeners: ["TCP/80 tg"] });
  targetGroup(s, "tg", { type: "instance", port: 80, of: [lb], targets: [["i-1"]], preserves: true });
  const world = s.estate();
  const verdict = (client: string) =>
    decided(world, readPacket(`internet@${client} tcp/80 through ${lb} > eni-1@10.0.2.10 80`)).verdict;
  expect(verdict("2600:9000::1 > eni-lb-0@2600:1f00:a:1::20")).toBe("yes");
  expect(verdict("8.8.8.8 > eni-lb-0@10.0.1.20")).toBe("no");
});
