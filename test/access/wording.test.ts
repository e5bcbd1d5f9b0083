/** What is said of openings names what it is about: resources, addresses, rows; never "something". */
import { describe, expect, test } from "vitest";
import { draftOf } from "../../src/app/access-draft.ts";
import { judged } from "../../src/access/public.ts";
import { look } from "../../src/report/style.ts";
import { wayLines } from "../../src/report/terminal/findings.ts";
import { company, COMPANY, instance, loadBalancer, targetGroup } from "../checks/network-world.ts";
import { hold, row, targetOf, type Held } from "../kit/proof.ts";
import { Sketch } from "../kit/network/sketch.ts";

const bare: Held = { ...COMPANY, rows: [] };
/** The reasons why openings of a target are not certain, by their keys. */
const doubts = (proof: ReturnType<typeof hold>, id: string) => {
  const target = targetOf(proof, id);
  return [...judged(proof, target, proof.openings(target))].flatMap(({ verdict }) => ("reason" in verdict ? [String(verdict.reason)] : JSON.stringify(verdict))); // prettier-ignore
};
const fixes = (proof: ReturnType<typeof hold>, id: string) => {
  const target = targetOf(proof, id);
  return proof.facing(target).flatMap((opening) => proof.explain(opening).fix);
};

describe("the fix of what has no security group", () => {
  const s = () => {
    const front = company();
    loadBalancer(front, { kind: "net", name: "front", at: [["subnet-alder", "10.1.0.9"]], publicIps: ["198.51.100.9"], listeners: ["TCP/80 tcp"] }); // prettier-ignore
    targetGroup(front, "tcp", { type: "instance", port: 8080, vpc: "vpc-alder", of: [], targets: [["i-app"]], preserves: false }); // prettier-ignore
    return front;
  };
  test("names the listener, the gateway and the route by their ids", () => {
    expect(fixes(hold(s(), bare), "front")).toEqual([
      "Take away one of these, for front has no security group: the listener of front on tcp/80; internet gateway (igw-1 of vpc-alder); route back (rtb-alder: 0.0.0.0/0 → igw-1).",
    ]);
  });
});

describe("what is not certain says what it hangs on", () => {
  test("a load balancer that was not read, by its interface", () => {
    const proof = hold(company({ db: ["tcp/5432 sg-lb"] }), { ...bare, unread: ["elbv2.load-balancers"] });
    expect(doubts(proof, "i-db").join()).toContain(
      "load balancer: what eni-web-0 (ELB app/web/0123456789abcdef) hands on: its load balancer was not read",
    );
  });
  test("a port that AWS does not tell, by the database", () => {
    const change = (listing: string, item: any) => listing !== "rds.db-instances" ? item : { ...item, DbInstancePort: undefined, Endpoint: undefined }; // prettier-ignore
    const proof = hold(company(), { ...bare, change });
    expect(doubts(proof, "records").join()).toContain(
      "on which port records listens was not read, or AWS does not say",
    );
  });
  test("groups that AWS does not tell, by the database", () => {
    const change = (listing: string, item: any) => listing !== "rds.db-instances" ? item : { ...item, VpcSecurityGroups: [] }; // prettier-ignore
    const proof = hold(company(), { ...bare, change });
    expect(doubts(proof, "records").join()).toContain("security groups of the target: not read: the groups of records");
  });
  test("a prefix list of the register, by row and list", () => {
    const rows = [row("partners", "pl-gone", "application", "tcp/8080")];
    const proof = hold(company({ app: ["tcp/8080 203.0.113.0/24"], appIps: ["198.51.100.5"] }), { ...bare, rows });
    expect(doubts(proof, "i-app").join()).toContain(`the row \\"partners\\" by pl-gone`);
  });
  test("an ACL, by its subnet", () => {
    const proof = hold(company({ db: ["tcp/5432 10.9.0.0/16"] }), { ...bare, unread: ["ec2.network-acls"] });
    expect(doubts(proof, "i-db").join()).toContain("inbound: it was not read: that of subnet-alder");
  });
});

describe("the whole internet is all of it", () => {
  const world = (routes: readonly string[], rule = "tcp/22 0.0.0.0/0") => {
    const s = new Sketch().vpc("vpc-a", "10.0.0.0/16").subnet("subnet-a", "vpc-a", "10.0.0.0/24").internetGateway("igw-a", "vpc-a"); // prettier-ignore
    s.table("rtb-a", "vpc-a", ["main"], routes).group("sg-a", { in: [rule] }, "vpc-a");
    s.interface("eni-a", "subnet-a", ["10.0.0.10"], { groups: ["sg-a"], instance: "i-a", publicIps: ["198.51.100.1"] });
    instance(s, "i-a", "subnet-a", "10.0.0.10");
    return hold(s);
  };
  test.each([
    [["0.0.0.0/0 igw-a"], "the whole IPv4 internet"],
    [["0.0.0.0/0 igw-a", "10.9.0.0/16 vgw-1"], "the whole IPv4 internet"],
    [["128.0.0.0/1 igw-a", "0.0.0.0/1 nat-1"], "128.0.0.0/1"],
    [["0.0.0.0/0 igw-a", "198.51.100.0/24 nat-1"], "the whole IPv4 internet, but for 198.51.100.0/24"],
  ])("%j", (routes, text) => {
    const proof = world(routes);
    const [opening] = proof.facing(targetOf(proof, "i-a"));
    expect(opening!.from.text).toBe(text);
    // Of what it is called in keys, routes change nothing.
    expect(opening!.key).toBe("tcp/22 from 0.0.0.0/0");
    const [warning] = draftOf(proof).rows.flatMap(({ warnings }) => warnings);
    expect(warning).toContain(text.replace(/^the whole/, "The whole").replace(/IPv4 internet$/, "internet"));
  });
});

test("a network's own public addresses take nothing off the internet", () => {
  const s = new Sketch().vpc("vpc-a", "10.0.0.0/16", "2600:1f14::/56").subnet("subnet-a", "vpc-a", "10.0.0.0/24", "2600:1f14::/64").internetGateway("igw-a", "vpc-a"); // prettier-ignore
  s.table("rtb-a", "vpc-a", ["main"], ["::/0 igw-a"]).group("sg-a", { in: ["tcp/22 ::/0"] }, "vpc-a");
  s.interface("eni-a", "subnet-a", ["10.0.0.10", "2600:1f14::10"], { groups: ["sg-a"], instance: "i-a" });
  instance(s, "i-a", "subnet-a", "10.0.0.10");
  const proof = hold(s);
  expect(proof.facing(targetOf(proof, "i-a")).map(({ from }) => from.text)).toEqual(["the whole IPv6 internet"]);
});

test("the same end is told once, and then by the id of what has it", () => {
  const told = new Map<string, string>();
  const finding = { evidence: { witness: { from: "a", to: "b", port: "tcp/1" }, path: ["x"], fix: ["Remove: r."] } };
  const lines = (id: string) => [...wayLines(finding as never, id, told, 80, look({ color: false, unicode: true }))]; // prettier-ignore
  expect(lines("i-1").join("\n")).toContain("end  Remove: r.");
  expect(lines("i-2")).toEqual(["        end  the same as for i-1 above"]);
});

describe("a draft", () => {
  test("says what it hangs on that something is open", () => {
    const proof = hold(company({ db: ["tcp/5432 sg-lb"] }), { ...bare, unread: ["elbv2.load-balancers"] });
    const warnings = draftOf(proof).rows.flatMap((each) => each.warnings);
    expect(warnings.join()).toContain(
      "It is not certain that this is open; that hangs on load balancer: what eni-web-0",
    );
  });
  test("names the load balancer whose rules were not read", () => {
    const s = company({ app: ["tcp/8080 sg-lb", "tcp/9000 sg-lb"] });
    const arn = s.arn("elasticloadbalancing", "loadbalancer/app/web/0123456789abcdef");
    targetGroup(s, "more", { type: "instance", port: 9000, vpc: "vpc-alder", of: [arn], targets: [["i-app"]] });
    expect(doubts(hold(s, bare), "i-app").join()).toContain(
      "load balancer: what web hands on: of it were not read: the rules of its HTTPS listeners",
    );
  });
  test("names a load balancer once", () => {
    const drafted = draftOf(hold(company(), bare)).rows.find(({ id }) => id.includes("alder-application-8080"));
    expect(drafted!.why).toBe("Open today: web (load-balancer of alder) to i-app. Nobody has said yet why.");
  });
});

test("where all protocols are open, the witness is of a port that a reader knows", () => {
  const proof = hold(company({ bastion: ["all 0.0.0.0/0"] }), bare);
  const target = targetOf(proof, "i-bastion");
  const [opening] = proof.facing(target);
  expect([opening!.ports, proof.explain(opening!).witness.port]).toEqual(["all protocols", "tcp/22"]);
});
