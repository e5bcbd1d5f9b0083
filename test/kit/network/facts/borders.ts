/** Facts 15 to 18: peerings, transit gateways, and what shuts internet gateways. */
import { besides, fact, twoSubnets } from "./fact.ts";

export const borderFacts = [
  fact(
    15,
    "over a peering there is no transit, and no use of the peer's gateways; both tables must lead over it",
    (s) => {
      twoSubnets(s);
      besides(s, "vpc-b", "10.1");
      besides(s, "vpc-c", "10.2");
      besides(s, "vpc-d", "10.3");
      besides(s, "vpc-e", "10.4");
      s.peering("pcx-ae", "vpc-a", "vpc-e", { code: "pending-acceptance" })
        .table("rtb-e", "vpc-e", ["main"], ["10.0.0.0/16 pcx-ae"])
        .interface("eni-e", "subnet-e", ["10.4.1.10"], { groups: ["sg-any"] })
        .peering("pcx-ab", "vpc-a", "vpc-b")
        .peering("pcx-bc", "vpc-b", "vpc-c")
        .peering("pcx-ad", "vpc-a", "vpc-d")
        .internetGateway("igw-b", "vpc-b")
        .table(
          "rtb-a",
          "vpc-a",
          ["main"],
          ["10.1.0.0/16 pcx-ab", "10.2.0.0/16 pcx-ab", "10.3.0.0/16 pcx-ad", "10.4.0.0/16 pcx-ae", "0.0.0.0/0 pcx-ab"],
        )
        .table("rtb-b", "vpc-b", ["main"], ["10.0.0.0/16 pcx-ab", "10.2.0.0/16 pcx-bc", "0.0.0.0/0 igw-b"])
        .table("rtb-c", "vpc-c", ["main"], ["10.1.0.0/16 pcx-bc", "10.0.0.0/16 pcx-bc"])
        .interface("eni-a", "subnet-1", ["10.0.1.10"], { groups: ["sg-any"], publicIps: ["203.0.113.1"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10", "10.5.1.10"], { groups: ["sg-any"] })
        .interface("eni-c", "subnet-c", ["10.2.1.10"], { groups: ["sg-any"] })
        .interface("eni-d", "subnet-d", ["10.3.1.10"], { groups: ["sg-any"] });
    },
    {
      yes: ["eni-a@10.0.1.10 > eni-b@10.1.1.10 tcp/22", "eni-c@10.2.1.10 > eni-b@10.1.1.10 tcp/22"],
      no: [
        "eni-a@10.0.1.10 > eni-c@10.2.1.10 tcp/22",
        "eni-c@10.2.1.10 > eni-a@10.0.1.10 tcp/22",
        "eni-d@10.3.1.10 > eni-a@10.0.1.10 tcp/22",
        "eni-a@10.0.1.10 > eni-d@10.3.1.10 tcp/22",
        "eni-e@10.4.1.10 > eni-a@10.0.1.10 tcp/22",
        // An address that is not of its VPC's ranges.
        "eni-b@10.5.1.10 > eni-a@10.0.1.10 tcp/22",
        "internet@198.51.100.7 > eni-a@10.0.1.10 tcp/22",
      ],
    },
  ),
  fact(
    16,
    "what lies beyond a transit gateway is unknown, where groups and ACLs let it in at all; a blackhole is a no",
    (s) => {
      twoSubnets(s);
      besides(s, "vpc-c", "10.2")
        .table("rtb-c", "vpc-c", ["main"], ["10.0.0.0/16 tgw-1"])
        .interface("eni-c", "subnet-c", ["10.2.1.10"], { groups: ["sg-any"] });
      besides(s)
        .group("sg-ssh", { in: ["tcp/22 10.0.0.0/8"] })
        .table("rtb-a", "vpc-a", ["main"], ["10.1.0.0/16 tgw-1", "10.8.0.0/16 tgw-1 blackhole", "10.7.0.0/16 tgw-1"])
        .table("rtb-b", "vpc-b", ["main"], ["10.0.0.0/16 tgw-1", "10.0.2.11/32 tgw-1 blackhole"])
        .acl(
          "acl-2",
          ["subnet-2"],
          ["90 deny in all 10.7.0.0/16", "100 allow in all 0.0.0.0/0", "100 allow out all 0.0.0.0/0"],
        )
        .interface("eni-db", "subnet-2", ["10.0.2.10", "10.0.2.11"], { groups: ["sg-ssh"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-out"] });
    },
    {
      unknown: ["eni-b@10.1.1.10 > eni-db@10.0.2.10 tcp/22", "beyond:tgw-1@10.1.0.1 > eni-db@10.0.2.10 tcp/22"],
      no: [
        "eni-b@10.1.1.10 > eni-db@10.0.2.10 tcp/23",
        "eni-b@10.1.1.10 > eni-db@10.0.2.11 tcp/22",
        // No route back.
        "eni-c@10.2.1.10 > eni-db@10.0.2.10 tcp/22",
        "beyond:tgw-1@10.1.0.1 > eni-db@10.0.2.10 tcp/23",
        "beyond:tgw-1@10.8.0.1 > eni-db@10.0.2.10 tcp/22",
        "beyond:tgw-1@10.7.0.1 > eni-db@10.0.2.10 tcp/22",
        "beyond:tgw-1@10.2.0.1 > eni-db@10.0.2.10 tcp/22",
      ],
    },
  ),
  fact(
    17,
    "an interface that denies all traffic of internet gateways is not reached from the internet by IPv6",
    (s) =>
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["::/0 igw-a"])
        .interface("eni-3", "subnet-1", ["fd00:a::12"], { groups: ["sg-any"] })
        .interface("eni-1", "subnet-1", ["10.0.1.10", "2600:1f00:a:1::10"], { groups: ["sg-any"] })
        .interface("eni-2", "subnet-1", ["10.0.1.11", "2600:1f00:a:1::11"], {
          groups: ["sg-any"],
          denyAllIgwTraffic: true,
        }),
    {
      yes: [
        "internet@2600:9000::1 > eni-1@2600:1f00:a:1::10 tcp/22",
        "eni-1@2600:1f00:a:1::10 > eni-2@2600:1f00:a:1::11 tcp/22",
      ],
      no: [
        "internet@2600:9000::1 > eni-2@2600:1f00:a:1::11 tcp/22",
        "internet@fd00::1 > eni-1@2600:1f00:a:1::10 tcp/22",
        // An IPv6 address may be private too.
        "internet@2600:9000::1 > eni-3@fd00:a::12 tcp/22",
      ],
    },
  ),
  fact(
    18,
    "VPC Block Public Access shuts internet gateways in both modes, but for exclusions that let in",
    (s) => {
      twoSubnets(s).subnet("subnet-3", "vpc-a", "10.0.3.0/24");
      const arn = "arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-";
      const exclude = (ExclusionId: string, subnet: number, InternetGatewayExclusionMode: string, State: string) =>
        s.add("ec2.vpc-block-public-access-exclusions", {
          ExclusionId,
          ResourceArn: `${arn}${subnet}`,
          InternetGatewayExclusionMode,
          State,
        });
      exclude("exclusion-1", 1, "allow-bidirectional", "create-complete");
      exclude("exclusion-2", 2, "allow-egress", "create-complete");
      exclude("exclusion-3", 3, "allow-bidirectional", "delete-complete");
      s.add("ec2.vpc-block-public-access-options", { InternetGatewayBlockMode: "block-ingress" })
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a", "10.9.0.0/16 vgw-1"])
        .interface("eni-1", "subnet-1", ["10.0.1.10"], { groups: ["sg-any"], publicIps: ["203.0.113.1"] })
        .interface("eni-2", "subnet-2", ["10.0.2.10"], { groups: ["sg-any"], publicIps: ["203.0.113.2"] })
        .interface("eni-3", "subnet-3", ["10.0.3.10"], { groups: ["sg-any"], publicIps: ["203.0.113.3"] });
      // Another account, with the other mode, and one where it is off.
      for (const [account, mode, letter] of [
        ["2", "block-bidirectional", "b"],
        ["3", "off", "c"],
      ] as const) {
        besides(s.unit(account.repeat(12), "eu-west-1"), `vpc-${letter}`, `10.${account}`)
          .add("ec2.vpc-block-public-access-options", { InternetGatewayBlockMode: mode })
          .internetGateway(`igw-${letter}`, `vpc-${letter}`)
          .table(`rtb-${letter}`, `vpc-${letter}`, ["main"], [`0.0.0.0/0 igw-${letter}`])
          .interface(`eni-${letter}`, `subnet-${letter}`, [`10.${account}.1.10`], {
            groups: ["sg-any"],
            publicIps: [`203.0.113.1${account}`],
          });
      }
    },
    {
      yes: [
        "internet@198.51.100.7 > eni-1@10.0.1.10 tcp/22",
        "internet@198.51.100.7 > eni-c@10.3.1.10 tcp/22",
        "eni-1@10.0.1.10 > eni-2@10.0.2.10 tcp/22",
        "beyond:vgw-1@10.9.0.1 > eni-2@10.0.2.10 tcp/22",
      ],
      no: [
        "internet@198.51.100.7 > eni-2@10.0.2.10 tcp/22",
        "internet@198.51.100.7 > eni-3@10.0.3.10 tcp/22",
        "internet@198.51.100.7 > eni-b@10.2.1.10 tcp/22",
      ],
    },
  ),
];
