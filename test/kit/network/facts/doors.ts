/**
 * Facts 24 to 28: doors that bypass ports, as far as they show in a network: by their interfaces, which are sources
 * like any other. And what others get wrong.
 */
import { database } from "../sketch-services.ts";
import { besides, fact, twoSubnets } from "./fact.ts";

const RDS = "arn:aws:rds:eu-west-1:111111111111";

export const doorFacts = [
  fact(
    24,
    "Global Accelerator needs neither public address nor gateway route: its interfaces reach what groups let them",
    (s) =>
      twoSubnets(s)
        .group("sg-accelerator", { out: ["all 0.0.0.0/0"] })
        .group("sg-web", { in: ["tcp/443 10.0.1.0/24"] })
        .interface("eni-accelerator", "subnet-1", ["10.0.1.40"], {
          groups: ["sg-accelerator"],
          type: "global_accelerator_managed",
        })
        .interface("eni-web", "subnet-2", ["10.0.2.10"], { groups: ["sg-web"] }),
    {
      yes: ["eni-accelerator@10.0.1.40 > eni-web@10.0.2.10 tcp/443"],
      no: ["eni-accelerator@10.0.1.40 > eni-web@10.0.2.10 tcp/22", "internet@8.8.8.8 > eni-web@10.0.2.10 tcp/443"],
    },
  ),
  fact(
    25,
    "the gateway of a VPC Lattice resource reaches databases directly, as its groups say",
    (s) => {
      twoSubnets(s)
        .group("sg-lattice", { out: ["tcp/5432 sg-db"] })
        .group("sg-db", { in: ["all sg-lattice"] })
        .interface("eni-lattice", "subnet-1", ["10.0.1.41"], { groups: ["sg-lattice"] });
      database(s, "shop", { subnets: ["subnet-2"], groups: ["sg-db"] });
    },
    {
      yes: [`eni-lattice@10.0.1.41 > ${RDS}:db:shop@subnet-2@10.0.2.50 tcp/5432`],
      no: [`eni-lattice@10.0.1.41 > ${RDS}:db:shop@subnet-2@10.0.2.50 tcp/5433`],
    },
  ),
  fact(
    26,
    "of an Instance Connect Endpoint the inbound rules mean nothing: what it reaches is by its outbound ones",
    (s) =>
      twoSubnets(s)
        .group("sg-endpoint", { out: ["tcp/22 10.0.2.10/32"] })
        .interface("eni-endpoint", "subnet-1", ["10.0.1.42"], {
          groups: ["sg-endpoint"],
          description: "EC2 Instance Connect Endpoint for eice-1",
        })
        .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-any"] })
        .interface("eni-2", "subnet-2", ["10.0.2.11"], { groups: ["sg-any"] }),
    {
      yes: ["eni-endpoint@10.0.1.42 > eni-1@10.0.2.10 tcp/22"],
      no: ["eni-endpoint@10.0.1.42 > eni-2@10.0.2.11 tcp/22", "internet@8.8.8.8 > eni-1@10.0.2.10 tcp/22"],
    },
  ),
  fact(
    27,
    "Session Manager needs no inbound port: a server that nobody reaches may have it, and only reaches out",
    (s) =>
      twoSubnets(s)
        .group("sg-endpoint", { in: ["tcp/443 sg-managed"] })
        .group("sg-managed", { out: ["tcp/443 sg-endpoint"] })
        .interface("eni-endpoint", "subnet-1", ["10.0.1.43"], { groups: ["sg-endpoint"], type: "vpc_endpoint" })
        .interface("eni-managed", "subnet-2", ["10.0.2.10"], { groups: ["sg-managed"] })
        .interface("eni-any", "subnet-1", ["10.0.1.44"], { groups: ["sg-any"] }),
    {
      yes: ["eni-managed@10.0.2.10 > eni-endpoint@10.0.1.43 tcp/443"],
      no: [
        "eni-endpoint@10.0.1.43 > eni-managed@10.0.2.10 tcp/443",
        "eni-any@10.0.1.44 > eni-managed@10.0.2.10 tcp/22",
        "internet@8.8.8.8 > eni-managed@10.0.2.10 tcp/22",
      ],
    },
  ),
  fact(
    28,
    "Client VPN comes in by its interfaces, with their groups",
    (s) =>
      twoSubnets(s)
        .group("sg-vpn", { out: ["all 0.0.0.0/0"] })
        .group("sg-internal", { in: ["tcp/22 sg-vpn"] })
        .interface("eni-vpn", "subnet-1", ["10.0.1.45"], {
          groups: ["sg-vpn"],
          description: "ClientVPN Endpoint resource",
        })
        .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-internal"] }),
    {
      yes: ["eni-vpn@10.0.1.45 > eni-1@10.0.2.10 tcp/22"],
      no: ["eni-vpn@10.0.1.45 > eni-1@10.0.2.10 tcp/23"],
    },
  ),
  fact(
    "wrong",
    "0.0.0.0/1 and 128.0.0.0/1 are the internet as much as 0.0.0.0/0 is",
    (s) =>
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/1 igw-a", "128.0.0.0/1 igw-a"])
        .group("sg-halves", { in: ["tcp/22 0.0.0.0/1", "tcp/22 128.0.0.0/1"] })
        .group("sg-half", { in: ["tcp/22 0.0.0.0/1"] })
        .interface("eni-1", "subnet-1", ["10.0.1.10"], { groups: ["sg-halves"], publicIps: ["203.0.113.1"] })
        .interface("eni-2", "subnet-1", ["10.0.1.11"], { groups: ["sg-half"], publicIps: ["203.0.113.2"] }),
    {
      yes: [
        "internet@8.8.8.8 > eni-1@10.0.1.10 tcp/22",
        "internet@198.51.100.7 > eni-1@10.0.1.10 tcp/22",
        "internet@126.255.255.255 > eni-2@10.0.1.11 tcp/22",
      ],
      no: ["internet@128.0.0.0 > eni-2@10.0.1.11 tcp/22"],
    },
  ),
  fact(
    "wrong",
    "::/0 is the internet too",
    (s) =>
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a", "::/0 igw-a"])
        .group("sg-six", { in: ["tcp/22 ::/0", "tcp/22 10.0.0.0/8"] })
        .interface("eni-1", "subnet-1", ["10.0.1.10", "2600:1f00:a:1::10"], {
          groups: ["sg-six"],
          publicIps: ["203.0.113.1"],
        }),
    {
      yes: ["internet@2600:9000::1 > eni-1@2600:1f00:a:1::10 tcp/22"],
      no: ["internet@8.8.8.8 > eni-1@10.0.1.10 tcp/22"],
    },
  ),
  fact(
    "wrong",
    "the main route table is looked up with its VPC, and the first that is listed may be another's",
    (s) => {
      besides(s, "vpc-b", "10.1")
        .internetGateway("igw-b", "vpc-b")
        .table("rtb-b", "vpc-b", ["main"], ["0.0.0.0/0 igw-b"]);
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .interface("eni-a", "subnet-1", ["10.0.1.10"], { groups: ["sg-any"], publicIps: ["203.0.113.1"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-any"], publicIps: ["203.0.113.2"] });
    },
    { yes: ["internet@8.8.8.8 > eni-b@10.1.1.10 tcp/22"], no: ["internet@8.8.8.8 > eni-a@10.0.1.10 tcp/22"] },
  ),
  fact(
    "wrong",
    "port 22 is within 0-65535, and within 20-25",
    (s) =>
      twoSubnets(s)
        .group("sg-whole", { in: ["tcp/0-65535 10.0.0.0/8"] })
        .group("sg-wide", { in: ["tcp/20-25 10.0.0.0/8"] })
        .group("sg-beside", { in: ["tcp/20-21 10.0.0.0/8", "tcp/23 10.0.0.0/8", "udp/22 10.0.0.0/8"] })
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] })
        .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-whole"] })
        .interface("eni-2", "subnet-2", ["10.0.2.11"], { groups: ["sg-wide"] })
        .interface("eni-3", "subnet-2", ["10.0.2.12"], { groups: ["sg-beside"] }),
    {
      yes: [
        "eni-app@10.0.1.10 > eni-1@10.0.2.10 tcp/22",
        "eni-app@10.0.1.10 > eni-2@10.0.2.11 tcp/22",
        "eni-app@10.0.1.10 > eni-3@10.0.2.12 tcp/23",
      ],
      no: ["eni-app@10.0.1.10 > eni-3@10.0.2.12 tcp/22"],
    },
  ),
  fact(
    "wrong",
    "a reference to a group that no interface carries lets nobody in",
    (s) =>
      twoSubnets(s)
        .group("sg-empty", {})
        .group("sg-db", { in: ["tcp/5432 sg-empty", "tcp/22 sg-out"] })
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] })
        .interface("eni-loose", "subnet-1", ["10.0.1.11"], { groups: ["sg-empty", "sg-out"], status: "available" })
        .interface("eni-db", "subnet-2", ["10.0.2.10"], { groups: ["sg-db"] }),
    {
      yes: ["eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/22"],
      no: [
        "eni-app@10.0.1.10 > eni-db@10.0.2.10 tcp/5432",
        // Attached to nothing, it sends nothing.
        "eni-loose@10.0.1.11 > eni-db@10.0.2.10 tcp/5432",
      ],
    },
  ),
  fact(
    "wrong",
    "a private database that its whole VPC reaches is reached",
    (s) => {
      besides(twoSubnets(s))
        .group("sg-db", { in: ["tcp/5432 10.0.0.0/16"] })
        .interface("eni-any", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-out"] });
      database(s, "shop", { subnets: ["subnet-2"], groups: ["sg-db"] });
    },
    {
      yes: [`eni-any@10.0.1.10 > ${RDS}:db:shop@subnet-2@10.0.2.50 tcp/5432`],
      no: [
        `eni-b@10.1.1.10 > ${RDS}:db:shop@subnet-2@10.0.2.50 tcp/5432`,
        `internet@8.8.8.8 > ${RDS}:db:shop@subnet-2@10.0.2.50 tcp/5432`,
      ],
    },
  ),
];
