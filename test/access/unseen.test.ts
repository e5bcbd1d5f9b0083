/** What the listings tell in part, or in words that anybody may write. */
import { describe, expect, test } from "vitest";
import { Register } from "../../src/access/register.ts";
import { proofOf } from "../../src/app/network.ts";
import { ownersIn } from "../../src/evaluate/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import { Compiled } from "../../src/network/index.ts";
import { cluster, database, instance, loadBalancer, targetGroup } from "../kit/network/sketch-services.ts";
import { Sketch } from "../kit/network/sketch.ts";
import { everything, hold, open, partsOf, row, targetOf, type Held } from "../kit/proof.ts";

const customers = { alder: ["vpc-a"], birch: ["vpc-b"] };
const out = ["all 0.0.0.0/0"];

/** Alder's server, and birch's network over a peering. */
function peers(): Sketch {
  const s = new Sketch()
    .vpc("vpc-a", "10.1.0.0/16")
    .subnet("subnet-a", "vpc-a", "10.1.1.0/24")
    .vpc("vpc-b", "10.2.0.0/16")
    .subnet("subnet-b", "vpc-b", "10.2.1.0/24")
    .peering("pcx-1", "vpc-a", "vpc-b")
    .table("rtb-a", "vpc-a", ["main"], ["10.2.0.0/16 pcx-1"])
    .table("rtb-b", "vpc-b", ["main"], ["10.1.0.0/16 pcx-1"])
    .group("sg-app", { out })
    .group("sg-db", { in: ["tcp/5432 10.0.0.0/8"] })
    .interface("eni-a", "subnet-a", ["10.1.1.10"], { groups: ["sg-app"], instance: "i-a" });
  instance(s, "i-a", "subnet-a", "10.1.1.10");
  return s;
}

/** One network and a database in it. */
function alone(): Sketch {
  const s = new Sketch()
    .vpc("vpc-a", "10.1.0.0/16")
    .subnet("subnet-a", "vpc-a", "10.1.1.0/24")
    .group("sg-app", { out })
    .group("sg-db", { in: ["tcp/5432 10.1.0.0/16"] });
  database(s, "db", { subnets: ["subnet-a"], groups: ["sg-db"] });
  return s;
}

describe("whose a database cluster is", () => {
  const drawn = (...subnets: string[]) => {
    const s = peers();
    cluster(s, "records", { subnets, groups: ["sg-db"] });
    return s;
  };

  test("is told by the VPC of its subnets", () => {
    const proof = hold(drawn("subnet-b"), { customers, rows: [row("all", "internal", "database", "tcp/5432")] });
    expect(targetOf(proof, "records").customer).toBe("birch");
    expect(open(proof, "records")).toEqual(["tcp/5432 from internal of alder"]);
  });

  test("cannot be said where these are of several", () => {
    const place = targetOf(hold(drawn("subnet-a", "subnet-b"), { customers }), "records");
    expect(place).toMatchObject({ customer: null, isBlurred: true });
    expect(place.doubts).toEqual(["whose it is cannot be said: its subnets are in VPCs of several"]);
  });
});

test("a server whose interface is described as a load balancer's stays a server", () => {
  const s = alone();
  loadBalancer(s, { kind: "app", name: "lb", at: [["subnet-a", "10.1.1.20"]], groups: ["sg-app"], listeners: [] });
  const description = "ELB app/lb/0123456789abcdef";
  s.interface("eni-a", "subnet-a", ["10.1.1.10"], { groups: ["sg-app"], instance: "i-a", description });
  instance(s, "i-a", "subnet-a", "10.1.1.10");
  const proof = hold(s, { roles: { application: ["i-a"] } });
  expect(open(proof, "db")).toEqual(["tcp/5432 from application of vpc-a"]);
  expect(targetOf(proof, "lb").nodes.map(({ id }) => id)).not.toContain("eni-a");
});

describe("what people write on interfaces of their own is not believed", () => {
  const TEXTS = [
    "RDSNetworkInterface",
    "Network interface for DBProxy db",
    "ELB net/front/0123456789abcdef",
    "Interface for NAT Gateway nat-0abc",
  ];
  /** A server, an interface that nothing has, and a load balancer that hands on to both; each as people describe theirs. */
  const drawn = (description: string) => {
    const s = alone().group("sg-front", { in: ["tcp/5432 10.0.0.0/8"], out });
    s.table("rtb-a", "vpc-a", ["main"], ["10.1.1.0/28 nat-0abc"]);
    loadBalancer(s, { kind: "net", name: "front", at: [["subnet-a", "10.1.1.9"]], groups: ["sg-front"], listeners: ["TCP/5432 own"] }); // prettier-ignore
    targetGroup(s, "own", { type: "ip", port: 5432, vpc: "vpc-a", of: [s.arn("elasticloadbalancing", "loadbalancer/net/front/0123456789abcdef")], targets: [["10.1.1.10"]], preserves: false }); // prettier-ignore
    s.interface("eni-a", "subnet-a", ["10.1.1.10"], {
      groups: ["sg-db"],
      instance: "i-a",
      description,
      managed: false,
    });
    instance(s, "i-a", "subnet-a", "10.1.1.10");
    s.interface("eni-b", "subnet-a", ["10.1.1.11"], { groups: ["sg-app"], description, managed: false });
    return hold(s, { roles: { application: ["i-a"] }, customers });
  };

  test.each(TEXTS)("%s", (text) => {
    const proof = drawn(text);
    expect(targetOf(proof, "i-a")).toMatchObject({ kind: "instance", roles: ["application"] });
    expect(targetOf(proof, "eni-b").kind).toBe("interface");
    expect(everything(proof)).toBe(everything(drawn("")));
  });

  test("what AWS writes on its own is", () => {
    const s = alone().interface("eni-rds", "subnet-a", ["10.1.1.10"], { groups: ["sg-db"], description: TEXTS[0]! });
    expect(hold(s).targets.map(({ resource }) => resource.name ?? resource.id)).toEqual(["db"]);
  });
});

test("what nothing is known of but where it stands, is theirs whose the VPC is", () => {
  const proof = hold(alone().interface("eni-x", "subnet-a", ["10.1.1.10"], { groups: ["sg-app"] }));
  const register = (owner: string | null) =>
    new Register([], new Compiled(proof.estate, "possible"), () => undefined, () => owner); // prettier-ignore
  const node = proof.estate.interfaces.get("eni-x")!;
  expect([register("alder"), register(null)].map((each) => each.isNobodys(node))).toEqual([false, true]);
});

test("where the subnets of a peer were not read, whoever stands there may come", () => {
  const s = new Sketch().unit("222222222222", "eu-central-1").vpc("vpc-b", "10.2.0.0/16");
  s.subnet("subnet-b", "vpc-b", "10.2.1.0/24").table("rtb-b", "vpc-b", ["main"], ["10.1.0.0/16 pcx-1"]);
  s.group("sg-b", { out }).interface("eni-b", "subnet-b", ["10.2.1.10"], { groups: ["sg-b"] });
  s.unit("111111111111", "eu-west-1").vpc("vpc-a", "10.1.0.0/16").subnet("subnet-a", "vpc-a", "10.1.1.0/24");
  s.peering("pcx-1", "vpc-a", "vpc-b").table("rtb-a", "vpc-a", ["main"], ["10.2.0.0/16 pcx-1"]);
  s.group("sg-db", { in: ["tcp/5432 10.0.0.0/8"] });
  database(s, "db", { subnets: ["subnet-a"], groups: ["sg-db"] });
  const proof = hold(s, { unread: ["ec2.subnets eu-central-1"] });
  expect(open(proof, "db")).toEqual(["? tcp/5432 from 10.2.0.0/16 beyond pcx-1"]);
});

test("an interface of a subnet that nobody listed may be anybody's", () => {
  const s = alone().interface("eni-x", "subnet-a", ["10.1.1.10"], { groups: ["sg-app"] });
  const change = (_: string, item: { readonly NetworkInterfaceId?: string }) =>
    item.NetworkInterfaceId === "eni-x" ? { ...item, SubnetId: "subnet-x", VpcId: "vpc-a" } : item;
  expect(open(hold(s, { change }), "db")).toEqual(["? tcp/5432 from 10.1.0.0/16 beyond interfaces that were not read"]);
});

describe("a NAT gateway", () => {
  const proofWith = (held: Held) => {
    const s = peers().subnet("subnet-n", "vpc-a", "10.1.9.0/24");
    s.interface("eni-n", "subnet-n", ["10.1.9.5"], {
      type: "nat_gateway",
      description: "Interface for NAT Gateway nat-0abc",
    });
    s.table("rtb-x", "vpc-a", ["subnet-a"], ["10.2.0.0/16 nat-0abc"]);
    s.group("sg-web", { in: ["tcp/80 10.0.0.0/8"] });
    s.interface("eni-b", "subnet-b", ["10.2.1.10"], { groups: ["sg-web"], instance: "i-b" });
    instance(s, "i-b", "subnet-b", "10.2.1.10");
    return hold(s, { customers, ...held });
  };

  test("belongs to the customer of its network", () => {
    const proof = proofWith({});
    const all = proof.openings(targetOf(proof, "i-b"));
    expect(all.map(({ key, from }) => [key, from.customer])).toEqual([["tcp/80 from NAT gateway of alder", "alder"]]);
  });

  test("is let in by no row that names no customer", () => {
    const proof = proofWith({ rows: [row("net", "10.0.0.0/8", "internal", "tcp/80")] });
    expect(open(proof, "i-b")).toEqual(["tcp/80 from NAT gateway of alder"]);
  });
});

describe("a shared VPC", () => {
  const owned = (OwnerId: string) => (listing: string, item: object) =>
    listing === "ec2.vpcs" ? { ...item, OwnerId } : item;

  test("is the customer's whose tags its owner sees", () => {
    const s = peers();
    s.alsoIn("222222222222", "eu-west-1", "ec2.vpcs", ({ VpcId }) => VpcId === "vpc-b");
    s.alsoIn("222222222222", "eu-west-1", "ec2.subnets", ({ SubnetId }) => SubnetId === "subnet-b");
    s.unit("222222222222", "eu-west-1");
    database(s, "records", { subnets: ["subnet-b"], groups: ["sg-db"] });
    const told = { customers: [{ name: "birch", tags: { Customer: "birch" } }], hash: "", vpcs: ec2.vpcs };
    const customerWith = (owner: string) => {
      const parts = partsOf(s, { change: owned(owner) }).map((part) => {
        const read = part.gathered.get(ec2.vpcs)!;
        const Tags = [{ Key: "Customer", Value: "birch" }];
        const items =
          part.unit.account === "222222222222" ? read.items : read.items.map((item) => ({ ...(item as object), Tags }));
        const gathered = new Map(part.gathered).set(ec2.vpcs, { ...read, items });
        return { ...part, gathered, ownerOf: ownersIn(part.unit, told, gathered) };
      });
      return targetOf(proofOf(parts, null) as never, "records");
    };
    expect(customerWith("111111111111")).toMatchObject({ customer: "birch", isBlurred: false });
    expect(customerWith("999999999999")).toMatchObject({ customer: null, isBlurred: true });
  });

  test("may hold what its owner does not show", () => {
    const proof = hold(alone(), { change: owned("999999999999") });
    expect(open(proof, "db")).toEqual(["? tcp/5432 from 10.1.0.0/16 beyond interfaces that were not read"]);
    expect(proof.networks).toMatchObject([
      {
        resource: { id: "vpc-a" },
        doubts: ["what else is in it cannot be said: its owner 999999999999 was not read"],
      },
    ]);
    expect(open(hold(alone(), { change: owned("111111111111") }), "db")).toEqual([]);
  });
});

describe("the internet", () => {
  const reached = (held: Held, add: (s: Sketch) => void = () => {}) => {
    const s = alone().internetGateway("igw-1", "vpc-a").table("rtb-a", "vpc-a", ["main"], ["0.0.0.0/0 igw-1"]);
    s.group("sg-web", { in: ["tcp/22 0.0.0.0/0"] });
    s.interface("eni-w", "subnet-a", ["10.1.1.10"], {
      groups: ["sg-web"],
      instance: "i-w",
      publicIps: ["198.51.100.1"],
    });
    instance(s, "i-w", "subnet-a", "10.1.1.10");
    add(s);
    const proof = hold(s, held);
    return open(proof, "i-w", "facing").map((key) => key.slice(0, 8));
  };
  const attached =
    (State: string): NonNullable<Held["change"]> =>
    (listing, item) =>
      listing === "ec2.internet-gateways" ? { ...item, Attachments: [{ VpcId: "vpc-a", State }] } : item;
  const excluded = (State: string, mode = "allow-bidirectional") =>
    reached({}, (s) => {
      s.add("ec2.vpc-block-public-access-options", { InternetGatewayBlockMode: "block-ingress" });
      s.add("ec2.vpc-block-public-access-exclusions", {
        ExclusionId: "x",
        ResourceArn: s.arn("ec2", "vpc/vpc-a"),
        InternetGatewayExclusionMode: mode,
        State,
      } as never);
    });

  test.each([
    ["available", ["tcp/22 f"]],
    ["attaching", ["? tcp/22"]],
    ["detaching", ["? tcp/22"]],
    ["detached", []],
  ])("by a gateway that is %s", (state, keys) => {
    expect(reached({ change: attached(state) })).toEqual(keys);
  });

  test.each([
    ["create-complete", "allow-bidirectional", ["tcp/22 f"]],
    ["create-in-progress", "allow-bidirectional", ["? tcp/22"]],
    ["create-in-progress", "allow-egress", []],
    ["update-in-progress", "allow-egress", ["? tcp/22"]],
    ["delete-in-progress", "allow-bidirectional", ["? tcp/22"]],
    ["delete-complete", "allow-bidirectional", []],
  ])("past Block Public Access, by an exclusion that is %s and says %s", (state, mode, keys) => {
    expect(excluded(state, mode)).toEqual(keys);
  });
});

test("a table that was not read is told by its subnet", () => {
  const s = alone().subnet("subnet-b", "vpc-a", "10.1.2.0/24");
  database(s, "other", { subnets: ["subnet-b"], groups: ["sg-db"] });
  const proof = hold(s, { unread: ["ec2.route-tables"] });
  expect(open(proof, "db")).toEqual(["? tcp/5432 from 10.1.0.0/16 beyond the unread route table of subnet-a"]);
  expect(open(proof, "other")).toEqual(["? tcp/5432 from 10.1.0.0/16 beyond the unread route table of subnet-b"]);
});

test.each(["lambda", "api_gateway_managed", "quicksight"])("an interface of %s opens, and takes nothing", (type) => {
  const s = alone().interface("eni-f", "subnet-a", ["10.1.1.10"], { groups: ["sg-app"], type });
  const proof = hold(s, { roles: { function: ["eni-f"] } });
  expect(open(proof, "db")).toEqual(["tcp/5432 from function of vpc-a"]);
  expect(proof.targets.map(({ resource }) => resource.name ?? resource.id)).toEqual(["db"]);
});
