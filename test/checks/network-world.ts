/** The small company that the tables of the network's checks are about. */
import { cluster, database, instance, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";
import { row, type Held } from "../kit/proof.ts";

export interface Rules {
  readonly bastion?: readonly string[];
  readonly app?: readonly string[];
  readonly db?: readonly string[];
  readonly lb?: readonly string[];
  /** Of the main table of alder's network. */
  readonly routes?: readonly string[];
  /** Is the database of RDS public? */
  readonly isPublic?: boolean;
  /** The public addresses of the application's server. */
  readonly appIps?: readonly string[];
}

/**
 * Alder has a bastion, an application behind a load balancer, and databases on a server and of RDS; birch has an
 * application in a network that is peered.
 */
export function company(rules: Rules = {}): Sketch {
  const { bastion = ["tcp/22 203.0.113.0/24"], app = ["tcp/8080 sg-lb", "tcp/22 sg-bastion"], db = ["tcp/5432 sg-app", "tcp/22 sg-bastion"] } = rules; // prettier-ignore
  const out = ["all 0.0.0.0/0 ::/0"];
  const s = new Sketch()
    .vpc("vpc-alder", "10.1.0.0/16")
    .subnet("subnet-alder", "vpc-alder", "10.1.0.0/24")
    .subnet("subnet-alder-2", "vpc-alder", "10.1.1.0/24")
    .vpc("vpc-birch", "10.2.0.0/16")
    .subnet("subnet-birch", "vpc-birch", "10.2.0.0/24")
    .internetGateway("igw-1", "vpc-alder")
    .peering("pcx-1", "vpc-alder", "vpc-birch")
    .table(
      "rtb-alder",
      "vpc-alder",
      ["main"],
      ["0.0.0.0/0 igw-1", "10.2.0.0/16 pcx-1", "10.9.0.0/16 vgw-1", ...(rules.routes ?? [])],
    ) // prettier-ignore
    .table("rtb-birch", "vpc-birch", ["main"], ["10.1.0.0/16 pcx-1"])
    .group("sg-bastion", { in: bastion, out }, "vpc-alder")
    .group("sg-lb", { in: rules.lb ?? ["tcp/443 0.0.0.0/0"], out }, "vpc-alder")
    .group("sg-app", { in: app, out }, "vpc-alder")
    .group("sg-db", { in: db, out: [] }, "vpc-alder")
    .group("sg-birch", { in: ["tcp/8080 10.2.0.0/16"], out }, "vpc-birch")
    .interface("eni-bastion", "subnet-alder", ["10.1.0.4"], {
      groups: ["sg-bastion"],
      instance: "i-bastion",
      publicIps: ["198.51.100.4"],
    }) // prettier-ignore
    .interface("eni-app", "subnet-alder", ["10.1.0.5"], {
      groups: ["sg-app"],
      instance: "i-app",
      publicIps: rules.appIps ?? [],
    }) // prettier-ignore
    .interface("eni-db", "subnet-alder", ["10.1.0.6"], {
      groups: ["sg-db"],
      instance: "i-db",
      publicIps: ["198.51.100.6"],
    }) // prettier-ignore
    .interface("eni-birch", "subnet-birch", ["10.2.0.5"], { groups: ["sg-birch"], instance: "i-birch" });
  instance(s, "i-bastion", "subnet-alder", "10.1.0.4");
  instance(s, "i-app", "subnet-alder", "10.1.0.5");
  instance(s, "i-db", "subnet-alder", "10.1.0.6");
  instance(s, "i-birch", "subnet-birch", "10.2.0.5");
  database(s, "records", { subnets: ["subnet-alder", "subnet-alder-2"], groups: ["sg-db"], isPublic: rules.isPublic ?? false }); // prettier-ignore
  const web = loadBalancer(s, { kind: "app", name: "web", at: [["subnet-alder", "10.1.0.7"]], groups: ["sg-lb"], publicIps: ["198.51.100.7"], listeners: ["HTTPS/443 apps"] }); // prettier-ignore
  targetGroup(s, "apps", { type: "instance", port: 8080, vpc: "vpc-alder", of: [web], targets: [["i-app"]] });
  return s;
}

export { cluster, database, instance, loadBalancer, targetGroup };

export const REGISTER = [
  row("admins", "203.0.113.0/24", "bastion", "tcp/22"),
  row("ssh", "bastion", ["application", "database"], "tcp/22"),
  row("app to db", "application", "database", "tcp/5432"),
  row("users", ["internet", "10.9.0.0/16"], "load-balancer", "tcp/443"),
  row("lb to app", "load-balancer", "application", "tcp/8080"),
];

export const COMPANY: Held = {
  roles: { bastion: ["i-bastion"], application: ["i-app", "i-birch"], database: ["i-db"] },
  customers: { alder: ["vpc-alder"], birch: ["vpc-birch"] },
  rows: REGISTER,
};

/** The same without a register. */
export const { rows: _, ...WITHOUT } = COMPANY;
