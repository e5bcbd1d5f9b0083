import { describe, expect, test } from "vitest";
import { rolesOf, type Described } from "../../src/access/roles.ts";
import type { RoleRule } from "../../src/contract/index.ts";
import { hold, targetOf } from "../kit/proof.ts";
import { cluster, database, instance, loadBalancer } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";

const server: Described = {
  kind: "instance",
  resource: { type: "AWS::EC2::Instance", id: "i-1", arn: "arn:aws:ec2:eu-west-1:1:instance/i-1", name: "alder-app-1" },
  item: {
    Tags: [{ Key: "Role", Value: "app" }, { Key: "Empty" }, { Key: "Stage", Value: "live" }],
  },
  groups: [
    { id: "sg-1", name: "apps" },
    { id: "sg-2", name: undefined },
  ],
  subnets: ["subnet-1", "subnet-2"],
};

describe("a rule", () => {
  const cases: readonly (readonly [name: string, rule: Omit<RoleRule, "role">, plays: boolean])[] = [
    ["names nothing but the role", {}, true],
    ["a tag", { tags: { Role: "app" } }, true],
    ["a tag of another value", { tags: { Role: "App" } }, false],
    ["a key in another case", { tags: { role: "app" } }, false],
    ["a tag without a value", { tags: { Empty: "" } }, true],
    ["a tag that is not there", { tags: { Missing: "" } }, false],
    ["all of the tags", { tags: { Role: "app", Stage: "live" } }, true],
    ["not all of the tags", { tags: { Role: "app", Stage: "test" } }, false],
    ["a tag that every object has", { tags: { constructor: "app" } }, false],
    ["the name", { name: "alder-app-1" }, true],
    ["a part of the name", { name: "alder" }, false],
    ["how the name begins", { name: "alder-*" }, true],
    ["how it ends", { name: "*-1" }, true],
    ["what is in it", { name: "*app*" }, true],
    ["nothing between", { name: "alder-app-*1" }, true],
    ["any name", { name: "*" }, true],
    ["parts in another order", { name: "*app*alder*" }, false],
    ["parts that overlap", { name: "alder-app*app-1" }, false],
    ["what is a pattern elsewhere", { name: "alder.app.1" }, false],
    ["a group by its id", { securityGroups: ["sg-9", "sg-2"] }, true],
    ["a group by its name", { securityGroups: ["apps"] }, true],
    ["another group", { securityGroups: ["sg-3"] }, false],
    ["a subnet", { subnets: ["subnet-2"] }, true],
    ["another subnet", { subnets: ["subnet-3"] }, false],
    ["an id", { ids: ["i-1"] }, true],
    ["an ARN", { ids: ["arn:aws:ec2:eu-west-1:1:instance/i-1"] }, true],
    ["another id", { ids: ["i-11"] }, false],
    ["a kind", { kinds: ["interface", "instance"] }, true],
    ["another kind", { kinds: ["interface"] }, false],
    ["all that it names holds", { kinds: ["instance"], name: "alder*", tags: { Role: "app" } }, true],
    ["one thing that it names does not hold", { kinds: ["instance"], name: "birch*", tags: { Role: "app" } }, false],
  ];
  test.each(cases)("%s", (_, rule, plays) => {
    expect(rolesOf(server, [{ role: "x", ...rule }])).toEqual(plays ? ["x"] : []);
  });

  test("without a name no pattern but any fits", () => {
    const { name: _, ...resource } = server.resource;
    expect(rolesOf({ ...server, resource }, [{ role: "x", name: "*" }])).toEqual(["x"]);
    expect(rolesOf({ ...server, resource }, [{ role: "x", name: "a*" }])).toEqual([]);
  });

  test("a pattern that doubles back takes no time", () => {
    const resource = { ...server.resource, name: "a".repeat(50_000) };
    const started = performance.now();
    expect(rolesOf({ ...server, resource }, [{ role: "x", name: `${"*a".repeat(200)}*b` }])).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test("several rules: all roles, once each, sorted", () => {
    const rules = ["web", "app", "web"].map((role): RoleRule => ({ role, ids: ["i-1"] }));
    expect(rolesOf(server, rules)).toEqual(["app", "web"]);
  });
});

describe("what nobody gave a role", () => {
  const world = () => {
    const s = new Sketch().vpc("vpc-a", "10.0.0.0/16").subnet("subnet-a", "vpc-a", "10.0.0.0/24").group("sg-a", {});
    s.interface("eni-1", "subnet-a", ["10.0.0.4"], { instance: "i-1", groups: ["sg-a"] });
    s.interface("eni-2", "subnet-a", ["10.0.0.5"], { groups: ["sg-a"] });
    instance(s, "i-1", "subnet-a", "10.0.0.4");
    database(s, "db", { subnets: ["subnet-a"], groups: ["sg-a"] });
    cluster(s, "cl", { subnets: ["subnet-a"], groups: ["sg-a"] });
    database(s, "cl-1", { subnets: ["subnet-a"], groups: ["sg-a"], cluster: "cl" });
    loadBalancer(s, { kind: "app", name: "lb", at: [["subnet-a", "10.0.0.6"]], groups: ["sg-a"], listeners: [] });
    return s;
  };
  const rolesIn = (roles: readonly RoleRule[]) =>
    Object.fromEntries(hold(world(), { roles }).targets.map(({ kind, resource, roles }) => [`${kind} ${resource.name ?? resource.id}`, roles.join()])); // prettier-ignore

  test("is internal, a database or a load balancer; an instance of a cluster is the cluster", () => {
    expect(rolesIn([])).toEqual({
      "instance i-1": "internal",
      "interface eni-2": "internal",
      "load balancer lb": "load-balancer",
      "rds cluster cl": "database",
      "rds instance db": "database",
    });
  });

  test("what RDS runs stays a database, and what ELB runs a load balancer, whatever else they are", () => {
    expect(rolesIn([{ role: "reporting", name: "*" }])).toMatchObject({
      "rds instance db": "database,reporting",
      "load balancer lb": "load-balancer,reporting",
    });
    expect(rolesIn([{ role: "web", ids: ["i-1"] }])).toMatchObject({ "instance i-1": "web" });
  });

  test("a server is one, whatever somebody wrote on its interface", () => {
    const describe = (text: string) => (_: string, item: object) =>
      "NetworkInterfaceId" in item && item.NetworkInterfaceId === "eni-1" ? { ...item, Description: text } : item;
    for (const text of ["ELB box of the team", "RDSNetworkInterface", "Network interface for DBProxy x"])
      expect(targetOf(hold(world(), { change: describe(text) }), "i-1").kind).toBe("instance");
  });

  test("what a server is cannot be said where the instances were not read", () => {
    const target = targetOf(hold(world(), { unread: ["ec2.instances"] }), "eni-1");
    expect(target).toMatchObject({ kind: "interface", doubts: ["what it is cannot be said: i-1 was not read"] });
  });
});
