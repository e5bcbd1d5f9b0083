/** The sample account is one that AWS could have answered with: whole, well-formed, and nobody's. */
import { containsCidr, overlapCidr } from "cidr-tools";
import { describe, expect, test } from "vitest";
import { narrower } from "../../src/collect/narrow.ts";
import type { ItemOf, Listing } from "../../src/contract/index.ts";
import { demoRecording, sins } from "../../src/demo/index.ts";
import { ec2, elbv2, listings, rds } from "../../src/listings/index.ts";

interface Place {
  readonly account: string;
  readonly region: string;
}

const recording = demoRecording();
const places: readonly Place[] = recording.plans.flatMap(({ account, regions }) =>
  regions.map(({ region }) => ({ account, region })),
);
/** Those with anything in them. */
const built = places.filter((place) => itemsOf(ec2.vpcs, place).length > 0);
const perUnit = [...listings.values()].filter(({ scope }) => scope === undefined);
const global = [...listings.values()].filter(({ scope }) => scope === "global");

function itemsOf<L extends Listing>(listing: L, { account, region }: Place): readonly ItemOf<L>[] {
  const found = recording.listings(account, region).get(listing.id);
  return (found?.pages ?? []).flatMap(({ items }) => items) as readonly ItemOf<L>[];
}

/** Every text in it, with the name of the field that it stands in. */
function* textsOf(value: unknown, field = ""): Generator<readonly [field: string, text: string]> {
  if (typeof value === "string") yield [field, value];
  else if (Array.isArray(value)) for (const part of value) yield* textsOf(part, field);
  else if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) yield* textsOf(part, name);
  }
}

function texts(place: Place): readonly (readonly [field: string, text: string])[] {
  return perUnit.flatMap((listing) => [...textsOf(itemsOf(listing, place))]);
}

/** Where the documentation allows no real thing to be: RFC 5737, RFC 3849; and RFC 1918. */
const documentation = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"];
const rfc1918 = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
const anywhere = new Set(["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0"]);

describe("the recording", () => {
  test("has two accounts, each with regions that are enabled and others that are not", () => {
    expect(recording.plans.map(({ account, accountName }) => [account, accountName])).toEqual([
      ["111122223333", "production"],
      ["444455556666", "sandbox"],
    ]);
    for (const { regions, disabled } of recording.plans) {
      const names = [...regions.map(({ region }) => region), ...disabled];
      expect(regions).toHaveLength(4);
      expect(disabled.length).toBeGreaterThan(2);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test.for(places)("has every listing of $account $region, complete", (place) => {
    const read = recording.listings(place.account, place.region);
    expect([...read.keys()].sort()).toEqual(perUnit.map(({ id }) => id).sort());
    for (const { end, pages } of read.values()) {
      expect(end).toEqual({ complete: true });
      expect(pages.flatMap(({ flawed }) => flawed)).toEqual([]);
    }
  });

  test.for(places)("has nothing in $account $region that the allow list drops or misses", (place) => {
    for (const listing of perUnit) {
      const narrow = narrower(listing);
      for (const item of itemsOf(listing, place)) {
        // The parent's field is stamped on after the allow list.
        const sent = Object.entries(item as object).filter(([name]) => name !== listing.each?.by);
        expect(narrow(item)).toEqual({ item: Object.fromEntries(sent) });
      }
    }
  });

  test("has items in every listing", () => {
    for (const listing of perUnit) expect(places.flatMap((place) => itemsOf(listing, place))).not.toEqual([]);
    const [production] = recording.plans;
    const account = { account: production!.account, region: "global" };
    for (const listing of global) expect(itemsOf(listing, account)).not.toEqual([]);
  });

  test("is the same each time", () => {
    expect(JSON.stringify(demoRecording().listings("111122223333", "eu-central-1").get("ec2.instances"))).toBe(
      JSON.stringify(recording.listings("111122223333", "eu-central-1").get("ec2.instances")),
    );
  });
});

describe("names", () => {
  test("every id is of its kind and has seventeen hex digits", () => {
    const ids = places
      .flatMap(texts)
      .map(([, text]) => text)
      .filter((text) =>
        /^(vpc|subnet|rtb|sg|eni|i|vol|snap|ami|igw|eigw|nat|pcx|vpce|eipalloc|fl|acl|eice|cvpn|vpcbpa)-/.test(text),
      );
    expect(ids.length).toBeGreaterThan(500);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)?-[0-9a-f]{17}$/);
  });

  test("no id is used twice for two things", () => {
    // AWS has the same security policies in each region.
    const own = perUnit.filter((listing) => listing !== elbv2.sslPolicies);
    for (const listing of own.filter(({ resource }) => !resource.id.includes("{"))) {
      const ids = places.flatMap((place) =>
        itemsOf(listing, place).map((item) => (item as Record<string, string>)[listing.resource.id]),
      );
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test.for(built)("every ARN of $account $region is of this account and region", (place) => {
    const here = new RegExp(
      `^arn:aws:(kms|rds|elasticloadbalancing|acm|ec2):${place.region}:${place.account}:[^:]+(:[^:]+){0,2}$`,
    );
    const uploaded = `arn:aws:iam::${place.account}:server-certificate/`;
    for (const [, text] of texts(place)) {
      if (text.startsWith("arn:") && !text.startsWith(uploaded)) expect(text).toMatch(here);
    }
  });

  test.for(built)("every reference of $account $region leads to something", (place) => {
    const known = new Set(
      perUnit.flatMap((listing) =>
        itemsOf(listing, place).map((item) => (item as Record<string, string>)[listing.resource.id]),
      ),
    );
    const referring =
      /^(vpc|subnet|rtb|sg|eni|i|vol|snap|igw|eigw|nat|pcx|vpce|eipalloc|cvpn-endpoint)-|^arn:aws:elasticloadbalancing:/;
    for (const [field, text] of texts(place)) if (referring.test(text)) expect(known, field).toContain(text);
    for (const { DBClusterMembers = [] } of itemsOf(rds.dbClusters, place)) {
      for (const { DBInstanceIdentifier } of DBClusterMembers) expect(known).toContain(DBInstanceIdentifier);
    }
    for (const { UserIdGroupPairs } of itemsOf(ec2.securityGroups, place).flatMap((group) => group.IpPermissions)) {
      for (const { UserId } of UserIdGroupPairs) expect(UserId).toBe(place.account);
    }
  });

  test("some are hostile: a page or a terminal that believed them would show it", () => {
    const all = places.flatMap(texts).map(([, text]) => text);
    expect(all).toContainEqual(expect.stringContaining("\u001b["));
    expect(all).toContainEqual(expect.stringContaining("<img"));
  });

  test("the sins have ids of their own, and say what they are", () => {
    expect(new Set(sins.map(({ id }) => id)).size).toBe(sins.length);
    for (const { title } of sins) expect(title).toMatch(/^[A-Za-z].+[^.]$/);
  });
});

describe("addresses", () => {
  test("all are private, or kept for documentation, or everybody's", () => {
    const address = /^(\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f:]+)(\/\d+)?$/;
    const found = places
      .flatMap(texts)
      .map(([, text]) => text)
      .filter((text) => address.test(text) && !anywhere.has(text));
    expect(found.length).toBeGreaterThan(100);
    for (const each of found) expect(containsCidr([...documentation, ...rfc1918], each), each).toBe(true);
  });

  test.for(built)("every subnet of $account $region is in its VPC, and overlaps no other", (place) => {
    const vpcs = new Map(itemsOf(ec2.vpcs, place).map((vpc) => [vpc.VpcId, vpc]));
    const subnets = itemsOf(ec2.subnets, place);
    for (const { VpcId, CidrBlock, SubnetId, Ipv6CidrBlockAssociationSet: [ipv6] = [] } of subnets) {
      const vpc = vpcs.get(VpcId)!;
      expect(containsCidr(vpc.CidrBlock!, CidrBlock!)).toBe(true);
      if (ipv6) {
        const [block] = vpc.Ipv6CidrBlockAssociationSet!;
        expect(containsCidr(block!.Ipv6CidrBlock!, ipv6.Ipv6CidrBlock!)).toBe(true);
      }
      const others = subnets.filter((other) => other.SubnetId !== SubnetId && other.VpcId === VpcId);
      for (const other of others) expect(overlapCidr(other.CidrBlock!, CidrBlock!)).toBe(false);
    }
  });

  test.for(built)("every interface of $account $region has an address of its own, in its subnet", (place) => {
    const subnets = new Map(itemsOf(ec2.subnets, place).map((subnet) => [subnet.SubnetId, subnet]));
    const interfaces = itemsOf(ec2.networkInterfaces, place);
    for (const { SubnetId, VpcId, PrivateIpAddress, Ipv6Addresses = [] } of interfaces) {
      const subnet = subnets.get(SubnetId!)!;
      expect(VpcId).toBe(subnet.VpcId);
      expect(containsCidr(subnet.CidrBlock!, PrivateIpAddress!)).toBe(true);
      for (const { Ipv6Address } of Ipv6Addresses) {
        const [block] = subnet.Ipv6CidrBlockAssociationSet!;
        expect(containsCidr(block!.Ipv6CidrBlock!, Ipv6Address)).toBe(true);
      }
    }
    const all = interfaces.flatMap(({ VpcId, PrivateIpAddress, Association }) => [
      `${VpcId} ${PrivateIpAddress}`,
      ...(Association === undefined ? [] : [Association.PublicIp]),
    ]);
    expect(new Set(all).size).toBe(all.length);
  });

  test("every VPC is private, and overlaps no other", () => {
    const blocks = places.flatMap((place) => itemsOf(ec2.vpcs, place).map(({ CidrBlock }) => CidrBlock!));
    for (const [i, block] of blocks.entries()) {
      expect(containsCidr(rfc1918, block)).toBe(true);
      for (const other of blocks.slice(i + 1)) expect(overlapCidr(block, other)).toBe(false);
    }
  });
});

describe("the network", () => {
  test.for(built)("every VPC of $account $region has a main route table and a default group", (place) => {
    for (const { VpcId } of itemsOf(ec2.vpcs, place)) {
      const tables = itemsOf(ec2.routeTables, place).filter((table) => table.VpcId === VpcId);
      expect(tables.filter(({ Associations }) => Associations.some(({ Main }) => Main))).toHaveLength(1);
      const groups = itemsOf(ec2.securityGroups, place).filter((group) => group.VpcId === VpcId);
      expect(groups.filter(({ GroupName }) => GroupName === "default")).toHaveLength(1);
      for (const { Routes } of tables) expect(Routes[0]?.GatewayId).toBe("local");
    }
  });

  test.for(built)("every group of an interface of $account $region is of its VPC", (place) => {
    const groups = new Map(itemsOf(ec2.securityGroups, place).map((group) => [group.GroupId, group]));
    for (const { Groups, VpcId } of itemsOf(ec2.networkInterfaces, place)) {
      for (const { GroupId } of Groups) expect(groups.get(GroupId)?.VpcId).toBe(VpcId);
    }
  });

  test.for(built)("a rule of $account $region names a group of its own VPC, or of one that is peered", (place) => {
    const groups = new Map(itemsOf(ec2.securityGroups, place).map((group) => [group.GroupId, group]));
    const routes = itemsOf(ec2.routeTables, place).flatMap(({ VpcId, Routes }) =>
      Routes.map(({ VpcPeeringConnectionId }) => `${VpcId} ${VpcPeeringConnectionId}`),
    );
    for (const { VpcId, IpPermissions } of groups.values()) {
      for (const pair of IpPermissions.flatMap(({ UserIdGroupPairs }) => UserIdGroupPairs)) {
        const other = groups.get(pair.GroupId!)!;
        expect(pair.VpcId ?? VpcId).toBe(other.VpcId);
        if (pair.VpcPeeringConnectionId === undefined) continue;
        expect(routes).toContain(`${VpcId} ${pair.VpcPeeringConnectionId}`);
        expect(routes).toContain(`${other.VpcId} ${pair.VpcPeeringConnectionId}`);
      }
    }
  });

  test.for(built)("every instance of $account $region agrees with its interface", (place) => {
    const interfaces = new Map(itemsOf(ec2.networkInterfaces, place).map((item) => [item.NetworkInterfaceId, item]));
    for (const instance of itemsOf(ec2.instances, place)) {
      const [own] = instance.NetworkInterfaces!.map(({ NetworkInterfaceId }) => interfaces.get(NetworkInterfaceId)!);
      const { InstanceId, SubnetId, VpcId, PrivateIpAddress } = instance;
      expect(own).toMatchObject({ SubnetId, VpcId, PrivateIpAddress, Attachment: { InstanceId } });
      expect(own?.Association?.PublicIp).toBe(instance.PublicIpAddress);
      expect(own?.Groups.map(({ GroupId }) => GroupId)).toEqual(instance.SecurityGroups?.map(({ GroupId }) => GroupId));
    }
  });

  test.for(built)(
    "every database of $account $region has an interface with its groups in one of its subnets",
    (place) => {
      const interfaces = itemsOf(ec2.networkInterfaces, place).filter(
        ({ Description }) => Description === "RDSNetworkInterface",
      );
      const databases = itemsOf(rds.dbInstances, place);
      expect(interfaces).toHaveLength(databases.length);
      for (const { DBSubnetGroup, VpcSecurityGroups } of databases) {
        const groups = VpcSecurityGroups?.map(({ VpcSecurityGroupId }) => ({ GroupId: VpcSecurityGroupId }));
        const subnets = DBSubnetGroup?.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier);
        expect(interfaces).toContainEqual(
          expect.objectContaining({ Groups: groups, SubnetId: expect.toBeOneOf(subnets ?? []) }),
        );
      }
    },
  );

  test.for(built)("every load balancer of $account $region has an interface in each of its subnets", (place) => {
    for (const { LoadBalancerArn, AvailabilityZones = [], SecurityGroups = [] } of itemsOf(
      elbv2.loadBalancers,
      place,
    )) {
      const [, name] = LoadBalancerArn.split(":loadbalancer/");
      const own = itemsOf(ec2.networkInterfaces, place).filter(({ Description }) => Description === `ELB ${name}`);
      expect(own.map(({ SubnetId }) => SubnetId)).toEqual(AvailabilityZones.map(({ SubnetId }) => SubnetId));
      for (const { Groups } of own) expect(Groups.map(({ GroupId }) => GroupId)).toEqual(SecurityGroups);
    }
  });

  test.for(built)("every HTTP listener of $account $region has its default rule, and no other has rules", (place) => {
    const http = itemsOf(elbv2.listeners, place).filter(({ Protocol }) => Protocol === "HTTP");
    const rules = itemsOf(elbv2.rules, place);
    expect(rules.filter(({ IsDefault }) => IsDefault).map((rule) => rule.ListenerArn)).toEqual(
      http.map(({ ListenerArn }) => ListenerArn),
    );
    for (const { ListenerArn } of rules) expect(http.map((one) => one.ListenerArn)).toContain(ListenerArn);
  });
});
