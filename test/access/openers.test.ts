/** Who opens connections, under which name: load balancers, NAT gateways, and what was not read. */
import { describe, expect, test } from "vitest";
import { hold, open, row, targetOf, type Held } from "../kit/proof.ts";
import { company, COMPANY, database, instance, loadBalancer, targetGroup } from "../checks/network-world.ts";

const bare: Held = { ...COMPANY, rows: [] };

describe("names", () => {
  test("hosts are told by role and customer, or the network's name; not by id or address", () => {
    const s = () => company({ db: ["tcp/5432 10.1.0.5/32"] });
    expect(open(hold(s(), bare), "i-db")).toEqual(["tcp/5432 from application of alder"]);
    const { customers: _, ...nobodys } = bare;
    expect(open(hold(s(), nobodys), "i-db")).toEqual(["tcp/5432 from application of vpc-alder"]);
    const moved = company({ db: ["tcp/5432 10.1.0.44/32"] }).interface("eni-new", "subnet-alder", ["10.1.0.44"], { groups: ["sg-app"] }); // prettier-ignore
    expect(open(hold(moved, { ...bare, roles: { ...bare.roles, application: ["eni-new"] } }), "i-db")).toEqual([
      "tcp/5432 from application of alder",
    ]);
  });

  test("how rules cut the ports and addresses does not show", () => {
    const one = open(hold(company({ db: ["tcp/5432-5434 0.0.0.0/0"] }), bare), "i-db");
    const cut = company({ db: ["tcp/5433-5434 0.0.0.0/1", "tcp/5432-5433 0.0.0.0/0", "tcp/5434 128.0.0.0/1"] });
    expect(open(hold(cut, bare), "i-db")).toEqual(one);
    expect(one).toContain("tcp/5432-5434 from 0.0.0.0/0");
  });

  test("the witness is one of the opening's own addresses", () => {
    const proof = hold(company({ db: ["tcp/22 0.0.0.0/0", "tcp 203.0.113.7/32"] }), bare);
    const target = targetOf(proof, "i-db");
    const all = proof.openings(target).find(({ key }) => key.startsWith("tcp/0-65535"));
    expect(proof.explain(all!).witness.from).toBe("203.0.113.7 by igw-1");
  });
});

describe("NAT gateways", () => {
  const world = (route: string) => {
    const s = company({ db: ["tcp/5432 10.2.0.99/32"], routes: [] });
    s.interface("eni-nat", "subnet-birch", ["10.2.0.99"], { type: "nat_gateway", description: "Interface for NAT Gateway nat-0a1b" }); // prettier-ignore
    return s.subnet("subnet-in", "vpc-birch", "10.2.1.0/24").table("rtb-in", "vpc-birch", ["subnet-in"], [route]);
  };
  test("bring what is behind them where a table leads there by them", () => {
    expect(open(hold(world("10.1.0.0/16 nat-0a1b"), bare), "i-db")).toEqual(["tcp/5432 from NAT gateway of birch"]);
  });
  test("and open nothing by themselves", () => {
    expect(open(hold(world("0.0.0.0/1 nat-9"), bare), "i-db")).toEqual([]);
  });
});

describe("load balancers", () => {
  test("their interfaces open nothing but what listeners hand on", () => {
    const s = company({ db: ["tcp sg-lb"] });
    expect(open(hold(s, bare), "i-db")).toEqual([]);
    expect(open(hold(company(), bare), "i-app")).toContain("tcp/8080 from load-balancer of alder");
  });

  test("one that was not read may hand on anything", () => {
    const keys = open(hold(company({ db: ["tcp/5432 sg-lb"] }), { ...bare, unread: ["elbv2.load-balancers"] }), "i-db");
    expect(keys).toEqual(["? tcp/5432 from load balancer of alder"]);
  });

  const shown = () => {
    const s = company({ app: ["tcp/8080 198.51.100.0/24"] });
    const front = loadBalancer(s, { kind: "net", name: "front", at: [["subnet-alder", "10.1.0.9"]], publicIps: ["198.51.100.9"], listeners: ["TCP/80 tcp"] }); // prettier-ignore
    targetGroup(s, "tcp", { type: "instance", port: 8080, vpc: "vpc-alder", of: [front], targets: [["i-app"]], preserves: true }); // prettier-ignore
    return s;
  };
  test("clients that it shows are told as coming through it", () => {
    expect(open(hold(shown(), bare), "i-app")).toEqual(["tcp/8080 from 198.51.100.0/24 through front"]);
  });
  test("a row that lets the load balancer in lets them in; one about other addresses does not", () => {
    const rows = (to: string) => [row("r", "load-balancer", to, "tcp/8080")];
    expect(open(hold(shown(), { ...bare, rows: rows("application") }), "i-app")).toEqual([]);
    expect(open(hold(shown(), { ...bare, rows: rows("10.1.0.200/32") }), "i-app")).toHaveLength(1);
    expect(open(hold(shown(), { ...bare, rows: rows("application") }), "i-app", "facing")).toHaveLength(1);
  });
  test("whether it shows them was not read", () => {
    const keys = open(hold(shown(), { ...bare, unread: ["elbv2.target-group-attributes"] }), "i-app");
    expect(keys).toEqual(["? tcp/8080 from 198.51.100.0/24 through front"]);
  });
});

describe("databases of RDS", () => {
  test("are judged in every subnet that they may stand in", () => {
    const s = company({ db: ["tcp/5432 10.1.0.5/32"] });
    s.acl("acl-2", ["subnet-alder-2"], ["100 allow in all 0.0.0.0/0", "100 allow out all 0.0.0.0/0"]);
    s.acl("acl-1", ["subnet-alder"], ["100 deny in all 0.0.0.0/0", "100 deny out all 0.0.0.0/0"]);
    database(s, "here", { subnets: ["subnet-alder"], groups: ["sg-db"] });
    database(s, "there", { subnets: ["subnet-alder-2"], groups: ["sg-db"] });
    const proof = hold(s, bare);
    // Within the subnet no ACL is asked; out of it the one denies all.
    expect(open(proof, "here")).toEqual(["tcp/5432 from application of alder"]);
    expect(open(proof, "there")).toEqual([]);
    expect(open(proof, "records")).toEqual(["tcp/5432 from application of alder"]);
  });
});

describe("what was not read on one path makes nothing unknown on another", () => {
  const doubtful = (more: Held, id: string) => open(hold(company(), { ...COMPANY, ...more }), id).filter((key) => key.startsWith("?")); // prettier-ignore
  test("route tables of the other region, ACLs within a subnet, lists that nothing cites", () => {
    for (const listing of ["ec2.network-acls", "ec2.prefix-list-entries", "elbv2.rules"])
      expect(doubtful({ unread: [listing] }, "i-db"), listing).toEqual([]);
  });
  test("the peered network's servers make unknown what lets that network in", () => {
    const lost: Held = { change: (listing, item) => (listing === "ec2.vpcs" && item.VpcId === "vpc-birch" ? { ...item, VpcId: "vpc-x" } : item) }; // prettier-ignore
    expect(doubtful(lost, "i-db")).toEqual([]);
    const wide = hold(company({ db: ["tcp/5432 10.2.0.0/16"] }), { ...COMPANY, ...lost });
    expect(open(wide, "i-db")).toEqual(["? tcp/5432 from 10.2.0.0/16 beyond pcx-1"]);
  });
  test("servers of which nobody read what they are, are neither a role's nor nobody's", () => {
    const keys = open(hold(company(), { ...COMPANY, unread: ["ec2.instances"] }), "records");
    expect(keys).toEqual(["? tcp/5432 from internal of alder"]);
  });
});

describe("a target's own interfaces", () => {
  const world = (holder: string) =>
    company({ app: ["tcp/8080 sg-app"] }).interface("eni-2", "subnet-alder", ["10.1.0.15"], { groups: ["sg-app"], instance: holder }); // prettier-ignore
  test("open nothing to it", () => {
    expect(open(hold(world("i-app"), bare), "i-app")).toEqual([]);
  });
  test("those of another in the same group do", () => {
    const s = world("i-2");
    instance(s, "i-2", "subnet-alder", "10.1.0.15");
    expect(open(hold(s, bare), "i-app")).toEqual(["tcp/8080 from internal of alder"]);
  });
});
