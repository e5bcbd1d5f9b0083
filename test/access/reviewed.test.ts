/** What a hostile reading of the proof found. */
import { expect, test } from "vitest";
import { hold, open, row } from "../kit/proof.ts";
import { instance, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";

function faced(rules: readonly string[], group = "sg-b"): Sketch {
  const s = new Sketch();
  s.vpc("vpc-a", "10.1.0.0/16").subnet("subnet-a", "vpc-a", "10.1.1.0/24");
  s.internetGateway("igw-1", "vpc-a").table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-1"]);
  s.group("sg-b", { in: rules, out: ["all 0.0.0.0/0"] });
  s.interface("eni-b", "subnet-a", ["10.1.1.10"], { groups: [group], instance: "i-b", publicIps: ["54.1.1.1"] });
  instance(s, "i-b", "subnet-a", "10.1.1.10");
  return s;
}

test.each([
  ["internet", "0.0.0.0/1", 1],
  ["0.0.0.0/1", "0.0.0.0/1", 1],
  ["52.0.0.0/15", "52.0.0.0/15", 1],
  ["52.0.0.0/16", "52.0.0.0/16", 0],
  ["10.0.0.0/8", "10.0.0.0/8", 0],
])("a row from %s to a bastion", (from, rule, left) => {
  const proof = hold(faced([`tcp/22 ${rule}`]), {
    roles: { bastion: ["i-b"] },
    rows: [row("r", from, "bastion", "tcp/22")],
  });
  expect(open(proof, "i-b")).toHaveLength(left);
});

test("hundreds of nested runs of ports are told as few, and counted", () => {
  const rules = Array.from({ length: 300 }, (_, i) => `tcp/${i + 1}-${60_000 - i} ${20 + (i % 180)}.${i % 250}.7.0/24`);
  const keys = open(hold(faced(rules)), "i-b", "facing");
  expect(keys.length).toBeLessThan(40);
  expect(keys.filter((key) => key.startsWith("more ports"))).toHaveLength(1);
});

test("a load balancer before a load balancer hides no client", () => {
  const s = faced(["tcp/80 0.0.0.0/0"]);
  s.group("sg-db", { in: ["tcp/9200 10.1.0.0/16"] }).interface("eni-d", "subnet-a", ["10.1.1.40"], {
    groups: ["sg-db"],
    instance: "i-d",
  });
  instance(s, "i-d", "subnet-a", "10.1.1.40");
  const alb = loadBalancer(s, {
    kind: "app",
    name: "alb",
    at: [["subnet-a", "10.1.1.20"]],
    groups: ["sg-b"],
    listeners: ["HTTP/80 tg-db"],
  });
  targetGroup(s, "tg-db", {
    type: "instance",
    protocol: "HTTP",
    port: 9200,
    vpc: "vpc-a",
    of: [alb],
    targets: [["i-d"]],
  });
  const nlb = loadBalancer(s, {
    kind: "net",
    name: "nlb",
    at: [["subnet-a", "10.1.1.30"]],
    groups: [],
    listeners: ["TCP/80 tg-alb"],
    publicIps: ["54.0.0.2"],
  });
  targetGroup(s, "tg-alb", { type: "alb", port: 80, vpc: "vpc-a", of: [nlb], targets: [[alb]], preserves: true });
  expect(open(hold(s, { roles: { database: ["i-d"] } }), "i-d", "facing")).toEqual([
    "tcp/9200 from 0.0.0.0/0 through alb",
  ]);
});

test("another customer's server that comes by nobody's load balancer is told, whatever row lets that in", () => {
  const s = new Sketch();
  for (const [x, n] of [
    ["a", 1],
    ["b", 2],
    ["s", 3],
  ] as const)
    s.vpc(`vpc-${x}`, `10.${n}.0.0/16`).subnet(`subnet-${x}`, `vpc-${x}`, `10.${n}.1.0/24`);
  s.peering("pcx-as", "vpc-a", "vpc-s").peering("pcx-bs", "vpc-b", "vpc-s");
  s.table("rtb-a", "vpc-a", ["main"], ["10.3.0.0/16 pcx-as"]).table("rtb-b", "vpc-b", ["main"], ["10.3.0.0/16 pcx-bs"]);
  s.table("rtb-s", "vpc-s", ["main"], ["10.1.0.0/16 pcx-as", "10.2.0.0/16 pcx-bs"]);
  s.group("sg-any", { in: ["tcp/80 10.0.0.0/8"], out: ["all 0.0.0.0/0"] });
  for (const [x, at] of [
    ["a", "10.1.1.10"],
    ["b", "10.2.1.10"],
  ] as const) {
    s.interface(`eni-${x}`, `subnet-${x}`, [at], { groups: ["sg-any"], instance: `i-${x}` });
    instance(s, `i-${x}`, `subnet-${x}`, at);
  }
  const alb = loadBalancer(s, {
    kind: "app",
    name: "shared",
    at: [["subnet-s", "10.3.1.20"]],
    groups: ["sg-any"],
    listeners: ["HTTP/80 tg"],
  });
  targetGroup(s, "tg", { type: "ip", protocol: "HTTP", port: 80, vpc: "vpc-s", of: [alb], targets: [["10.2.1.10"]] });
  const rows = [row("lb", "load-balancer", "internal", "tcp/80")];
  expect(open(hold(s, { rows, customers: { alder: ["vpc-a"], birch: ["vpc-b"] } }), "i-b")).toEqual([
    "tcp/80 from internal of alder through shared",
  ]);
});
