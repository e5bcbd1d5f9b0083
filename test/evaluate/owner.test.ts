import { describe, expect, it } from "vitest";
import type { Customer, Listing, Unit } from "../../src/contract/index.ts";
import { ownersIn, type Gathered } from "../../src/evaluate/index.ts";
import { ec2, elbv2, rds } from "../../src/listings/index.ts";
import { denied } from "../kit/source.ts";

const unit: Unit = { account: "111122223333", partition: "aws", region: "eu-central-1" };
const whole = (...items: unknown[]): Gathered => ({ items, flawed: [], end: { complete: true } });
const tag = (Key: string, Value: string) => ({ Key, Value });

const alder: Customer = { name: "alder", tags: { Customer: "alder" }, vpcs: ["vpc-a2"] };
const birch: Customer = { name: "birch", tags: { Customer: "birch", Stage: "prod" }, accounts: ["111122223333"] };
const cedar: Customer = { name: "cedar", vpcs: ["vpc-c", "vpc-shared"] };
const larch: Customer = { name: "larch", vpcs: ["vpc-shared"] };
const customers = [alder, birch, cedar, larch];

const balancer = { LoadBalancerArn: "arn:a", VpcId: "vpc-a" };
const gathered = new Map<Listing, Gathered>([
  [
    ec2.vpcs,
    whole(
      { VpcId: "vpc-a", Tags: [tag("Customer", "alder")] },
      { VpcId: "vpc-half", Tags: [tag("Customer", "birch")] },
      { VpcId: "vpc-none" },
    ),
  ],
  [elbv2.loadBalancers, whole(balancer)],
]);
const named = (listing: Listing, item: unknown, of = customers, read: ReadonlyMap<Listing, Gathered> = gathered) => {
  const owner = ownersIn(unit, { customers: of, vpcs: ec2.vpcs }, read)(listing, item);
  return "unsure" in owner ? "unsure" : (owner.customer?.name ?? "nobody");
};

describe("whose a resource is", () => {
  it.each<[string, string, Listing, object]>([
    ["its own tags", "alder", ec2.volumes, { VolumeId: "v", Tags: [tag("Customer", "alder")] }],
    [
      "its own tags, all of them",
      "birch",
      rds.dbInstances,
      { TagList: [tag("Customer", "birch"), tag("Stage", "prod")] },
    ],
    ["its account, where a tag is missing", "birch", ec2.volumes, { Tags: [tag("Customer", "birch")] }],
    ["its own tags before its VPC", "alder", ec2.instances, { VpcId: "vpc-c", Tags: [tag("Customer", "alder")] }],
    ["the tags of its VPC", "alder", ec2.instances, { VpcId: "vpc-a" }],
    ["the VPC that the configuration names", "alder", ec2.subnets, { VpcId: "vpc-a2" }],
    ["the VPC of its subnet group", "cedar", rds.dbInstances, { DBSubnetGroup: { VpcId: "vpc-c" } }],
    ["the VPC that it is attached to", "alder", ec2.internetGateways, { Attachments: [{ VpcId: "vpc-a" }] }],
    ["what it was asked of", "alder", elbv2.listeners, { LoadBalancerArn: "arn:a", ListenerArn: "l" }],
    ["its account, in a VPC of nobody's", "birch", ec2.instances, { VpcId: "vpc-none" }],
    ["its account, in a VPC whose tags are not all there", "birch", ec2.instances, { VpcId: "vpc-half" }],
    ["nobody, where two have the same VPC", "nobody", ec2.instances, { VpcId: "vpc-shared" }],
    ["its account, where it is nowhere", "birch", ec2.volumes, { VolumeId: "v" }],
  ])("by %s: %s", (_, owner, listing, item) => {
    expect(named(listing, item)).toBe(owner);
  });

  it("nobody's, where it is part of what two customers have", () => {
    const two = new Map(gathered).set(
      elbv2.loadBalancers,
      whole(balancer, { LoadBalancerArn: "arn:a", VpcId: "vpc-c" }),
    );
    expect(named(elbv2.listeners, { LoadBalancerArn: "arn:a", ListenerArn: "l" }, customers, two)).toBe("nobody");
  });

  it("nobody's, where no customer has the account", () => {
    expect(named(ec2.volumes, {}, [alder, cedar])).toBe("nobody");
  });

  it("cannot be said of what is in a VPC, where the VPCs were not read", () => {
    const unread = new Map<Listing, Gathered>([
      [ec2.vpcs, { items: [], flawed: [], end: { complete: false, unreadable: denied(ec2.vpcs) } }],
    ]);
    expect(named(ec2.instances, { VpcId: "vpc-a" }, customers, unread)).toBe("unsure");
    // The configuration says whose it is; by its tags it may be another's as well.
    expect(named(ec2.instances, { VpcId: "vpc-c" }, customers, unread)).toBe("unsure");
    expect(named(ec2.volumes, { Tags: [tag("Customer", "alder")] }, customers, unread)).toBe("alder");
    expect(named(ec2.volumes, {}, customers, unread)).toBe("birch");
  });
});
