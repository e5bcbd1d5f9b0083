/** Questions, lists and drafts follow what comes through load balancers as the checks do. */
import { describe, expect, test } from "vitest";
import { draftOf } from "../../src/app/access-draft.ts";
import { explainAccess } from "../../src/app/access-explain.ts";
import { listAccess } from "../../src/app/access-list.ts";
import { findAskers, findPorts, findTarget, type Found } from "../../src/app/access-names.ts";
import type { AccessRow } from "../../src/contract/index.ts";
import { company, COMPANY, loadBalancer, targetGroup, WITHOUT } from "../checks/network-world.ts";
import { hold, open, row, type Held } from "../kit/proof.ts";
import type { Sketch } from "../kit/network/sketch.ts";

function found<T>(answer: Found<T>): T {
  if ("problem" in answer) throw new Error(answer.problem);
  return answer.found;
}
type Proof = ReturnType<typeof hold>;
const ask = (proof: Proof, from: string, to: string, port: string) =>
  explainAccess(proof, found(findAskers(proof, from)), found(findTarget(proof, to)), found(findPorts(port)));
const list = (proof: Proof, to: string) =>
  listAccess(proof, found(findTarget(proof, to))).openers.map(({ name, ports, justified, rows }) => [name, ports.join(), justified, rows.map(({ id }) => id).join()]); // prettier-ignore
/** The draft's rows, as a register. */
const drafted = (proof: Proof): readonly AccessRow[] =>
  draftOf(proof).rows.map((each) => ({ ...row(each.id, [], [], "tcp/1"), ...each }));

/** Nobody's load balancer before alder's application: birch comes by it, too. */
function shared(): Sketch {
  const s = company({ app: ["tcp/8080 10.3.0.0/16", "tcp/22 sg-bastion"] }).vpc("vpc-front", "10.3.0.0/16");
  s.subnet("subnet-front", "vpc-front", "10.3.0.0/24").group("sg-front", { in: ["tcp/80 10.2.0.0/16"], out: ["all 0.0.0.0/0"] }, "vpc-front"); // prettier-ignore
  s.peering("pcx-2", "vpc-front", "vpc-alder").peering("pcx-3", "vpc-front", "vpc-birch");
  s.table("rtb-front", "vpc-front", ["main"], ["10.1.0.0/16 pcx-2", "10.2.0.0/16 pcx-3"]);
  s.subnet("subnet-app", "vpc-alder", "10.1.2.0/24").table("rtb-app", "vpc-alder", ["subnet-app", "subnet-alder"], ["10.3.0.0/16 pcx-2"]); // prettier-ignore
  s.subnet("subnet-b2", "vpc-birch", "10.2.1.0/24").table("rtb-b", "vpc-birch", ["subnet-birch"], ["10.3.0.0/16 pcx-3"]); // prettier-ignore
  const front = loadBalancer(s, { kind: "app", name: "front", at: [["subnet-front", "10.3.0.7"]], groups: ["sg-front"], listeners: ["HTTP/80 shared"] }); // prettier-ignore
  targetGroup(s, "shared", { type: "ip", port: 8080, vpc: "vpc-front", of: [front], targets: [["10.1.0.5"]] });
  return s;
}

describe("the internet, a load balancer, a server", () => {
  const proof = hold(company(), COMPANY);

  test("explain says that it is reached through it, by both legs", () => {
    const told = ask(proof, "internet", "i-app", "8080");
    expect(told).toMatchObject({ verdict: "reachable", blocked: [] });
    expect(told.ways).toMatchObject([
      { from: "the whole IPv4 internet through web", rows: [{ id: "lb to app" }], justified: "yes" },
    ]);
    const { path } = told.ways[0]!;
    expect(path.every(({ result }) => result === "passes")).toBe(true);
    expect(path.filter(({ layer }) => /security groups of the target|^load balancer/.test(layer))).toEqual([
      { layer: "to web: security groups of the target", result: "passes", by: "sg-lb lets tcp/443 in from 0.0.0.0/0" },
      { layer: "load balancer", result: "passes", by: expect.stringContaining("port 443 of web hands it on to i-app port 8080") }, // prettier-ignore
      { layer: "from web: security groups of the target", result: "passes", by: "sg-app lets tcp/8080 in from sg-lb" },
    ]);
    expect(ask(proof, "internet", "i-app", "22").verdict).toBe("not reachable");
    expect(ask(proof, "203.0.113.9", "i-app", "8080").verdict).toBe("reachable");
  });

  test("not where the second leg is closed", () => {
    const closed = hold(company({ app: ["tcp/22 sg-bastion"] }), COMPANY);
    expect(ask(closed, "internet", "i-app", "8080").verdict).toBe("not reachable");
  });

  test("list has it, by the row that lets the load balancer in", () => {
    expect(list(proof, "i-app")).toContainEqual(["0.0.0.0/0 through web", "tcp/8080", "yes", "lb to app"]);
    expect(list(hold(company(), { ...COMPANY, rows: [] }), "i-app")).toContainEqual([
      "0.0.0.0/0 through web",
      "tcp/8080",
      "no",
      "",
    ]);
  });

  test("init writes a row to the load balancer and one on from it, and no check finds more", () => {
    const rows = drafted(hold(company(), WITHOUT));
    const of = (role: string) => rows.filter(({ to }) => to.some((party) => party.role === role));
    expect(of("load-balancer").map(({ from, ports }) => [from, ports])).toContainEqual([[{ internet: true }], ["443"]]);
    expect(of("application").map(({ from, ports }) => [from, ports])).toContainEqual([
      [{ role: "load-balancer", customer: "alder" }],
      ["8080"],
    ]);
    const held = hold(company(), { ...COMPANY, rows });
    expect(held.targets.flatMap(({ resource }) => open(held, resource.id))).toEqual([]);
  });
});

describe("another customer, by nobody's load balancer", () => {
  const bare: Held = { ...COMPANY, rows: [] };
  const through = "application of birch through front";

  test("is told as the check tells it, and not justified by the row that lets the load balancer in", () => {
    const rows = [row("front", "load-balancer", "application", "tcp/8080")];
    const proof = hold(shared(), { ...bare, rows });
    expect(open(proof, "i-app")).toContain(`tcp/8080 from ${through}`);
    expect(list(proof, "i-app")).toContainEqual([through, "tcp/8080", "no", "front"]);
    expect(ask(proof, "i-birch", "i-app", "8080")).toMatchObject({ verdict: "reachable", ways: [{ justified: "no" }] });
  });

  test("the draft names both customers, and no check finds more", () => {
    const rows = drafted(hold(shared(), { ...bare, rows: [] }));
    const held = hold(shared(), { ...bare, rows });
    expect(held.targets.flatMap(({ resource }) => open(held, resource.id))).toEqual([]);
  });
});

describe("a customer's own hosts, by the customer's own load balancer", () => {
  const lb = ["tcp/443 10.1.0.4/32 10.9.0.0/16"];

  test("explain shows both legs, and the row that lets the load balancer in", () => {
    const proof = hold(company({ lb }), COMPANY);
    const told = ask(proof, "i-bastion", "i-app", "8080");
    expect(told).toMatchObject({ verdict: "reachable", blocked: [] });
    expect(told.ways).toMatchObject([
      { from: expect.stringMatching(/ through web$/), ports: ["tcp/8080"], rows: [{ id: "lb to app" }], justified: "yes" }, // prettier-ignore
    ]);
    const layers = told.ways[0]!.path.map(({ layer, result }) => `${layer}: ${result}`);
    expect(layers).toContain("to web: security groups of the target: passes");
    expect(layers).toContain("from web: security groups of the target: passes");
  });

  test("and whoever comes over a VPN, who is told as the load balancer lets them in", () => {
    const proof = hold(company({ lb }), COMPANY);
    const { ways } = ask(proof, "10.9.0.7", "i-app", "8080");
    expect(ways.map(({ from }) => from)).toEqual(["10.9.0.7/32 beyond vgw-1 through web"]);
  });

  test.each([
    ["the load balancer does not let them in", { lb: ["tcp/443 10.1.0.99/32"] }],
    ["the target does not let the load balancer in", { lb, app: ["tcp/22 sg-bastion"] }],
  ])("not where %s", (_, rules) => {
    const told = ask(hold(company(rules), COMPANY), "i-bastion", "i-app", "8080");
    expect(told).toMatchObject({ verdict: "not reachable", ways: [] });
  });

  test("what is direct is told apart", () => {
    const proof = hold(company({ lb, app: ["tcp/8080 sg-lb sg-bastion"] }), COMPANY);
    const { ways } = ask(proof, "i-bastion", "i-app", "8080");
    expect(ways.map(({ from, justified }) => [from.endsWith(" through web"), justified])).toEqual([[false, "no"], [true, "yes"]]); // prettier-ignore
  });

  test("certain whichever address the target sees; not where nobody read who is let in", () => {
    const unread = hold(company({ lb }), { ...COMPANY, unread: ["elbv2.target-group-attributes"] });
    expect(ask(unread, "i-bastion", "i-app", "8080").verdict).toBe("reachable");
    const unsure = hold(company({ lb: ["tcp/443 pl-gone"] }), COMPANY);
    expect(ask(unsure, "i-bastion", "i-app", "8080").verdict).toBe("unknown");
  });
});

describe("the internet, by what is no internet gateway", () => {
  const answer = (app: readonly string[], by = "tgw-1") => {
    const s = company({ app }).subnet("subnet-in", "vpc-alder", "10.1.3.0/24");
    s.table("rtb-in", "vpc-alder", ["subnet-in"], [`0.0.0.0/0 ${by}`]);
    s.interface("eni-in", "subnet-in", ["10.1.3.5"], { groups: ["sg-app"] });
    return ask(hold(s, COMPANY), "internet", "eni-in", "8080");
  };
  test("may come in where a group lets it", () => {
    const told = answer(["tcp/8080 0.0.0.0/0"]);
    expect(told).toMatchObject({ verdict: "unknown", ways: [{ verdict: "unknown" }], blocked: [] });
    expect(told.ways[0]!.path.find(({ result }) => result === "unknown")).toEqual({ layer: "beyond", result: "unknown", by: "what tgw-1 lets in is not modelled, or was not read" }); // prettier-ignore
  });
  test("and does not where none does", () => {
    expect(answer(["tcp/8080 10.1.0.0/16"])).toMatchObject({ verdict: "not reachable", ways: [] });
  });
  test("comes in by a VPN gateway that its addresses are led to, as each of them does", () => {
    const told = answer(["tcp/8080 0.0.0.0/0"], "vgw-1");
    expect(told).toMatchObject({ verdict: "reachable", ways: [{ verdict: "reachable" }], blocked: [] });
    expect(told.ways[0]!.witness.from).toBe("1.0.0.0 by vgw-1");
    expect(answer(["tcp/8080 10.1.0.0/16"], "vgw-1")).toMatchObject({ verdict: "not reachable", ways: [] });
  });
});
