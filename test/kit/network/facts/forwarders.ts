/** Facts 19 to 23: load balancers and databases. */
import { cluster, database, instance, loadBalancer, proxy, targetGroup } from "../sketch-services.ts";
import { besides, fact, twoSubnets } from "./fact.ts";

const ELB = "arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer";
const NLB = `${ELB}/net/lb/0123456789abcdef`;
const BARE = `${ELB}/net/bare/0123456789abcdef`;
const ALB = `${ELB}/app/lb/0123456789abcdef`;
const RDS = "arn:aws:rds:eu-west-1:111111111111";
const DOOR = `${RDS}:db-proxy:door`;
const GATE = `${RDS}:db-proxy:gate`;
const AT_DOOR = `${DOOR}@subnet-1@10.0.1.60`;
const AT_GATE = `${GATE}@subnet-1@10.0.1.61`;
const SHOP = `${RDS}:db:shop@subnet-2@10.0.2.50`;
const OTHER = `${RDS}:db:other@subnet-2@10.0.2.50`;
const AURORA = `${RDS}:cluster:aurora@subnet-2@10.0.2.51`;

export const forwarderFacts = [
  fact(
    19,
    "clients reach every listener of a network load balancer without groups; a rule of a target may cite its groups",
    (s) => {
      twoSubnets(s)
        .subnet("subnet-3", "vpc-a", "10.0.3.0/24")
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 igw-a"])
        .group("sg-lb", { in: ["tcp/443 203.0.113.0/24"], out: ["tcp/8443 10.0.2.0/24"] })
        .group("sg-cites", { in: ["tcp/8000-9999 sg-lb"] })
        .group("sg-client", { in: ["tcp/8443 sg-out"] })
        .interface("eni-app", "subnet-3", ["10.0.3.10"], { groups: ["sg-out"] })
        .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-cites"], instance: "i-1" })
        .interface("eni-2", "subnet-2", ["10.0.2.11"], { groups: ["sg-client"], instance: "i-2" })
        .interface("eni-3", "subnet-2", ["10.0.2.12"], { groups: ["sg-any"], instance: "i-3" });
      instance(s, "i-1", "subnet-2", "10.0.2.10");
      instance(s, "i-2", "subnet-2", "10.0.2.11");
      instance(s, "i-3", "subnet-2", "10.0.2.12");
      const grouped = { kind: "net", name: "lb", at: [["subnet-1", "10.0.1.20"]], groups: ["sg-lb"] } as const;
      loadBalancer(s, { ...grouped, publicIps: ["198.51.100.20"], listeners: ["TCP/443 tg-1", "TCP/80 tg-1"] });
      const bare = { kind: "net", name: "bare", at: [["subnet-1", "10.0.1.21"]] } as const;
      loadBalancer(s, { ...bare, publicIps: ["198.51.100.21"], listeners: ["TCP/22 tg-2"] });
      const targets = [["i-1"], ["i-2"], ["i-3"], ["i-1", 9443]] as const;
      targetGroup(s, "tg-1", { type: "instance", port: 8443, vpc: "vpc-a", of: [NLB], targets, preserves: true });
      targetGroup(s, "tg-2", {
        type: "instance",
        port: 8443,
        vpc: "vpc-a",
        of: [BARE],
        targets,
        preserves: true,
      });
    },
    {
      yes: [
        "internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/443",
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/443 through ${NLB} > eni-1@10.0.2.10 8443`,
        "internet@8.8.8.8 > eni-bare-0@10.0.1.21 tcp/22",
        "eni-app@10.0.3.10 > eni-bare-0@10.0.1.21 tcp/22",
        `internet@8.8.8.8 > eni-bare-0@10.0.1.21 tcp/22 through ${BARE} > eni-3@10.0.2.12 8443`,
      ],
      no: [
        "internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443",
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${NLB} > eni-3@10.0.2.12 8443`,
        // The client does not reach the target itself.
        "internet@203.0.113.7 > eni-1@10.0.2.10 tcp/8443",
        // Its groups do not let the load balancer out.
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/443 through ${NLB} > eni-1@10.0.2.10 9443`,
        // Its group does not let the client into this listener.
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/80 through ${NLB} > eni-1@10.0.2.10 8443`,
        // Without groups, there is none to cite.
        `internet@8.8.8.8 > eni-bare-0@10.0.1.21 tcp/22 through ${BARE} > eni-1@10.0.2.10 8443`,
        // A rule that cites the client's group does not hold through the load balancer.
        `eni-app@10.0.3.10 > eni-bare-0@10.0.1.21 tcp/22 through ${BARE} > eni-2@10.0.2.11 8443`,
      ],
    },
  ),
  fact(
    20,
    "whether targets see the client's address is read from the attribute, and is unknown where that was not read",
    (s) => {
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 igw-a"])
        .group("sg-clients", { in: ["all 203.0.113.0/24"] })
        .group("sg-lb-only", { in: ["all 10.0.1.0/24"] })
        .acl(
          "acl-2",
          ["subnet-2"],
          ["90 deny in all 203.0.113.9/32", "100 allow in all 0.0.0.0/0", "100 allow out all 0.0.0.0/0"],
        )
        .interface("eni-1", "subnet-2", ["10.0.2.10"], { groups: ["sg-clients"] })
        .interface("eni-2", "subnet-2", ["10.0.2.11"], { groups: ["sg-lb-only"] })
        .interface("eni-3", "subnet-2", ["10.0.2.12"], { groups: ["sg-any"] });
      const listeners = ["TCP/1 tg-kept", "TCP/2 tg-changed", "TCP_UDP/3 tg-unread"];
      loadBalancer(s, {
        kind: "net",
        name: "lb",
        at: [["subnet-1", "10.0.1.20"]],
        publicIps: ["198.51.100.20"],
        listeners,
      });
      const targets = [["10.0.2.10"], ["10.0.2.11"], ["10.0.2.12"]] as const;
      const group = { type: "ip", port: 80, vpc: "vpc-a", of: [NLB], targets } as const;
      targetGroup(s, "tg-kept", { ...group, preserves: true });
      targetGroup(s, "tg-changed", { ...group, preserves: false });
      targetGroup(s, "tg-unread", group);
    },
    {
      yes: [
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/1 through ${NLB} > eni-1@10.0.2.10 80`,
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/2 through ${NLB} > eni-2@10.0.2.11 80`,
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/3 through ${NLB} > eni-3@10.0.2.12 80`,
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 udp/3 through ${NLB} > eni-3@10.0.2.12 80`,
        // The ACL sees the load balancer's address.
        `internet@203.0.113.9 > eni-lb-0@10.0.1.20 tcp/2 through ${NLB} > eni-3@10.0.2.12 80`,
      ],
      no: [
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/1 through ${NLB} > eni-2@10.0.2.11 80`,
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/2 through ${NLB} > eni-1@10.0.2.10 80`,
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 udp/2 through ${NLB} > eni-2@10.0.2.11 80`,
        // The ACL sees the client's address.
        `internet@203.0.113.9 > eni-lb-0@10.0.1.20 tcp/1 through ${NLB} > eni-3@10.0.2.12 80`,
      ],
      unknown: [
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/3 through ${NLB} > eni-1@10.0.2.10 80`,
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/3 through ${NLB} > eni-2@10.0.2.11 80`,
      ],
    },
  ),
  fact(
    21,
    "an application or classic load balancer makes a connection of its own; its targets may be databases and peers",
    (s) => {
      besides(twoSubnets(s))
        .internetGateway("igw-a", "vpc-a")
        .peering("pcx-b", "vpc-a", "vpc-b")
        .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 igw-a", "10.1.0.0/16 pcx-b"])
        .table("rtb-b", "vpc-b", ["main"], ["10.0.0.0/16 pcx-b"])
        .group("sg-lb", { in: ["tcp/443 0.0.0.0/0"], out: ["all 0.0.0.0/0"] })
        .group("sg-web", { in: ["tcp/8080-8081 sg-lb", "tcp/80 203.0.113.0/24"] })
        .group("sg-db", { in: ["tcp/5432 sg-lb"] })
        .interface("eni-web", "subnet-2", ["10.0.2.10", "10.0.2.11"], { groups: ["sg-web"], instance: "i-1" })
        .interface("eni-b", "subnet-b", ["10.1.1.10"], { groups: ["sg-web"] });
      instance(s, "i-1", "subnet-2", "10.0.2.10");
      database(s, "shop", { subnets: ["subnet-2"], groups: ["sg-db"] });
      const common = { groups: ["sg-lb"], publicIps: ["198.51.100.20"] };
      const listeners = ["HTTPS/443 tg-web", "HTTP/80 tg-web"];
      loadBalancer(s, { ...common, kind: "app", name: "lb", at: [["subnet-1", "10.0.1.20"]], listeners });
      loadBalancer(s, {
        ...common,
        kind: "classic",
        name: "old",
        at: [["subnet-1", "10.0.1.30"]],
        listeners: ["HTTPS/443 8080", "TCP/22 8080"],
        instances: ["i-1"],
      });
      targetGroup(s, "tg-web", {
        type: "ip",
        protocol: "HTTP",
        port: 8080,
        vpc: "vpc-a",
        of: [ALB],
        targets: [["10.0.2.10"], ["10.1.1.10"], ["10.0.2.99", 5432], ["10.0.2.10", 80]],
      });
    },
    {
      yes: [
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > eni-web@10.0.2.10 8080`,
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > eni-b@10.1.1.10 8080`,
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > ${RDS}:db:shop@subnet-2@10.0.2.99 5432`,
        `internet@8.8.8.8 > eni-old-0@10.0.1.30 tcp/443 through ${ELB}/old > eni-web@10.0.2.10 8080`,
      ],
      no: [
        `internet@8.8.8.8 > ${RDS}:db:shop@subnet-2@10.0.2.99 tcp/5432`,
        "internet@8.8.8.8 > eni-web@10.0.2.10 tcp/8080",
        // Its group does not let anybody into the other listener.
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/80 through ${ALB} > eni-web@10.0.2.10 8080`,
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > eni-web@10.0.2.10 8081`,
        // The target sees the load balancer's address, not the client's.
        `internet@203.0.113.7 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > eni-web@10.0.2.10 80`,
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > eni-web@10.0.2.11 8080`,
        `internet@8.8.8.8 > eni-lb-0@10.0.1.20 tcp/443 through ${ALB} > ${RDS}:db:shop@subnet-2@10.0.2.98 5432`,
        `internet@8.8.8.8 > eni-old-0@10.0.1.30 tcp/443 through ${ELB}/old > eni-web@10.0.2.10 443`,
        `internet@8.8.8.8 > eni-old-0@10.0.1.30 tcp/443 through ${ELB}/old > eni-web@10.0.2.11 8080`,
        `internet@8.8.8.8 > eni-old-0@10.0.1.30 tcp/22 through ${ELB}/old > eni-web@10.0.2.10 8080`,
      ],
    },
  ),
  fact(
    22,
    "an RDS database is in any subnet of its subnet group; it is public only if it says so and a route leads out",
    (s) => {
      twoSubnets(s)
        .subnet("subnet-3", "vpc-a", "10.0.3.0/24")
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-1", "vpc-a", ["subnet-1"], ["0.0.0.0/0 igw-a", "::/0 igw-a"])
        .acl("acl-2", ["subnet-2"], ["100 allow in all 10.0.2.0/24", "100 allow out all 0.0.0.0/0"])
        .interface("eni-app", "subnet-3", ["10.0.3.10"], { groups: ["sg-out"] });
      database(s, "shop", { subnets: ["subnet-1", "subnet-2"], groups: ["sg-any"] });
      database(s, "open", { subnets: ["subnet-1", "subnet-2"], groups: ["sg-any"], isPublic: true });
      database(s, "member", { subnets: ["subnet-1"], groups: ["sg-any"], isPublic: true, cluster: "aurora" });
      cluster(s, "aurora", { subnets: ["subnet-1", "subnet-2"], groups: ["sg-any"] });
    },
    {
      yes: [
        `eni-app@10.0.3.10 > ${RDS}:db:shop@subnet-1@10.0.1.50 tcp/5432`,
        `internet@8.8.8.8 > ${RDS}:db:open@subnet-1@10.0.1.51 tcp/5432`,
        `eni-app@10.0.3.10 > ${RDS}:cluster:aurora@subnet-1@10.0.1.52 tcp/5432`,
        `internet@8.8.8.8 > ${RDS}:cluster:aurora@subnet-1@10.0.1.52 tcp/5432`,
      ],
      no: [
        // After a failover, the ACL is another.
        `eni-app@10.0.3.10 > ${SHOP} tcp/5432`,
        `eni-app@10.0.3.10 > ${RDS}:db:shop@subnet-3@10.0.3.50 tcp/5432`,
        `internet@8.8.8.8 > ${RDS}:db:shop@subnet-1@10.0.1.50 tcp/5432`,
        `internet@8.8.8.8 > ${RDS}:db:open@subnet-2@10.0.2.51 tcp/5432`,
        `internet@2600:9000::1 > ${RDS}:db:shop@subnet-1@2600:1f00:a:1::50 tcp/5432`,
        `eni-app@10.0.3.10 > ${RDS}:cluster:aurora@subnet-2@10.0.2.52 tcp/5432`,
      ],
    },
  ),
  fact(
    23,
    "an RDS proxy is never public, listens on the port of its engine's family, and passes on to its databases",
    (s) => {
      twoSubnets(s)
        .internetGateway("igw-a", "vpc-a")
        .table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-a"])
        .group("sg-proxy", { in: ["tcp/0-65535 0.0.0.0/0"], out: ["tcp/6000 sg-db"] })
        .group("sg-db", { in: ["tcp/6000 sg-proxy"] })
        .interface("eni-app", "subnet-1", ["10.0.1.10"], { groups: ["sg-out"] });
      database(s, "shop", { subnets: ["subnet-2"], groups: ["sg-db"], port: 6000 });
      database(s, "other", { subnets: ["subnet-2"], groups: ["sg-db"], port: 6000 });
      cluster(s, "aurora", { subnets: ["subnet-2"], groups: ["sg-db"], port: 6000 });
      const place = { subnets: ["subnet-1"], groups: ["sg-proxy"] };
      proxy(s, "door", { ...place, family: "MYSQL", before: { instance: "shop" } });
      proxy(s, "gate", { ...place, before: { cluster: "aurora" } });
    },
    {
      yes: [
        `eni-app@10.0.1.10 > ${AT_DOOR} tcp/3306`,
        `eni-app@10.0.1.10 > ${AT_DOOR} tcp/3306 through ${DOOR} > ${SHOP} 6000`,
        `eni-app@10.0.1.10 > ${AT_GATE} tcp/5432 through ${GATE} > ${AURORA} 6000`,
      ],
      no: [
        `eni-app@10.0.1.10 > ${AT_DOOR} tcp/6000`,
        `eni-app@10.0.1.10 > ${AT_DOOR} tcp/5432`,
        `internet@8.8.8.8 > ${AT_DOOR} tcp/3306`,
        `eni-app@10.0.1.10 > ${SHOP} tcp/6000`,
        `eni-app@10.0.1.10 > ${AT_DOOR} tcp/3306 through ${DOOR} > ${SHOP} 3306`,
        `eni-app@10.0.1.10 > ${AT_DOOR} tcp/3306 through ${DOOR} > ${OTHER} 6000`,
      ],
    },
  ),
];
