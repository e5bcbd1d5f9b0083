import check from "../../../checks/database-access/database-reached-only-as-registered.ts";
import { row } from "../../kit/proof.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { cluster, company, COMPANY, loadBalancer, REGISTER, targetGroup, WITHOUT } from "../network-world.ts";

const SSH = "tcp/22 sg-bastion";

testNetworkCheck(check, [
  {
    name: "as the register says; what is no database is not judged",
    ...COMPANY,
    world: company,
    says: { "i-db": "pass", records: "pass", "i-app": [], "i-bastion": [] },
  },
  {
    name: "another port of the application",
    ...COMPANY,
    world: () => company({ db: ["tcp/5432-5433 sg-app", SSH] }),
    says: { "i-db": ["tcp/5433 from application of alder"], records: "pass" },
    words: /The server i-db can be reached on tcp\/5433 by i-app \(application of alder\), which no row of the access/,
  },
  {
    name: "the whole network, another customer's and a VPN's",
    ...COMPANY,
    world: () => company({ db: ["tcp/5432 10.0.0.0/8", SSH] }),
    says: {
      "i-db": [
        "tcp/5432 from 10.9.0.0/16 beyond vgw-1",
        "tcp/5432 from application of birch",
        "tcp/5432 from bastion of alder",
      ],
    },
    words: /i-birch \(application of birch\), which belongs to another customer/,
  },
  {
    name: "no row justifies another customer",
    ...COMPANY,
    rows: [...REGISTER, row("birch", { customer: "birch" }, { customer: "alder" }, "tcp/5432")],
    world: () => company({ db: ["tcp/5432 10.2.0.0/16"] }),
    says: { "i-db": ["tcp/5432 from application of birch"] },
  },
  {
    name: "no row justifies the internet",
    ...COMPANY,
    rows: [...REGISTER, row("partner", "198.51.100.0/24", "database", "tcp/5432")],
    world: () => company({ db: ["tcp/5432 198.51.100.0/24"], isPublic: true }),
    says: { "i-db": ["tcp/5432 from 198.51.100.0/24"], records: ["tcp/5432 from 198.51.100.0/24"] },
    words: /databases are not reached from the internet/,
  },
  {
    name: "what is public, and whose rules let nobody of the internet in",
    ...COMPANY,
    world: () => company({ isPublic: true }),
    says: { records: "pass" },
  },
  {
    name: "of RDS only the port on which it listens",
    ...COMPANY,
    world: () => company({ db: ["tcp/0-65535 sg-app"] }),
    says: {
      records: "pass",
      "i-db": ["tcp/0-5431 from application of alder", "tcp/5433-65535 from application of alder"],
    },
  },
  {
    name: "a load balancer that faces the internet, with its own address, though a row lets it in",
    ...COMPANY,
    rows: [...REGISTER, row("door", "load-balancer", "database", "tcp/5432")],
    world: () => withDoor(false),
    says: { "i-db": ["tcp/5432 from 0.0.0.0/0 through door"] },
  },
  {
    name: "a load balancer that shows the clients' addresses",
    ...COMPANY,
    world: () => withDoor(true),
    says: {
      "i-db": [
        "tcp/5432 from 0.0.0.0/0",
        "tcp/5432 from 0.0.0.0/0 through door",
        "tcp/5432 from 10.9.0.0/16 beyond vgw-1",
        "tcp/5432 from application of birch",
        "tcp/5432 from bastion of alder",
        "tcp/5432 from load-balancer of alder",
        "tcp/5432 from application of birch through door",
        "tcp/5432 from bastion of alder through door",
        "tcp/5432 from 10.9.0.0/16 beyond vgw-1 through door",
      ],
    },
  },
  {
    name: "a cluster in a subnet that was not read",
    ...COMPANY,
    world: () => {
      const s = company();
      cluster(s, "ledger", { subnets: ["subnet-alder", "subnet-gone"], groups: ["sg-db"] });
      return s;
    },
    says: { ledger: "undecided", records: "pass" },
    words: /subnets that it may stand in were not read: subnet-gone/,
  },
  {
    name: "one of which AWS does not say where it stands",
    ...COMPANY,
    world: company,
    change: (listing, item) => (listing === "rds.db-instances" ? { ...item, DBSubnetGroup: undefined } : item),
    says: { records: "undecided", "i-db": "pass" },
  },
  {
    name: "no register: whether it may be reached nobody wrote down",
    ...WITHOUT,
    world: () => company({ db: ["tcp/5432 10.1.0.0/16"] }),
    says: { "i-db": "not-applicable", records: "not-applicable" },
    words: /no access register says who may reach it/,
  },
  {
    name: "no register: the internet and other customers are told all the same",
    ...WITHOUT,
    world: () => company({ db: ["tcp/5432 0.0.0.0/0"] }),
    says: { "i-db": ["tcp/5432 from 0.0.0.0/0", "tcp/5432 from application of birch"] },
  },
  {
    name: "an ACL that was not read",
    ...COMPANY,
    world: () => company({ db: ["tcp/5432-5433 10.0.0.0/8"] }),
    unread: ["ec2.network-acls"],
    says: { "i-db": ["tcp/5432-5433 from bastion of alder", "tcp/5433 from application of alder", "undecided"] },
    words: /hangs on .*network ACL of the target's subnet, inbound: it was not read/,
  },
]);

function withDoor(preserves: boolean) {
  const s = company({ db: [preserves ? "tcp/5432 0.0.0.0/0" : "tcp/5432 10.1.0.9/32"] });
  const door = loadBalancer(s, {
    kind: "net",
    name: "door",
    at: [["subnet-alder", "10.1.0.9"]],
    publicIps: ["198.51.100.9"],
    listeners: ["TCP/5432 stores"],
  });
  targetGroup(s, "stores", {
    type: "instance",
    port: 5432,
    vpc: "vpc-alder",
    of: [door],
    targets: [["i-db"]],
    preserves,
  });
  return s;
}
