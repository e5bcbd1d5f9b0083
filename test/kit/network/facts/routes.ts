/** Facts 10 to 14: network ACLs, routes, and internet gateways. */
import { besides, fact, twoSubnets } from "./fact.ts";

const OPEN = ["100 allow in all 0.0.0.0/0", "100 allow out all 0.0.0.0/0"];

export const routeFacts = [
  fact(
    10,
    "of network ACL entries the lowest number wins, families apart, not within a subnet, and the way back counts",
    (s) =>
      twoSubnets(s)
        .acl("acl-1", ["subnet-1"], [...OPEN, "100 allow out all ::/0", "101 allow in tcp/32768-61000 ::/0"])
        .acl(
          "acl-2",
          ["subnet-2"],
          [
            // Listed out of order: the number counts.
            "200 allow in all 0.0.0.0/0",
            "100 deny in tcp/22 10.0.1.0/24",
            "90 allow in tcp/22 10.0.1.10/32",
            "150 deny in tcp/23 ::/0",
            "151 deny in icmp/8 0.0.0.0/0",
            "160 allow in tcp/443 ::/0",
            "90 deny out tcp/1024-65535 10.0.1.12/32",
            "100 allow out tcp/1024-65535 0.0.0.0/0",
            "110 deny out tcp/32768-61000 ::/0",
            "120 allow out tcp/0-65535 ::/0",
          ],
        )
        .interface("eni-10", "subnet-1", ["10.0.1.10", "2600:1f00:a:1::10"], { groups: ["sg-any"] })
        .interface("eni-11", "subnet-1", ["10.0.1.11"], { groups: ["sg-any"] })
        .interface("eni-12", "subnet-1", ["10.0.1.12"], { groups: ["sg-any"] })
        .interface("eni-db", "subnet-2", ["10.0.2.10", "2600:1f00:a:2::10"], { groups: ["sg-any"] })
        .interface("eni-near", "subnet-2", ["10.0.2.11"], { groups: ["sg-any"] }),
    {
      yes: [
        "eni-10@10.0.1.10 > eni-db@10.0.2.10 tcp/22",
        // The deny is of IPv6.
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 tcp/23",
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 tcp/80",
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 50",
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 icmp/9.0",
        "eni-near@10.0.2.11 > eni-db@10.0.2.10 tcp/22",
        "eni-near@10.0.2.11 > eni-db@10.0.2.10 icmp/8.0",
      ],
      no: [
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 tcp/22",
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 icmp/8.0",
        "eni-11@10.0.1.11 > eni-db@10.0.2.10 udp/80",
        "eni-12@10.0.1.12 > eni-db@10.0.2.10 tcp/80",
        // Both ends answer on some port, but on none of both.
        "eni-10@2600:1f00:a:1::10 > eni-db@2600:1f00:a:2::10 tcp/443",
      ],
    },
  ),
  fact(
    11,
    "the longest prefix wins, then static, prefix list, propagated; two prefix lists are a matter of chance",
    (s) => {
      besides(twoSubnets(s));
      s.prefixList("pl-1", "10.9.1.0/24", "10.9.4.0/24", "10.9.5.0/24", "10.1.1.11/32")
        .prefixList("pl-2", "10.9.5.0/24", "10.1.1.11/32")
        .peering("pcx-b", "vpc-a", "vpc-b")
        .table(
          "rtb-a",
          "vpc-a",
          ["main"],
          [
            "10.9.0.0/16 vgw-1",
            "10.9.1.0/24 nat-1",
            "10.9.2.0/24 vgw-1 propagated",
            "10.9.2.0/24 nat-1",
            "10.9.3.0/24 vgw-1 propagated blackhole",
            "pl-1 vgw-1",
            "10.9.4.0/24 nat-1 propagated",
            "pl-2 nat-1",
            "10.1.0.0/16 pcx-b",
            "10.0.1.11/32 nat-1",
            // The local route is preferred to a propagated one, even if that is more specific.
            "10.0.1.0/24 vgw-1 propagated",
          ],
        )
        .table("rtb-1", "vpc-a", ["subnet-1"], ["10.0.2.11/32 nat-1"])
        .table("rtb-b", "vpc-b", ["main"], ["10.0.0.0/16 pcx-b"])
        .interface("eni-db", "subnet-2", ["10.0.2.10", "10.0.2.11"], { groups: ["sg-any"] })
        .interface("eni-app", "subnet-1", ["10.0.1.10", "10.0.1.11"], { groups: ["sg-any"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10", "10.1.1.11"], { groups: ["sg-any"] });
    },
    {
      yes: [
        "beyond:vgw-1@10.9.0.1 > eni-db@10.0.2.10 tcp/22",
        "beyond:vgw-1@10.9.4.1 > eni-db@10.0.2.10 tcp/22",
        "eni-b@10.1.1.10 > eni-db@10.0.2.10 tcp/22",
        "eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/22",
      ],
      no: [
        "beyond:vgw-1@10.9.1.1 > eni-db@10.0.2.10 tcp/22",
        "beyond:vgw-1@10.9.2.1 > eni-db@10.0.2.10 tcp/22",
        "beyond:vgw-1@10.9.3.1 > eni-db@10.0.2.10 tcp/22",
        "beyond:vgw-1@10.0.1.99 > eni-db@10.0.2.10 tcp/22",
        "beyond:vgw-1@10.8.0.1 > eni-db@10.0.2.10 tcp/22",
        // More specific than the local route.
        "eni-app@10.0.1.10 > eni-db@10.0.2.11 tcp/22",
        "eni-app@10.0.1.11 > eni-db@10.0.2.11 tcp/22",
        // Whichever of the two it is, neither leads back over the peering.
        "eni-b@10.1.1.11 > eni-db@10.0.2.10 tcp/22",
      ],
      unknown: ["beyond:vgw-1@10.9.5.1 > eni-db@10.0.2.10 tcp/22"],
    },
  ),
  fact(
    12,
    "a subnet without a table of its own has the main table of its own VPC",
    (s) =>
      besides(twoSubnets(s))
        .table("rtb-b", "vpc-b", ["main"], ["10.9.0.0/16 vgw-b"])
        .table("rtb-a", "vpc-a", ["main"], ["10.9.0.0/16 vgw-a"])
        .table("rtb-1", "vpc-a", ["subnet-1"], [])
        .interface("eni-1", "subnet-1", ["10.0.1.10"], { groups: ["sg-any"] })
        .interface("eni-2", "subnet-2", ["10.0.2.10"], { groups: ["sg-any"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-any"] }),
    {
      yes: ["beyond:vgw-a@10.9.0.1 > eni-2@10.0.2.10 tcp/22", "beyond:vgw-b@10.9.0.1 > eni-b@10.1.1.10 tcp/22"],
      no: [
        "beyond:vgw-b@10.9.0.1 > eni-2@10.0.2.10 tcp/22",
        "beyond:vgw-a@10.9.0.1 > eni-b@10.1.1.10 tcp/22",
        "beyond:vgw-a@10.9.0.1 > eni-1@10.0.1.10 tcp/22",
      ],
    },
  ),
  fact(
    13,
    "a route table of a gateway sends what comes in to a middlebox",
    (s) =>
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a", "10.9.0.0/16 vgw-a"])
        .table("rtb-edge", "vpc-a", ["igw-a"], ["10.0.2.0/24 eni-box"])
        .table("rtb-edge-vpn", "vpc-a", ["vgw-a"], ["10.0.1.0/24 eni-box"])
        .group("sg-ssh", { in: ["tcp/22 0.0.0.0/0"] })
        .interface("eni-box", "subnet-1", ["10.0.1.9"], { groups: ["sg-any"] })
        .interface("eni-1", "subnet-1", ["10.0.1.10"], { groups: ["sg-ssh"], publicIps: ["203.0.113.1"] })
        .interface("eni-2", "subnet-2", ["10.0.2.10"], { groups: ["sg-ssh"], publicIps: ["203.0.113.2"] }),
    {
      yes: ["internet@198.51.100.7 > eni-1@10.0.1.10 tcp/22", "beyond:vgw-a@10.9.0.1 > eni-2@10.0.2.10 tcp/22"],
      no: ["internet@198.51.100.7 > eni-2@10.0.2.10 tcp/23"],
      unknown: ["internet@198.51.100.7 > eni-2@10.0.2.10 tcp/22", "beyond:vgw-a@10.9.0.1 > eni-1@10.0.1.10 tcp/22"],
    },
  ),
  fact(
    14,
    "an internet gateway needs a public address, a route, an attachment and a public source; NAT lets nothing in",
    (s) => {
      twoSubnets(s).subnet("subnet-3", "vpc-a", "10.0.3.0/24");
      besides(s)
        .internetGateway("igw-a", "vpc-a")
        .internetGateway("igw-loose")
        .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 igw-a"])
        .table("rtb-2", "vpc-a", ["subnet-2"], ["0.0.0.0/0 nat-1", "::/0 eigw-1"])
        .table("rtb-3", "vpc-a", ["subnet-3"], ["203.0.113.0/24 igw-a"])
        .table("rtb-b", "vpc-b", ["main"], ["0.0.0.0/0 igw-loose"])
        .interface("eni-web", "subnet-1", ["10.0.1.10", "10.0.1.11"], {
          groups: ["sg-any"],
          publicIps: ["203.0.113.1"],
        })
        .interface("eni-nat", "subnet-1", ["10.0.1.4"], { type: "natGateway", publicIps: ["203.0.113.9"] })
        .interface("eni-db", "subnet-2", ["10.0.2.10", "2600:1f00:a:2::10"], {
          groups: ["sg-any"],
          publicIps: ["203.0.113.2"],
        })
        .interface("eni-3", "subnet-3", ["10.0.3.10"], { groups: ["sg-any"], publicIps: ["203.0.113.3"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-any"], publicIps: ["203.0.113.4"] });
    },
    {
      yes: [
        "internet@198.51.100.7 > eni-web@10.0.1.10 tcp/443",
        "internet@203.0.113.255 > eni-3@10.0.3.10 tcp/443",
        "eni-nat@10.0.1.4 > eni-web@10.0.1.10 tcp/443",
      ],
      no: [
        "internet@198.51.100.7 > eni-web@10.0.1.11 tcp/443",
        "internet@192.168.0.1 > eni-web@10.0.1.10 tcp/443",
        "internet@100.64.0.1 > eni-web@10.0.1.10 tcp/443",
        "internet@198.51.100.7 > eni-db@10.0.2.10 tcp/443",
        "internet@2600:9000::1 > eni-db@2600:1f00:a:2::10 tcp/443",
        "internet@203.0.114.0 > eni-3@10.0.3.10 tcp/443",
        "internet@198.51.100.7 > eni-b@10.1.1.10 tcp/443",
        "internet@198.51.100.7 > eni-nat@10.0.1.4 tcp/443",
      ],
    },
  ),
];
