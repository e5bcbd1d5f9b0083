import type { IpPermission } from "@aws-sdk/client-ec2";
import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

async function group({ ec2, called }: Region, name: string, ...rules: readonly IpPermission[]): Promise<string> {
  const { Vpcs: [vpc] = [] } = await ec2.describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
  const { GroupId } = await ec2.createSecurityGroup({ GroupName: name, Description: name, VpcId: vpc!.VpcId! });
  for (const rule of rules) await ec2.authorizeSecurityGroupIngress({ GroupId: GroupId!, IpPermissions: [rule] });
  return called(name, GroupId);
}

/** A rule: `from` are CIDR blocks, ids of groups or ids of prefix lists. */
function admit(protocol: string, [first, last = first]: readonly number[], ...from: readonly string[]): IpPermission {
  const starting = (prefix: RegExp) => from.filter((source) => prefix.test(source));
  return {
    IpProtocol: protocol,
    ...(first !== undefined && { FromPort: first, ToPort: last! }),
    IpRanges: starting(/^\d+\./).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: starting(/:/).map((CidrIpv6) => ({ CidrIpv6 })),
    UserIdGroupPairs: starting(/^sg-/).map((GroupId) => ({ GroupId })),
    PrefixListIds: starting(/^pl-/).map((PrefixListId) => ({ PrefixListId })),
  };
}

async function prefixList({ ec2, called }: Region, name: string, ...cidrs: readonly string[]): Promise<string> {
  const { PrefixList } = await ec2.createManagedPrefixList({
    PrefixListName: name,
    MaxEntries: 5,
    AddressFamily: "IPv4",
    Entries: cidrs.map((Cidr) => ({ Cidr })),
  });
  return called(name, PrefixList?.PrefixListId);
}

/** A row of the register, about groups of these names. */
export function justified(id: string, from: string, ports: number, ...groups: readonly string[]): object {
  const to = groups.map((securityGroup) => ({ securityGroup }));
  return { id, from, to, ports, why: "it must", owner: "Platform", approvedBy: "Officer", review: "2030-01-01" };
}

const everywhere = "0.0.0.0/0";
const everywhere6 = "::/0";
const ssh = [22];

export const securityGroups: World = {
  name: "security groups",
  build: {
    "us-east-1": async (region) => {
      const { Vpc } = await region.ec2.createVpc({ CidrBlock: "10.20.0.0/16" });
      region.called("customer", Vpc?.VpcId);

      // Justified, whole or in part.
      const web = await group(region, "web", admit("tcp", [443], everywhere, everywhere6));
      await group(region, "bastion", admit("tcp", ssh, "203.0.113.0/25", "203.0.113.128/25"));
      await group(region, "wide bastion", admit("tcp", ssh, "203.0.112.0/23"));
      await group(region, "web and more", admit("tcp", [443, 444], everywhere));
      await group(region, "not web", admit("tcp", [443], everywhere));

      // Open in pieces, of addresses and of ports, and over IPv6 alone.
      await group(region, "halves", admit("tcp", ssh, "0.0.0.0/1", "128.0.0.0/1"));
      await group(region, "runs", admit("tcp", [8000, 8005], everywhere), admit("tcp", [8006, 8010], everywhere));
      await group(region, "six", admit("tcp", [5432], everywhere6));
      await group(region, "six halves", admit("udp", [53], "::/1", "8000::/1"));
      await group(region, "single", admit("tcp", [3306], "198.18.0.0/15", "8.8.8.8/32"));

      // Protocols that are not TCP or UDP.
      await group(region, "ping", admit("icmp", [8, -1], everywhere));
      await group(region, "ping six", admit("icmpv6", [-1], everywhere6));
      await group(region, "tunnel", admit("50", [-1], "192.0.2.7/32"));

      // Everything, from whom.
      await group(region, "all", admit("-1", [], everywhere));
      await group(region, "all six", admit("-1", [], everywhere6));
      await group(region, "all inside", admit("-1", [], "10.0.0.0/8"));
      await group(region, "all web", admit("-1", [], web));
      await group(
        region,
        "all in pieces",
        admit("tcp", [0, 1023], "172.16.0.0/12"),
        admit("tcp", [1024, 65_535], "172.16.0.0/12"),
        admit("udp", [0, 65_535], "172.16.0.0/12"),
      );
      await group(region, "all tcp inside", admit("tcp", [0, 65_535], "10.0.0.0/8"));
      const self = await group(region, "all self");
      await region.ec2.authorizeSecurityGroupIngress({ GroupId: self, IpPermissions: [admit("-1", [], self)] });

      // Prefix lists.
      const offices = await prefixList(region, "offices", "203.0.113.0/24");
      await group(region, "listed", admit("tcp", ssh, offices));
      const vendors = await prefixList(region, "vendors", "198.51.100.0/24");
      await group(region, "listed vendors", admit("tcp", ssh, vendors));
      await group(region, "listed, nobody", admit("tcp", ssh, await prefixList(region, "nobody")));
      // AWS keeps a list that rules cite from being deleted, but its owner may cease to share it: as good as gone.
      const withdrawn = await prefixList(region, "withdrawn", "203.0.113.0/24");
      await group(region, "listed, unseen", admit("tcp", ssh, withdrawn));
      await group(region, "listed, unseen, justified", admit("tcp", [25], withdrawn));
      await region.ec2.deleteManagedPrefixList({ PrefixListId: withdrawn });
      // Moto shows it once more, as deleted.
      await region.ec2.describeManagedPrefixLists({});
    },
    "eu-west-1": async (region) => {
      await group(region, "inside", admit("tcp", [5432], "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"));
      const closed = await group(region, "closed again", admit("tcp", ssh, everywhere));
      await region.ec2.revokeSecurityGroupIngress({
        GroupId: closed,
        IpPermissions: [admit("tcp", ssh, everywhere)],
      });
      const gone = await group(region, "deleted", admit("-1", [], everywhere));
      await region.ec2.deleteSecurityGroup({ GroupId: gone });
      const { Vpc } = await region.ec2.createVpc({ CidrBlock: "10.30.0.0/16", AmazonProvidedIpv6CidrBlock: true });
      region.called("other customer", Vpc?.VpcId);
    },
  },
  rows: [
    justified("website", "internet", 443, "web", "web and more"),
    justified("office", "203.0.113.0/24", 22, "bastion", "wide bastion", "listed", "listed vendors", "listed, unseen"),
    justified("mail", "internet", 25, "listed, unseen, justified"),
  ],
  expected: {
    "us-east-1": {
      "security-group-opens-only-justified-ports": {
        status: "unknown",
        pass: 12,
        fail: 14,
        findings: [
          "wide bastion: tcp/22 from 203.0.112.0/23",
          "web and more: tcp/443-444 from 0.0.0.0/0",
          "not web: tcp/443 from 0.0.0.0/0",
          "halves: tcp/22 from 0.0.0.0/0",
          "runs: tcp/8000-8010 from 0.0.0.0/0",
          "six: tcp/5432 from ::/0",
          "six halves: udp/53 from ::/0",
          "single: tcp/3306 from 8.8.8.8/32",
          "ping: icmp/8 from 0.0.0.0/0",
          "ping six: icmpv6/all from ::/0",
          "tunnel: protocol 50 from 192.0.2.7/32",
          "listed vendors: tcp/22 from 198.51.100.0/24",
          "all: all protocols from 0.0.0.0/0",
          "all six: all protocols from ::/0",
        ],
        unknown: [
          "listed, unseen: Security group listed, unseen (listed, unseen) opens ports to prefix lists that could not be read: withdrawn",
        ],
      },
      "security-group-not-all-open": {
        status: "fail",
        pass: 22,
        fail: 5,
        findings: [
          "all: from 0.0.0.0/0",
          "all six: from ::/0",
          "all inside: from 10.0.0.0/8",
          "all web: from web",
          "all in pieces: from 172.16.0.0/12",
        ],
      },
      "default-security-group-is-closed": {
        status: "fail",
        fail: 2,
        findings: ["default of customer: out", "default: out"],
        notApplicable: { "the group is not the default group of a VPC": 25 },
      },
      "network-acl-not-open-to-admin-ports": {
        status: "fail",
        fail: 1,
        findings: ["default ACL: tcp/22 over IPv4", "default ACL: tcp/3389 over IPv4"],
        notApplicable: { "no subnet has the network ACL": 1 },
      },
      "security-group-is-used": {
        status: "fail",
        pass: 1,
        fail: 24,
        findings: [
          "all",
          "all in pieces",
          "all inside",
          "all self",
          "all six",
          "all tcp inside",
          "all web",
          "bastion",
          "halves",
          "listed",
          "listed vendors",
          "listed, nobody",
          "listed, unseen",
          "listed, unseen, justified",
          "not web",
          "ping",
          "ping six",
          "runs",
          "single",
          "six",
          "six halves",
          "tunnel",
          "web and more",
          "wide bastion",
        ],
        notApplicable: { "the default group of a VPC cannot be deleted": 2 },
      },
      "vpc-flow-logs-enabled": {
        status: "fail",
        fail: 1,
        findings: ["default VPC"],
        notApplicable: { "the VPC has no subnet, and so no traffic": 1 },
      },
    },
    "eu-west-1": {
      "security-group-opens-only-justified-ports": { status: "pass", pass: 4 },
      "security-group-not-all-open": { status: "pass", pass: 4 },
      "default-security-group-is-closed": {
        status: "fail",
        fail: 2,
        findings: ["default of other customer: out", "default: out"],
        notApplicable: { "the group is not the default group of a VPC": 2 },
      },
      "network-acl-not-open-to-admin-ports": {
        status: "fail",
        fail: 1,
        findings: ["default ACL: tcp/22 over IPv4", "default ACL: tcp/3389 over IPv4"],
        notApplicable: { "no subnet has the network ACL": 1 },
      },
      "security-group-is-used": {
        status: "fail",
        fail: 2,
        findings: ["closed again", "inside"],
        notApplicable: { "the default group of a VPC cannot be deleted": 2 },
      },
      "vpc-flow-logs-enabled": {
        status: "fail",
        fail: 1,
        findings: ["default VPC"],
        notApplicable: { "the VPC has no subnet, and so no traffic": 1 },
      },
    },
  },
  exit: 4,
};
