import check from "../../../checks/database-separation/databases-are-on-separate-hosts.ts";
import { testNetworkCheck } from "../../kit/network-check.ts";
import { database, instance } from "../../kit/network/sketch-services.ts";
import { Sketch } from "../../kit/network/sketch.ts";

/** Two servers with databases and one of RDS, each with a group. */
function world(groups: Readonly<Record<"one" | "two" | "rds", string>>, rules = ["tcp/5432 10.0.0.0/8"]): Sketch {
  const s = new Sketch().vpc("vpc-a", "10.0.0.0/16").subnet("subnet-a", "vpc-a", "10.0.0.0/24");
  for (const id of new Set(Object.values(groups))) s.group(id, { in: rules }, "vpc-a");
  s.interface("eni-1", "subnet-a", ["10.0.0.4"], { instance: "i-one", groups: [groups.one] });
  s.interface("eni-2", "subnet-a", ["10.0.0.5"], { instance: "i-two", groups: [groups.two] });
  instance(s, "i-one", "subnet-a", "10.0.0.4");
  instance(s, "i-two", "subnet-a", "10.0.0.5");
  database(s, "records", { subnets: ["subnet-a"], groups: [groups.rds] });
  return s;
}

const apart = { one: "sg-1", two: "sg-2", rds: "sg-3" };
const roles = { database: ["i-one", "i-two"], percona: ["i-one"], postgresql: ["i-two"] };

testNetworkCheck(check, [
  {
    name: "each by itself",
    world: () => world(apart),
    roles,
    says: { "i-one": "pass", "i-two": "pass", records: "pass" },
  },
  {
    name: "both kinds on one host",
    world: () => world(apart),
    roles: { ...roles, percona: ["i-one", "i-two"] },
    says: { "i-one": "pass", "i-two": ["host of PostgreSQL and Percona or MySQL"] },
  },
  {
    name: "two kinds behind one group",
    world: () => world({ ...apart, rds: "sg-1" }),
    roles,
    says: { "i-one": ["group sg-1"], "i-two": "pass", records: ["group sg-1"] },
    words: /The database records shares the security group sg-1 with the server i-one: PostgreSQL and Percona or MySQL/,
  },
  {
    name: "one kind behind one group",
    world: () => world({ ...apart, rds: "sg-2" }),
    roles,
    says: { "i-two": "pass", records: "pass" },
  },
  {
    name: "a group that opens nothing keeps nothing together",
    world: () => world({ ...apart, rds: "sg-1" }, []),
    roles,
    says: { "i-one": "pass", records: "pass" },
  },
  {
    name: "a shared group of which nobody read what it opens",
    world: () => world({ ...apart, rds: "sg-1" }),
    roles,
    unread: ["ec2.security-groups"],
    says: { "i-one": "undecided", "i-two": "pass", records: "undecided" },
  },
  {
    name: "a kind that nothing tells, and who shares a group with it",
    world: () => world({ ...apart, two: "sg-1" }),
    roles: { ...roles, postgresql: [] },
    says: { "i-one": "undecided", "i-two": "undecided", records: "pass" },
    words: /is of none of PostgreSQL, Percona or MySQL/,
  },
  {
    name: "kinds as the company tells them",
    world: () => world({ ...apart, rds: "sg-1" }),
    roles: { database: ["i-one"], ehr: ["i-one"] },
    params: {
      families: [
        { name: "EHR", roles: ["ehr"] },
        { name: "Records", engines: ["postgres"] },
      ],
    },
    says: { "i-one": ["group sg-1"], records: ["group sg-1"] },
  },
]);
