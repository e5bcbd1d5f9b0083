/** Which address of a database a witness names: what lets one of its subnet's addresses pass need not let the next. */
import { describe, expect, test } from "vitest";
import { explainAccess } from "../../src/app/access-explain.ts";
import { findAskers, findTarget } from "../../src/app/access-names.ts";
import { database, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { decide } from "../kit/network/simulator.ts";
import { Sketch } from "../kit/network/sketch.ts";
import { hold, targetOf } from "../kit/proof.ts";

const OPEN = ["100 allow in all 0.0.0.0/0", "100 allow out all 0.0.0.0/0"];

interface Rules {
  /** What the application's group lets out. */
  readonly out?: string;
  /** What the database's group lets in. */
  readonly in?: string;
  /** The ACL of the application's subnet. */
  readonly acl?: readonly string[];
  /** The routes of the application's subnet, and of the database's. */
  readonly there?: readonly string[];
  readonly back?: readonly string[];
}

/** An application, and a database that may have any address of another subnet. */
function world(rules: Rules = {}): Sketch {
  const s = new Sketch()
    .vpc("vpc-1", "10.0.0.0/16")
    .subnet("subnet-app", "vpc-1", "10.0.0.0/24")
    .subnet("subnet-db", "vpc-1", "10.0.1.0/24")
    .table("rtb-app", "vpc-1", ["subnet-app"], rules.there ?? [])
    .table("rtb-db", "vpc-1", ["subnet-db"], rules.back ?? [])
    .acl("acl-app", ["subnet-app"], rules.acl ?? OPEN)
    .group("sg-app", { out: [rules.out ?? "all 0.0.0.0/0"] }, "vpc-1")
    .group("sg-db", { in: [rules.in ?? "tcp/5432 10.0.0.0/24"] }, "vpc-1")
    .interface("eni-app", "subnet-app", ["10.0.0.5"], { groups: ["sg-app"] });
  database(s, "records", { subnets: ["subnet-db"], groups: ["sg-db"] });
  return s;
}

/** The one opening to the database: its witness's address, and what the simulator says to a packet there and elsewhere. */
function told(s: Sketch, source = { interface: "eni-app", address: "10.0.0.5" }) {
  const proof = hold(s, { rows: [] });
  const target = targetOf(proof, "records");
  const [opening] = proof.openings(target);
  const { witness, path } = proof.explain(opening!);
  const at = witness.to.replace("records at ", "");
  const verdict = (address: string) => decide(s.estate(), { source, target: { database: target.resource.arn ?? target.resource.id, subnet: "subnet-db", address }, protocol: 6, port: 5432 }).verdict; // prettier-ignore
  const results = [...new Set(path.map(({ result }) => result))].sort();
  return { certain: opening!.certain, at, results, there: verdict(at), elsewhere: verdict("10.0.1.9") };
}

const asked = (s: Sketch) => {
  const proof = hold(s, { rows: [] });
  const [from, to] = [findAskers(proof, "eni-app"), findTarget(proof, "records")];
  if ("problem" in from || "problem" in to) throw new Error("not found");
  return explainAccess(proof, from.found, to.found, null);
};

describe("one address of many is reached, and the witness is that one", () => {
  test.each<readonly [string, Rules]>([
    ["a group lets out to it alone", { out: "tcp/5432 10.0.1.100/32" }],
    ["an ACL lets out to it alone", { acl: ["1 allow in all 0.0.0.0/0", "1 allow out all 10.0.1.100/32"] }],
    ["an ACL denies all before it", { acl: ["1 allow in all 0.0.0.0/0", "1 allow out all 10.0.1.100/32", "2 deny out all 10.0.1.0/24", "3 allow out all 0.0.0.0/0"] }], // prettier-ignore
    ["an ACL lets its answer in alone", { acl: ["1 allow in tcp/1024-65535 10.0.1.100/32", "1 allow out all 0.0.0.0/0"] }], // prettier-ignore
    ["the rest of the subnet is led elsewhere", { there: ["10.0.1.0/24 eni-gone blackhole", "10.0.1.100/32 local"] }],
  ])("%s", (_, rules) => {
    const s = world(rules);
    expect(told(s)).toEqual({ certain: true, at: "10.0.1.100", results: ["passes"], there: "yes", elsewhere: "no" });
    expect(asked(s).verdict).toBe("reachable");
  });

  test("over a peering whose route leads to a part of the subnet", () => {
    const s = world({ in: "tcp/5432 10.9.0.0/16", back: ["10.9.0.0/16 pcx-1"] });
    s.vpc("vpc-2", "10.9.0.0/16").subnet("subnet-2", "vpc-2", "10.9.0.0/24").peering("pcx-1", "vpc-1", "vpc-2");
    s.table("rtb-2", "vpc-2", ["main"], ["10.0.1.96/28 pcx-1"]);
    s.group("sg-2", { out: ["all 0.0.0.0/0"] }, "vpc-2").interface("eni-2", "subnet-2", ["10.9.0.5"], { groups: ["sg-2"] }); // prettier-ignore
    expect(told(s, { interface: "eni-2", address: "10.9.0.5" })).toEqual({ certain: true, at: "10.0.1.96", results: ["passes"], there: "yes", elsewhere: "no" }); // prettier-ignore
  });

  test("from a load balancer that opens the connection itself", () => {
    const s = world({ in: "tcp/5432 10.0.2.0/24" });
    s.internetGateway("igw-1", "vpc-1").subnet("subnet-front", "vpc-1", "10.0.2.0/24");
    s.table("rtb-front", "vpc-1", ["subnet-front"], ["0.0.0.0/0 igw-1"]);
    s.group("sg-front", { in: ["tcp/443 0.0.0.0/0"], out: ["tcp/5432 10.0.1.100/32"] }, "vpc-1");
    const front = loadBalancer(s, { kind: "net", name: "front", at: [["subnet-front", "10.0.2.7"]], groups: ["sg-front"], publicIps: ["198.51.100.7"], listeners: ["TCP/443 stores"] }); // prettier-ignore
    s.interface("eni-db", "subnet-db", ["10.0.1.100"], { groups: ["sg-db"], description: "RDSNetworkInterface" });
    targetGroup(s, "stores", { type: "ip", port: 5432, vpc: "vpc-1", of: [front], targets: [["10.0.1.100"]], preserves: false }); // prettier-ignore
    const proof = hold(s, { rows: [] });
    const [opening] = proof.facing(targetOf(proof, "records"));
    const { witness, path } = proof.explain(opening!);
    expect([opening!.certain, witness.to]).toEqual([true, "records at 10.0.1.100"]);
    expect(path.filter(({ result }) => result !== "passes")).toEqual([]);
  });

  test("what may bring the answer of one, where the route back is a blackhole", () => {
    const s = world({ there: ["10.0.1.100/32 eni-box"], back: ["10.0.0.0/24 eni-gone blackhole"] });
    expect(told(s)).toEqual({ certain: false, at: "10.0.1.100", results: ["passes", "unknown"], there: "unknown", elsewhere: "no" }); // prettier-ignore
    expect(asked(s).verdict).toBe("unknown");
  });

  test("what blocks it is what blocks the one that meets the fewest obstacles", () => {
    const s = world({ in: "tcp/5432 10.9.0.0/16", out: "tcp/5432 10.0.1.100/32" });
    const { verdict, blocked } = asked(s);
    expect(verdict).toBe("not reachable");
    expect(blocked.map(({ witness }) => witness.to)).toEqual(["records at 10.0.1.100"]);
    expect(blocked[0]!.path.filter(({ result }) => result === "blocks")).toMatchObject([{ layer: "security groups of the target" }]); // prettier-ignore
  });
});
