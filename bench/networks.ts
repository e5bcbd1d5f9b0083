/** Generated networks, for the benchmark: the same in every run. */
import type { NetworkUnit } from "../src/network/index.ts";

export interface NetworkSize {
  readonly vpcs: number;
  readonly interfaces: number;
  /** Of all security groups together. */
  readonly rules: number;
  readonly databases: number;
}

export const spread: NetworkSize = { vpcs: 1000, interfaces: 20_000, rules: 100_000, databases: 2000 };
export const flat: NetworkSize = { ...spread, vpcs: 1 };

/** Rules a group has; each interface carries one group of its own kind and a shared one. */
const RULES = 10;
const SUBNETS = 4;

/** One account and region with networks of this size. */
export function networkOf({ vpcs, interfaces, rules, databases }: NetworkSize): NetworkUnit {
  const perVpc = Math.ceil(interfaces / vpcs);
  const groupsPerVpc = Math.max(2, Math.ceil(rules / RULES / vpcs));
  const unit = {
    account: "111122223333",
    region: "eu-central-1",
    vpcs: [] as object[],
    subnets: [] as object[],
    interfaces: [] as object[],
    groups: [] as object[],
    acls: [] as object[],
    tables: [] as object[],
    gateways: [] as object[],
    peerings: [] as object[],
    prefixLists: [],
    prefixEntries: [],
    exclusions: [],
    publicAccessBlock: "off",
    databases: [] as object[],
  };
  const wide = vpcs === 1;
  for (let v = 0; v < vpcs; v++) {
    const VpcId = `vpc-${hex(v)}`;
    const base = wide ? 10 * 2 ** 24 : 10 * 2 ** 24 + v * 2 ** 14;
    const bits = wide ? 8 : 18;
    unit.vpcs.push({ VpcId, CidrBlock: `${text(base)}/${bits}` });
    unit.gateways.push({ InternetGatewayId: `igw-${hex(v)}`, Attachments: [{ VpcId, State: "available" }] });
    const subnets = wide ? 100 : SUBNETS;
    const size = 2 ** Math.floor(Math.log2(2 ** (32 - bits) / subnets));
    unit.acls.push(acl(v, VpcId, subnets));
    for (let s = 0; s < subnets; s++) {
      const SubnetId = `subnet-${hex(v * 1000 + s)}`;
      unit.subnets.push({ SubnetId, VpcId, CidrBlock: `${text(base + s * size)}/${32 - Math.log2(size)}` });
    }
    unit.tables.push(...tables(v, VpcId, `${text(base)}/${bits}`, subnets));
    for (let g = 0; g < groupsPerVpc; g++) unit.groups.push(group(v, g, groupsPerVpc, VpcId, base));
    for (let i = 0; i < perVpc; i++)
      unit.interfaces.push(networkInterface(v, i, VpcId, base, size, subnets, groupsPerVpc));
  }
  for (let d = 0; d < databases; d++) {
    const v = d % vpcs;
    const subnets = wide ? 100 : SUBNETS;
    unit.databases.push({
      DBInstanceIdentifier: `db-${d}`,
      Endpoint: { Port: 5432 },
      PubliclyAccessible: d % 50 === 0,
      VpcSecurityGroups: [{ VpcSecurityGroupId: `sg-${hex(v * 100_000 + (d % groupsPerVpc))}` }],
      DBSubnetGroup: {
        VpcId: `vpc-${hex(v)}`,
        Subnets: [0, 1].map((s) => ({ SubnetIdentifier: `subnet-${hex(v * 1000 + ((d + s) % subnets))}` })),
      },
    });
  }
  return unit as never;
}

function acl(v: number, VpcId: string, subnets: number): object {
  const open = (Egress: boolean) => ({
    RuleNumber: 100,
    RuleAction: "allow",
    Egress,
    Protocol: "-1",
    CidrBlock: "0.0.0.0/0",
  });
  return {
    NetworkAclId: `acl-${hex(v)}`,
    VpcId,
    Associations: Array.from({ length: subnets }, (_, s) => ({ SubnetId: `subnet-${hex(v * 1000 + s)}` })),
    Entries: [open(false), open(true)],
  };
}

function tables(v: number, VpcId: string, local: string, subnets: number): object[] {
  const route = (DestinationCidrBlock: string, GatewayId: string) => ({
    DestinationCidrBlock,
    GatewayId,
    State: "active",
    Origin: "CreateRoute",
  });
  return [
    { RouteTableId: `rtb-${hex(v)}0`, VpcId, Associations: [{ Main: true }], Routes: [route(local, "local")] },
    {
      RouteTableId: `rtb-${hex(v)}1`,
      VpcId,
      Associations: Array.from({ length: Math.ceil(subnets / 2) }, (_, s) => ({
        Main: false,
        SubnetId: `subnet-${hex(v * 1000 + s)}`,
      })),
      Routes: [route(local, "local"), route("0.0.0.0/0", `igw-${hex(v)}`)],
    },
  ];
}

function group(v: number, g: number, all: number, VpcId: string, base: number): object {
  const ingress = Array.from({ length: RULES - 1 }, (_, r) => {
    const n = g * RULES + r;
    const cited = r % 3 === 0;
    return {
      IpProtocol: r % 4 === 3 ? "udp" : "tcp",
      FromPort: [22, 443, 5432, 8000 + (n % 100)][r % 4],
      ToPort: [22, 443, 5432, 8100 + (n % 100)][r % 4],
      IpRanges: cited ? [] : [{ CidrIp: r % 5 === 1 ? `${text(base + (n % 4000))}/32` : `203.0.${n % 256}.0/24` }],
      Ipv6Ranges: [],
      UserIdGroupPairs: cited ? [{ GroupId: `sg-${hex(v * 100_000 + ((g + r) % all))}` }] : [],
    };
  });
  const narrow = g % 10 === 0;
  const egress = {
    IpProtocol: narrow ? "tcp" : "-1",
    FromPort: 1,
    ToPort: 9999,
    IpRanges: [{ CidrIp: narrow ? `${text(base)}/20` : "0.0.0.0/0" }],
    Ipv6Ranges: [],
    UserIdGroupPairs: [],
  };
  return {
    GroupId: `sg-${hex(v * 100_000 + g)}`,
    GroupName: `group-${g}`,
    VpcId,
    IpPermissions: ingress,
    IpPermissionsEgress: [egress],
  };
}

function networkInterface(
  v: number,
  i: number,
  VpcId: string,
  base: number,
  size: number,
  subnets: number,
  groups: number,
): object {
  const subnet = i % subnets;
  const address = text(base + subnet * size + 10 + Math.floor(i / subnets));
  return {
    NetworkInterfaceId: `eni-${hex(v * 100_000 + i)}`,
    VpcId,
    SubnetId: `subnet-${hex(v * 1000 + subnet)}`,
    Status: "in-use",
    InterfaceType: "interface",
    PrivateIpAddress: address,
    PrivateIpAddresses: [
      {
        PrivateIpAddress: address,
        Primary: true,
        ...(i % 10 === 0 ? { Association: { PublicIp: text(3_325_256_704 + ((v * 20 + i) % 60_000)) } } : {}),
      },
    ],
    Groups: [
      { GroupId: `sg-${hex(v * 100_000 + (i % groups))}` },
      { GroupId: `sg-${hex(v * 100_000 + ((i * 7 + 1) % groups))}` },
    ],
  };
}

function hex(n: number): string {
  return n.toString(16).padStart(17, "0");
}

function text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
