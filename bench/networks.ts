/** Generated networks, for the benchmark: what AWS lists of them, the same in every run. */
import { database, databaseInterface, group, instance, networkInterface } from "./network-hosts.ts";
import { account, id, range, region, RULES, subnetId, tags, text, type Network } from "./network-parts.ts";

export interface NetworkSize {
  readonly vpcs: number;
  /** Those of databases included. */
  readonly interfaces: number;
  /** Of all security groups together. */
  readonly rules: number;
  readonly databases: number;
}

export const spread: NetworkSize = {
  vpcs: 1000,
  interfaces: 20_000,
  rules: 100_000,
  databases: 2000,
};
export const flat: NetworkSize = { ...spread, vpcs: 1 };

/** Four times everything: more of the same. */
export function fourfold({ vpcs, interfaces, rules, databases }: NetworkSize): NetworkSize {
  return { vpcs: 4 * vpcs, interfaces: 4 * interfaces, rules: 4 * rules, databases: 4 * databases };
}

export type Items = Readonly<Record<string, readonly object[]>>;

/** Listing → items, of one account and region with networks of this size. */
export function networkItems({ vpcs, interfaces, rules, databases }: NetworkSize): Items {
  const networks = range(vpcs, (v): Network => {
    const wide = vpcs === 1;
    const bits = wide ? 8 : vpcs <= 1024 ? 18 : 20;
    const subnets = wide ? 100 : 4;
    return {
      v,
      VpcId: id("vpc", v),
      base: 10 * 2 ** 24 + v * 2 ** (32 - bits),
      bits,
      subnets,
      size: 2 ** Math.floor(Math.log2(2 ** (32 - bits) / subnets)),
      groups: Math.max(2, Math.ceil(rules / RULES / vpcs)),
    };
  });
  const stores = range(databases, (d) => ({ d, network: networks[d % vpcs]! }));
  const servers = range(interfaces - databases, (n) => ({
    i: Math.floor(n / vpcs),
    network: networks[n % vpcs]!,
  }));
  return {
    "ec2.vpcs": networks.map(vpc),
    "ec2.subnets": networks.flatMap((network) => range(network.subnets, (s) => subnet(network, s))),
    "ec2.instances": servers.map(({ network, i }) => instance(network, i)),
    "ec2.network-interfaces": [
      ...servers.map(({ network, i }) => networkInterface(network, i)),
      ...stores.map(({ network, d }) => databaseInterface(network, d)),
    ],
    "ec2.security-groups": networks.flatMap((network) => range(network.groups, (g) => group(network, g))),
    "ec2.network-acls": networks.map(acl),
    "ec2.route-tables": networks.flatMap(tables),
    "ec2.internet-gateways": networks.map(({ v, VpcId }) => ({
      InternetGatewayId: id("igw", v),
      Attachments: [{ VpcId, State: "available" }],
      Tags: [],
    })),
    "ec2.vpc-peering-connections": networks.filter(isPeered).map((network) => peering(network, networks)),
    "ec2.vpc-block-public-access-options": [{ InternetGatewayBlockMode: "off", State: "default-state" }],
    "rds.db-instances": stores.map(({ network, d }) => database(network, d)),
  };
}

/** Two networks of each eight, which are of one customer. */
function isPeered({ v }: Network, _: number, { length }: { readonly length: number }): boolean {
  return v % 8 === 0 && v + 1 < length;
}

function vpc({ v, VpcId, base, bits }: Network): object {
  return {
    VpcId,
    CidrBlock: `${text(base)}/${bits}`,
    OwnerId: account,
    Tags: tags(`network-${v}`),
  };
}

function subnet({ v, VpcId, base, size }: Network, s: number): object {
  return {
    SubnetId: subnetId(v, s),
    VpcId,
    CidrBlock: `${text(base + s * size)}/${32 - Math.log2(size)}`,
    Tags: [],
  };
}

function acl({ v, VpcId, subnets }: Network): object {
  const entry = (Egress: boolean, RuleNumber: number, RuleAction: string, CidrBlock: string) => ({
    RuleNumber,
    RuleAction,
    Egress,
    Protocol: "-1",
    CidrBlock,
  });
  return {
    NetworkAclId: id("acl", v),
    VpcId,
    Associations: range(subnets, (s) => ({ SubnetId: subnetId(v, s) })),
    Entries: [
      // One in ten keeps somebody out.
      ...(v % 10 === 0 ? [entry(false, 50, "deny", "203.0.64.0/18")] : []),
      entry(false, 100, "allow", "0.0.0.0/0"),
      entry(true, 100, "allow", "0.0.0.0/0"),
    ],
    Tags: [],
  };
}

function tables(network: Network, _: number, networks: readonly Network[]): object[] {
  const { v, VpcId, subnets } = network;
  const blockOf = ({ base, bits }: Network) => `${text(base)}/${bits}`;
  const route = (DestinationCidrBlock: string, by: object) => ({
    DestinationCidrBlock,
    ...by,
    State: "active",
    Origin: "CreateRoute",
  });
  const first = networks[v - (v % 8)]!;
  const peer = isPeered(first, v, networks) && v % 8 < 2 ? networks[first.v + 1 - (v % 8)] : undefined;
  const own = [
    route(blockOf(network), { GatewayId: "local" }),
    ...(peer === undefined ? [] : [route(blockOf(peer), { VpcPeeringConnectionId: id("pcx", first.v) })]),
  ];
  const outer = range(Math.ceil(subnets / 2), (s) => ({ Main: false, SubnetId: subnetId(v, s) }));
  return [
    {
      RouteTableId: id("rtb", 2 * v),
      VpcId,
      Associations: [{ Main: true }],
      Routes: own,
      Tags: [],
    },
    {
      RouteTableId: id("rtb", 2 * v + 1),
      VpcId,
      Associations: outer,
      Routes: [...own, route("0.0.0.0/0", { GatewayId: id("igw", v) })],
      Tags: [],
    },
  ];
}

function peering({ v }: Network, networks: readonly Network[]): object {
  const end = ({ VpcId, base, bits }: Network) => ({
    OwnerId: account,
    VpcId,
    Region: region,
    CidrBlock: `${text(base)}/${bits}`,
  });
  return {
    VpcPeeringConnectionId: id("pcx", v),
    Status: { Code: "active" },
    RequesterVpcInfo: end(networks[v]!),
    AccepterVpcInfo: end(networks[v + 1]!),
    Tags: [],
  };
}
