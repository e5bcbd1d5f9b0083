/** Where the things of a planned world are: names and addresses, and the blocks that its rules and routes can cite. */
import type { InterfacePlan, Plan } from "./plan.ts";

/** Two accounts in one region, and one of them in another. */
export const UNITS = [
  ["111111111111", "eu-west-1"],
  ["222222222222", "eu-west-1"],
  ["111111111111", "us-east-1"],
] as const;

/** A VPC that nobody read, and its range. */
export const UNREAD = { vpc: "vpc-unread", cidr: "10.9.0.0/16" } as const;

/** Blocks on premises and on the internet. */
const ELSEWHERE = [
  "10.200.0.0/16",
  "10.200.1.0/24",
  "10.200.1.7/32",
  "172.16.0.0/12",
  "198.51.100.0/24",
  "198.51.100.128/25",
  "198.51.100.7/32",
  "2600:9000::/32",
  "2600:9000::7/128",
];

export interface SubnetLayout {
  readonly id: string;
  readonly cidr: string;
  readonly ipv6?: string;
}

export interface VpcLayout {
  readonly id: string;
  readonly unit: number;
  readonly cidrs: readonly string[];
  readonly subnets: readonly SubnetLayout[];
  readonly gateway?: string;
}

export interface InterfaceLayout {
  readonly id: string;
  readonly plan: InterfacePlan;
  readonly vpc: VpcLayout;
  readonly subnet: SubnetLayout;
  readonly addresses: readonly string[];
}

export interface Layout {
  readonly vpcs: readonly VpcLayout[];
  readonly interfaces: readonly InterfaceLayout[];
  /** Most of the world, or much of it. */
  readonly wide: readonly string[];
  readonly narrow: readonly string[];
}

export function at<T>(list: readonly T[], place: number): T {
  return list[place % list.length] as T;
}

export function hostOf({ cidr, ipv6 }: SubnetLayout, host: number): [ipv4: string, ipv6?: string] {
  const ipv4 = cidr.replace("0/24", String(host));
  return ipv6 === undefined ? [ipv4] : [ipv4, ipv6.replace("/64", host.toString(16))];
}

export function layOut(plan: Plan): Layout {
  const vpcs = plan.vpcs.map((vpc, index): VpcLayout => {
    const first = `10.${vpc.net}.0.0/16`;
    const second = `10.${16 + vpc.net}.0.0/16`;
    const net6 = { none: undefined, public: `2600:1f00:${vpc.net}`, private: `fd00:0:${vpc.net}` }[vpc.ipv6];
    return {
      id: `vpc-${index}`,
      unit: vpc.unit,
      cidrs: [first, ...(vpc.second ? [second] : []), ...(net6 === undefined ? [] : [`${net6}::/56`])],
      subnets: vpc.subnets.map((_, place) => ({
        id: `subnet-${index}-${place}`,
        cidr: (vpc.second && place % 2 === 1 ? second : first).replace("0.0/16", `${place}.0/24`),
        ...(net6 === undefined ? {} : { ipv6: `${net6}:${place}::/64` }),
      })),
      ...(vpc.gateway === "none" ? {} : { gateway: `igw-${index}` }),
    };
  });
  const interfaces = placeInterfaces(plan, vpcs);
  return { vpcs, interfaces, ...blocksOf(vpcs, interfaces) };
}

function placeInterfaces(plan: Plan, vpcs: readonly VpcLayout[]): InterfaceLayout[] {
  const taken = new Map<string, number>();
  return plan.interfaces.map((face, index) => {
    const vpc = at(vpcs, face.vpc);
    const subnet = at(vpc.subnets, face.subnet);
    // Side by side, so that rules for one address have neighbours that they do not let in.
    const host = taken.get(subnet.id) ?? 4;
    taken.set(subnet.id, host + 1);
    const [ipv4, ipv6] = hostOf(subnet, host);
    const addresses = [ipv4, ...(face.two ? hostOf(subnet, host + 64).slice(0, 1) : [])] as string[];
    if (face.ipv6 && ipv6 !== undefined) addresses.push(ipv6);
    return { id: `eni-${index}`, plan: face, vpc, subnet, addresses };
  });
}

function blocksOf(vpcs: readonly VpcLayout[], interfaces: readonly InterfaceLayout[]): Pick<Layout, "wide" | "narrow"> {
  const subnets = vpcs.flatMap((vpc) => vpc.subnets);
  const own = (address: string) => `${address}/${address.includes(":") ? 128 : 32}`;
  const hosts = interfaces.flatMap(({ addresses }) => addresses);
  return {
    wide: ["0.0.0.0/0", "::/0", "10.0.0.0/8", "0.0.0.0/1", "128.0.0.0/1", ...vpcs.flatMap(({ cidrs }) => cidrs)],
    narrow: [
      ...hosts.map(own),
      ...hosts.slice(0, 3).map((host) => `${host}/${host.includes(":") ? 127 : 31}`),
      ...subnets.flatMap(({ cidr, ipv6 }) => [cidr, ...(ipv6 === undefined ? [] : [ipv6])]),
      // Those of databases.
      ...subnets.slice(0, 2).map(({ cidr }) => cidr.replace("0/24", "100/32")),
      ...ELSEWHERE,
      UNREAD.cidr,
    ],
  };
}
