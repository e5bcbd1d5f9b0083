/** Facts 1 to 9: security groups. */
import { besides, fact, twoSubnets } from "./fact.ts";

export const groupFacts = [
  fact(
    1,
    "all groups of an interface are united, and rules only allow; without an outbound rule nothing goes out",
    (s) =>
      twoSubnets(s)
        .group("sg-ssh", { in: ["tcp/22 10.0.0.0/8"] })
        .group("sg-db", { in: ["tcp/5432 10.0.1.10/32"] })
        .group("sg-mute", {})
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] })
        .interface("eni-mute", "subnet-1", ["10.0.1.11"], { groups: ["sg-mute"] })
        .interface("eni-db", "subnet-2", ["10.0.2.10"], { groups: ["sg-ssh", "sg-db"] })
        .interface("eni-bare", "subnet-2", ["10.0.2.11"]),
    {
      yes: [
        "eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/22",
        "eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/5432",
        // No group at all, as of a NAT gateway or a network load balancer, filters nothing.
        "eni-app@10.0.1.10 > eni-bare@10.0.2.11 udp/9",
      ],
      no: [
        "eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/5433",
        "eni-app@10.0.1.10 > eni-db@10.0.2.10 udp/22",
        "eni-mute@10.0.1.11 > eni-db@10.0.2.10 tcp/22",
        "eni-mute@10.0.1.11 > eni-bare@10.0.2.11 tcp/22",
      ],
    },
  ),
  fact(
    2,
    "a reference matches the private IPv4 and the IPv6 addresses of the group's members; a self-reference is one too",
    (s) =>
      twoSubnets(s)
        .group("sg-self", { in: ["all sg-self"], out: ["all 0.0.0.0/0 ::/0"] })
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a", "::/0 igw-a"])
        .interface("eni-1", "subnet-1", ["10.0.1.10", "2600:1f00:a:1::10"], {
          groups: ["sg-self"],
          publicIps: ["198.51.100.10"],
        })
        .interface("eni-2", "subnet-2", ["10.0.2.10", "2600:1f00:a:2::10"], {
          groups: ["sg-self"],
          publicIps: ["198.51.100.20"],
        })
        .interface("eni-3", "subnet-1", ["10.0.1.11", "2600:1f00:a:1::11"], { groups: ["sg-out"] }),
    {
      yes: ["eni-1@10.0.1.10 > eni-2@10.0.2.10 tcp/22", "eni-1@2600:1f00:a:1::10 > eni-2@2600:1f00:a:2::10 tcp/22"],
      no: [
        "eni-3@10.0.1.11 > eni-2@10.0.2.10 tcp/22",
        "eni-3@2600:1f00:a:1::11 > eni-2@2600:1f00:a:2::10 tcp/22",
        // The member's public address is no member.
        "internet@198.51.100.10 > eni-2@10.0.2.10 tcp/22",
        // Nor its IPv6 address, where a packet comes with it from elsewhere.
        "internet@2600:1f00:a:9::10 > eni-2@2600:1f00:a:2::10 tcp/22",
      ],
    },
  ),
  fact(
    3,
    "a reference reaches over an active peering of one region, not across regions; over a transit gateway perhaps",
    (s) => {
      twoSubnets(s)
        .group("sg-db", { in: ["tcp/5432 sg-app"], out: ["all sg-app"] })
        .group("sg-app", { out: ["all 0.0.0.0/0"] });
      for (const [vpc, net] of [
        ["vpc-b", "10.1"],
        ["vpc-c", "10.2"],
        ["vpc-d", "10.3"],
        ["vpc-e", "10.4"],
        ["vpc-f", "10.5"],
        ["vpc-9", "10.6"],
      ] as const) {
        besides(s, vpc, net);
        const letter = vpc.at(-1) as string;
        const way = { e: "tgw-1", f: "tgw-1", 9: "vpce-9" }[letter] ?? `pcx-${letter}`;
        s.interface(`eni-${letter}`, `subnet-${letter}`, [`${net}.1.10`], { groups: ["sg-app"] });
        s.table(`rtb-${letter}`, vpc, ["main"], [`10.0.0.0/16 ${way}`]);
      }
      s.peering("pcx-b", "vpc-a", "vpc-b")
        .peering("pcx-c", "vpc-c", "vpc-a", { regions: ["us-east-1", "eu-west-1"] })
        .peering("pcx-d", "vpc-a", "vpc-d", { code: "pending-acceptance" })
        .table(
          "rtb-a",
          "vpc-a",
          ["main"],
          ["10.1.0.0/16 pcx-b", "10.2.0.0/16 pcx-c", "10.3.0.0/16 pcx-d", "10.4.0.0/16 tgw-1", "10.5.0.0/15 vpce-a"],
        )
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-app"] })
        .interface("eni-db", "subnet-2", ["10.0.2.10"], { groups: ["sg-db"] });
    },
    {
      yes: ["eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/5432", "eni-b@10.1.1.10 > eni-db@10.0.2.10 tcp/5432"],
      no: [
        "eni-c@10.2.1.10 > eni-db@10.0.2.10 tcp/5432",
        "eni-d@10.3.1.10 > eni-db@10.0.2.10 tcp/5432",
        "beyond:tgw-1@10.4.1.11 > eni-db@10.0.2.10 tcp/5432",
        // Nothing leads it over a transit gateway.
        "eni-9@10.6.1.10 > eni-db@10.0.2.10 tcp/5432",
        "beyond:vpce-a@10.6.1.10 > eni-db@10.0.2.10 tcp/5432",
      ],
      unknown: [
        "eni-e@10.4.1.10 > eni-db@10.0.2.10 tcp/5432",
        "beyond:tgw-1@10.4.1.10 > eni-db@10.0.2.10 tcp/5432",
        // There by the transit gateway, though the answer is led elsewhere.
        "eni-f@10.5.1.10 > eni-db@10.0.2.10 tcp/5432",
        "beyond:vpce-a@10.5.1.10 > eni-db@10.0.2.10 tcp/5432",
      ],
    },
  ),
  fact(
    4,
    "a middlebox on the route drops the groups: only addresses match then",
    (s) =>
      twoSubnets(s)
        .subnet("subnet-3", "vpc-a", "10.0.3.0/24")
        .group("sg-by-group", { in: ["tcp/22 sg-out"] })
        .group("sg-by-address", { in: ["tcp/22 10.0.1.0/24"] })
        .table("rtb-1", "vpc-a", ["subnet-1"], ["10.0.2.0/24 eni-box"])
        .interface("eni-box", "subnet-3", ["10.0.3.10"], { groups: ["sg-any"] })
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] })
        .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-by-group"] })
        .interface("eni-2", "subnet-2", ["10.0.2.11"], { groups: ["sg-by-address"] })
        .interface("eni-3", "subnet-3", ["10.0.3.11"], { groups: ["sg-by-group"] }),
    {
      yes: ["eni-app@10.0.1.10 > eni-3@10.0.3.11 tcp/22"],
      no: ["eni-app@10.0.1.10 > eni-1@10.0.2.10 tcp/22", "eni-app@10.0.1.10 > eni-2@10.0.2.11 tcp/23"],
      unknown: ["eni-app@10.0.1.10 > eni-2@10.0.2.11 tcp/22"],
    },
  ),
  fact(
    5,
    "a stale rule matches nothing: PeeringStatus tells it",
    (s) =>
      besides(twoSubnets(s))
        .peering("pcx-b", "vpc-a", "vpc-b")
        .table("rtb-a", "vpc-a", ["main"], ["10.1.0.0/16 pcx-b"])
        .table("rtb-b", "vpc-b", ["main"], ["10.0.0.0/16 pcx-b"])
        .group("sg-fresh", { in: ["tcp/22 sg-out@pcx-b:active"] })
        .group("sg-stale", { in: ["tcp/22 sg-out@pcx-b:deleted"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-out"] })
        .interface("eni-1", "subnet-1", ["10.0.1.10"], { groups: ["sg-fresh"] })
        .interface("eni-2", "subnet-1", ["10.0.1.11"], { groups: ["sg-stale"] }),
    {
      yes: ["eni-b@10.1.1.10 > eni-1@10.0.1.10 tcp/22"],
      no: ["eni-b@10.1.1.10 > eni-2@10.0.1.11 tcp/22"],
    },
  ),
  fact(
    6,
    "-1 and protocols without ports open all of theirs; from and to of ICMP are type and code, -1 is any",
    (s) =>
      twoSubnets(s)
        .group("sg-esp", { in: ["50/22-22 10.0.0.0/8"] })
        .group("sg-all", { in: ["all/443 10.0.0.0/8"] })
        .group("sg-ping", { in: ["icmp/8 10.0.0.0/8", "icmp/3.4 10.0.0.0/8 ::/0", "icmpv6/128.0 ::/0"] })
        .group("sg-icmp", { in: ["icmp/-1 0.0.0.0/0 ::/0"] })
        .group("sg-numbers", { in: ["6/22 10.0.0.0/8", "17/-1 10.0.0.0/8"] })
        .interface("eni-app", "subnet-1", ["10.0.1.10", "2600:1f00:a:1::10"], { groups: ["sg-out"] })
        .interface("eni-esp", "subnet-2", ["10.0.2.10"], { groups: ["sg-esp"] })
        .interface("eni-all", "subnet-2", ["10.0.2.11"], { groups: ["sg-all"] })
        .interface("eni-ping", "subnet-2", ["10.0.2.12", "2600:1f00:a:2::12"], { groups: ["sg-ping"] })
        .interface("eni-icmp", "subnet-2", ["10.0.2.13", "2600:1f00:a:2::13"], { groups: ["sg-icmp"] })
        .interface("eni-numbers", "subnet-2", ["10.0.2.14"], { groups: ["sg-numbers"] }),
    {
      yes: [
        "eni-app@10.0.1.10 > eni-esp@10.0.2.10 50",
        "eni-app@10.0.1.10 > eni-all@10.0.2.11 tcp/0",
        "eni-app@10.0.1.10 > eni-all@10.0.2.11 udp/65535",
        "eni-app@10.0.1.10 > eni-all@10.0.2.11 50",
        "eni-app@10.0.1.10 > eni-all@10.0.2.11 icmp/8.0",
        "eni-app@10.0.1.10 > eni-ping@10.0.2.12 icmp/8.0",
        "eni-app@10.0.1.10 > eni-ping@10.0.2.12 icmp/8.255",
        "eni-app@10.0.1.10 > eni-ping@10.0.2.12 icmp/3.4",
        "eni-app@2600:1f00:a:1::10 > eni-ping@2600:1f00:a:2::12 icmpv6/128.0",
        "eni-app@10.0.1.10 > eni-icmp@10.0.2.13 icmp/13.1",
        "eni-app@10.0.1.10 > eni-numbers@10.0.2.14 tcp/22",
        "eni-app@10.0.1.10 > eni-numbers@10.0.2.14 udp/161",
      ],
      no: [
        "eni-app@10.0.1.10 > eni-esp@10.0.2.10 51",
        "eni-app@10.0.1.10 > eni-esp@10.0.2.10 tcp/22",
        "eni-app@10.0.1.10 > eni-ping@10.0.2.12 icmp/0.0",
        "eni-app@10.0.1.10 > eni-ping@10.0.2.12 icmp/3.3",
        "eni-app@2600:1f00:a:1::10 > eni-ping@2600:1f00:a:2::12 icmpv6/128.1",
        // ICMP is of IPv4, whatever addresses the rule cites.
        "eni-app@2600:1f00:a:1::10 > eni-icmp@2600:1f00:a:2::13 icmpv6/128.0",
        "eni-app@2600:1f00:a:1::10 > eni-icmp@2600:1f00:a:2::13 icmp/8.0",
        "eni-app@10.0.1.10 > eni-numbers@10.0.2.14 tcp/23",
      ],
    },
  ),
  fact(
    7,
    "a group can be used in several VPCs: its VpcId is not its only one",
    (s) =>
      besides(twoSubnets(s))
        .group("sg-shared", { in: ["tcp/22 sg-shared"], out: ["all 0.0.0.0/0"] }, "vpc-a")
        .peering("pcx-b", "vpc-a", "vpc-b")
        .table("rtb-a", "vpc-a", ["main"], ["10.1.0.0/16 pcx-b"])
        .table("rtb-b", "vpc-b", ["main"], ["10.0.0.0/16 pcx-b"])
        .interface("eni-b1", "subnet-b", ["10.1.1.10"], { groups: ["sg-shared"] })
        .interface("eni-b2", "subnet-b", ["10.1.1.11"], { groups: ["sg-shared"] })
        .interface("eni-b3", "subnet-b", ["10.1.1.12"], { groups: ["sg-out"] })
        .interface("eni-a", "subnet-1", ["10.0.1.10"], { groups: ["sg-shared"] }),
    {
      yes: [
        "eni-b1@10.1.1.10 > eni-b2@10.1.1.11 tcp/22",
        "eni-b1@10.1.1.10 > eni-a@10.0.1.10 tcp/22",
        "eni-a@10.0.1.10 > eni-b1@10.1.1.10 tcp/22",
      ],
      no: ["eni-b3@10.1.1.12 > eni-b2@10.1.1.11 tcp/22", "eni-b3@10.1.1.12 > eni-a@10.0.1.10 tcp/22"],
    },
  ),
  fact(
    8,
    "connections are tracked: answers need no rule, and a verdict speaks of new connections",
    (s) =>
      twoSubnets(s)
        .group("sg-answers", { in: ["tcp/22 10.0.0.0/8"] })
        .interface("eni-asks", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] })
        .interface("eni-answers", "subnet-2", ["10.0.2.10"], { groups: ["sg-answers"] }),
    {
      yes: ["eni-asks@10.0.1.10 > eni-answers@10.0.2.10 tcp/22"],
      no: ["eni-answers@10.0.2.10 > eni-asks@10.0.1.10 tcp/22", "eni-answers@10.0.2.10 > eni-asks@10.0.1.10 tcp/40000"],
    },
  ),
  fact(
    9,
    "neither groups nor network ACLs block the VPC's resolver, at its base address plus two",
    (s) =>
      twoSubnets(s)
        .acl("acl-shut", ["subnet-1", "subnet-2"], ["100 deny in all 0.0.0.0/0", "100 deny out all 0.0.0.0/0"])
        .group("sg-shut", {})
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-shut"] })
        .interface("eni-dns", "subnet-2", ["10.0.2.10"], { groups: ["sg-any"] }),
    {
      yes: ["eni-app@10.0.1.10 > resolver:vpc-a@10.0.0.2 udp/53", "eni-app@10.0.1.10 > resolver:vpc-a@10.0.0.2 tcp/53"],
      no: [
        "eni-app@10.0.1.10 > resolver:vpc-a@10.0.0.3 udp/53",
        "eni-app@10.0.1.10 > resolver:vpc-a@10.0.0.2 udp/54",
        // A server of one's own is blocked like any other.
        "eni-app@10.0.1.10 > eni-dns@10.0.2.10 udp/53",
      ],
    },
  ),
];
