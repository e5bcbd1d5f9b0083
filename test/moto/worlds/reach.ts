/** Small networks, drawn once: built in moto and scanned there, and given to the proof as they are drawn. */
import { groupArn, instance, targetGroup } from "../../kit/network/sketch-services.ts";
import { Sketch } from "../../kit/network/sketch.ts";
import { account } from "../kit/aws.ts";

export interface ReachWorld {
  readonly name: string;
  readonly sketch: Sketch;
}

const OUT = ["all 0.0.0.0/0"];

/** A customer's network: an outer subnet with a bastion, an inner one with an application, a database, and RDS. */
function network(s: Sketch, name: string, second: number, rules: Readonly<Record<string, readonly string[]>>): Sketch {
  const net = `10.${second}`;
  s.vpc(`vpc-${name}`, `${net}.0.0/16`)
    .subnet(`subnet-${name}-out`, `vpc-${name}`, `${net}.0.0/24`)
    .subnet(`subnet-${name}-in`, `vpc-${name}`, `${net}.1.0/24`)
    .internetGateway(`igw-${name}`, `vpc-${name}`)
    .table(`rtb-${name}`, `vpc-${name}`, [`subnet-${name}-out`], [`0.0.0.0/0 igw-${name}`]);
  for (const [role, at, host] of [
    ["bastion", "out", "0.10"],
    ["application", "in", "1.10"],
    ["database", "in", "1.20"],
  ] as const) {
    s.group(`sg-${role}-${name}`, { in: rules[role] ?? [], out: OUT }, `vpc-${name}`).interface(
      `eni-${role}-${name}`,
      `subnet-${name}-${at}`,
      [`${net}.${host}`],
      {
        groups: [`sg-${role}-${name}`],
        instance: `i-${role}-${name}`,
        publicIps: at === "out" ? [`198.51.100.${second}`] : [],
      },
    );
    instance(s, `i-${role}-${name}`, `subnet-${name}-${at}`, `${net}.${host}`);
  }
  return s;
}

function rds(s: Sketch, name: string, groups: readonly string[], isPublic = false): Sketch {
  return s.add("rds.db-instances", {
    DBInstanceIdentifier: `records-${name}`,
    DBInstanceArn: s.arn("rds", `db:records-${name}`),
    Engine: "postgres",
    PubliclyAccessible: isPublic,
    Endpoint: { Port: 5432 },
    VpcSecurityGroups: groups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId })),
    DBSubnetGroup: { Subnets: [{ SubnetIdentifier: `subnet-${name}-in` }, { SubnetIdentifier: `subnet-${name}-out` }] },
  });
}

const kept = (name: string) => ({
  bastion: ["tcp/22 203.0.113.0/24"],
  application: [`tcp/22 sg-bastion-${name}`],
  database: [`tcp/22 sg-bastion-${name}`, `tcp/5432 sg-application-${name}`],
});

const here = () => new Sketch().unit(account, "eu-central-1");

const wellKept = rds(network(here(), "alder", 40, kept("alder")), "alder", ["sg-database-alder"]);

const doors = rds(
  network(here(), "alder", 40, {
    // The whole internet, in halves.
    bastion: ["tcp/22 0.0.0.0/1 128.0.0.0/1"],
    application: ["tcp/0-1023 10.0.0.0/8"],
    // One's own network.
    database: ["tcp/5432 10.40.0.0/16", "icmp/8 sg-application-alder"],
  }),
  "alder",
  ["sg-database-alder"],
  true,
);

const walls = network(here(), "alder", 40, {
  ...kept("alder"),
  application: ["tcp/22 sg-bastion-alder", "tcp/8080 sg-bastion-alder", "tcp/9000 0.0.0.0/0"],
  database: ["tcp/3306 10.40.0.0/24", "tcp/5432 sg-application-alder"],
}).acl(
  "acl-in",
  ["subnet-alder-in"],
  [
    "90 deny in tcp/8080 10.40.0.0/24",
    "100 allow in all 0.0.0.0/0",
    // Answers find their way to the outer subnet's lower half alone.
    "100 allow out tcp/1024-65535 10.40.0.0/25",
  ],
);

const peered = network(network(here(), "alder", 40, kept("alder")), "birch", 41, {
  ...kept("birch"),
  application: ["tcp/443 10.40.0.0/16", "tcp/8443 sg-application-alder"],
  database: ["tcp/5432 10.40.1.20/32", "tcp/5432 sg-application-birch"],
})
  .peering("pcx-both", "vpc-alder", "vpc-birch", { regions: ["eu-central-1", "eu-central-1"] })
  .table("rtb-alder-in", "vpc-alder", ["subnet-alder-in"], ["10.41.0.0/16 pcx-both"])
  .table("rtb-birch-in", "vpc-birch", ["subnet-birch-in"], ["10.40.1.0/28 pcx-both"]);

const front = network(here(), "alder", 40, {
  ...kept("alder"),
  application: ["tcp/8080 sg-balancer-alder", "tcp/22 sg-bastion-alder"],
}).group("sg-balancer-alder", { in: ["tcp/80 0.0.0.0/0"], out: OUT }, "vpc-alder");
balance(front);

/** A load balancer in front of the application. Moto makes no interfaces for it, so nobody can say who reaches it. */
function balance(s: Sketch): void {
  const LoadBalancerArn = s.arn("elasticloadbalancing", "loadbalancer/app/front/0123456789abcdef");
  const TargetGroupArn = groupArn(s, "application");
  s.add("elbv2.load-balancers", {
    LoadBalancerArn,
    LoadBalancerName: "front",
    Type: "application",
    VpcId: "vpc-alder",
    AvailabilityZones: [{ SubnetId: "subnet-alder-out" }, { SubnetId: "subnet-alder-in" }],
    SecurityGroups: ["sg-balancer-alder"],
  }).add("elbv2.listeners", {
    ListenerArn: `${LoadBalancerArn.replace(":loadbalancer/", ":listener/")}/80`,
    LoadBalancerArn,
    Protocol: "HTTP",
    Port: 80,
    DefaultActions: [{ Type: "forward", TargetGroupArn }],
  });
  const targets = [["i-application-alder"]] as const;
  targetGroup(s, "application", {
    type: "instance",
    protocol: "HTTP",
    port: 8080,
    vpc: "vpc-alder",
    of: [LoadBalancerArn],
    targets,
  });
}

export const reachWorlds: readonly ReachWorld[] = [
  { name: "well kept", sketch: wellKept },
  { name: "doors", sketch: doors },
  { name: "walls", sketch: walls },
  { name: "peered", sketch: peered },
  { name: "front", sketch: front },
];
