import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

/** A VPC with this many subnets, called `NAME a`, `NAME b` and so on. */
async function network({ ec2, called }: Region, name: string, second: number, subnets: number): Promise<Net> {
  const { Vpc } = await ec2.createVpc({ CidrBlock: `10.${second}.0.0/16` });
  const vpc = called(name, Vpc?.VpcId);
  const made: string[] = [];
  for (let i = 0; i < subnets; i++) {
    const { Subnet } = await ec2.createSubnet({ VpcId: vpc, CidrBlock: `10.${second}.${i}.0/24` });
    made.push(called(`${name} ${"abc"[i]}`, Subnet?.SubnetId));
  }
  return { vpc, subnets: made };
}

interface Net {
  readonly vpc: string;
  readonly subnets: readonly string[];
}

async function defaultVpc({ ec2 }: Region): Promise<string> {
  const { Vpcs: [vpc] = [] } = await ec2.describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
  return vpc!.VpcId!;
}

/** Moto says that a log is not delivered where there is no log group of that name. */
async function flowLog(
  { ec2, called }: Region,
  name: string,
  on: string,
  TrafficType: "ALL" | "ACCEPT" | "REJECT",
  delivered = true,
): Promise<void> {
  const { FlowLogIds: [id] = [] } = await ec2.createFlowLogs({
    ResourceIds: [on],
    ResourceType: on.startsWith("vpc-") ? "VPC" : "Subnet",
    TrafficType,
    ...(delivered
      ? {
          LogDestinationType: "kinesis-data-firehose",
          LogDestination: `arn:aws:firehose:us-east-1:123456789012:deliverystream/${name}`,
        }
      : { LogGroupName: "gone", DeliverLogsPermissionArn: "arn:aws:iam::123456789012:role/logs" }),
  });
  called(name, id);
}

/** The default network ACL of a VPC, and its default security group. */
async function made({ ec2 }: Region, vpc: string): Promise<{ acl: string; group: string }> {
  const of = { Name: "vpc-id", Values: [vpc] };
  const { NetworkAcls: [acl] = [] } = await ec2.describeNetworkAcls({
    Filters: [of, { Name: "default", Values: ["true"] }],
  });
  const { SecurityGroups: [group] = [] } = await ec2.describeSecurityGroups({
    Filters: [of, { Name: "group-name", Values: ["default"] }],
  });
  return { acl: acl!.NetworkAclId!, group: group!.GroupId! };
}

/** Does in a VPC what the policy asks for. */
async function keepWell(region: Region, vpc: string): Promise<void> {
  const { ec2 } = region;
  const { acl, group } = await made(region, vpc);
  await closeGroup(region, group);
  for (const [RuleNumber, From] of [
    [10, 22],
    [20, 3389],
  ] as const)
    await entry(region, acl, RuleNumber, "deny", From);
  await flowLog(region, `log of ${vpc}`, vpc, "ALL");
  await ec2.enableEbsEncryptionByDefault({});
}

async function closeGroup({ ec2 }: Region, GroupId: string): Promise<void> {
  const everything = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
  await ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: everything });
}

async function entry(
  { ec2 }: Region,
  NetworkAclId: string,
  RuleNumber: number,
  RuleAction: "allow" | "deny",
  From: number,
  To = From,
  CidrBlock = "0.0.0.0/0",
): Promise<void> {
  const PortRange = { From, To };
  await ec2.createNetworkAclEntry({
    NetworkAclId,
    RuleNumber,
    RuleAction,
    Protocol: "6",
    PortRange,
    CidrBlock,
    Egress: false,
  });
}

/** A network ACL of these rules, in place of the subnet's. */
async function aclFor(region: Region, name: string, { vpc }: Net, subnet: string): Promise<string> {
  const { ec2, called } = region;
  const { NetworkAcl } = await ec2.createNetworkAcl({ VpcId: vpc });
  const id = called(name, NetworkAcl?.NetworkAclId);
  const { NetworkAcls: [now] = [] } = await ec2.describeNetworkAcls({
    Filters: [{ Name: "association.subnet-id", Values: [subnet] }],
  });
  const before = now!.Associations!.find(({ SubnetId }) => SubnetId === subnet)!;
  await ec2.replaceNetworkAclAssociation({ AssociationId: before.NetworkAclAssociationId!, NetworkAclId: id });
  return id;
}

async function group({ ec2, called }: Region, name: string, VpcId: string): Promise<string> {
  const { GroupId } = await ec2.createSecurityGroup({ GroupName: name, Description: name, VpcId });
  return called(name, GroupId);
}

export const networks: World = {
  name: "networks",
  build: {
    "us-east-1": async (region) => {
      const { ec2 } = region;
      const front = await network(region, "front", 20, 3);
      const [a = "", b = "", c = ""] = front.subnets;
      await flowLog(region, "broken", front.vpc, "ALL", false);
      await flowLog(region, "accepted", front.vpc, "ACCEPT");
      await flowLog(region, "rejected in a", a, "REJECT");
      const whole = await network(region, "whole", 21, 2);
      await flowLog(region, "accepted of whole", whole.vpc, "ACCEPT");
      await flowLog(region, "rejected of whole a", whole.subnets[0]!, "REJECT");
      await flowLog(region, "rejected of whole b", whole.subnets[1]!, "REJECT");
      await network(region, "empty", 22, 0);

      const office = await aclFor(region, "office", front, a);
      await entry(region, office, 100, "allow", 22, 22, "203.0.113.0/24");
      await entry(region, office, 110, "allow", 443);
      const late = await aclFor(region, "late", front, b);
      await entry(region, late, 100, "allow", 0, 65_535);
      await entry(region, late, 110, "deny", 22);
      const soon = await aclFor(region, "soon", front, c);
      await entry(region, soon, 90, "deny", 22);
      await entry(region, soon, 100, "allow", 0, 65_535);

      const closed = await made(region, front.vpc);
      await closeGroup(region, closed.group);
      const open = await made(region, whole.vpc);
      const inside = [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: open.group }] }];
      await ec2.authorizeSecurityGroupIngress({ GroupId: open.group, IpPermissions: inside });

      const attached = await group(region, "attached", front.vpc);
      await ec2.createNetworkInterface({ SubnetId: a, Groups: [attached] });
      const named = await group(region, "named", front.vpc);
      const naming = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: named }] }];
      await ec2.authorizeSecurityGroupIngress({ GroupId: attached, IpPermissions: naming });
      const lonely = await group(region, "lonely", front.vpc);
      const own = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: lonely }] }];
      await ec2.authorizeSecurityGroupIngress({ GroupId: lonely, IpPermissions: own });
    },
    "eu-west-1": async (region) => keepWell(region, await defaultVpc(region)),
  },
  expected: {
    "us-east-1": {
      "default-security-group-is-closed": {
        status: "fail",
        pass: 1,
        fail: 3,
        findings: ["default of empty: out", "default of whole: in", "default of whole: out", "default: out"],
        notApplicable: { "the group is not the default group of a VPC": 3 },
      },
      "network-acl-not-open-to-admin-ports": {
        status: "fail",
        pass: 1,
        fail: 4,
        findings: [
          "default ACL of whole: tcp/22 over IPv4",
          "default ACL of whole: tcp/3389 over IPv4",
          "default ACL: tcp/22 over IPv4",
          "default ACL: tcp/3389 over IPv4",
          "late: tcp/22 over IPv4",
          "late: tcp/3389 over IPv4",
          "soon: tcp/3389 over IPv4",
        ],
        notApplicable: { "no subnet has the network ACL": 2 },
      },
      "security-group-is-used": {
        status: "fail",
        pass: 2,
        fail: 1,
        findings: ["lonely"],
        notApplicable: { "the default group of a VPC cannot be deleted": 4 },
      },
      "security-group-not-all-open": { status: "pass", pass: 7 },
      "security-group-opens-only-justified-ports": { status: "pass", pass: 7 },
      "vpc-flow-logs-enabled": {
        status: "fail",
        pass: 1,
        fail: 2,
        findings: ["default VPC", "front"],
        notApplicable: { "the VPC has no subnet, and so no traffic": 1 },
      },
    },
    "eu-west-1": {
      "default-security-group-is-closed": { status: "pass", pass: 1 },
      "ebs-encrypted-by-default": { status: "pass", pass: 1 },
      "network-acl-not-open-to-admin-ports": { status: "pass", pass: 1 },
      "vpc-flow-logs-enabled": { status: "pass", pass: 1 },
    },
  },
  exit: 3,
};

export const wellKept: World = {
  name: "well kept",
  build: {
    "us-east-1": async (region) => keepWell(region, await defaultVpc(region)),
    "eu-west-1": async (region) => keepWell(region, await defaultVpc(region)),
  },
  expected: {
    "us-east-1": {
      "default-security-group-is-closed": { status: "pass", pass: 1 },
      "ebs-encrypted-by-default": { status: "pass", pass: 1 },
      "network-acl-not-open-to-admin-ports": { status: "pass", pass: 1 },
      "vpc-flow-logs-enabled": { status: "pass", pass: 1 },
    },
    "eu-west-1": {
      "default-security-group-is-closed": { status: "pass", pass: 1 },
      "ebs-encrypted-by-default": { status: "pass", pass: 1 },
      "network-acl-not-open-to-admin-ports": { status: "pass", pass: 1 },
      "vpc-flow-logs-enabled": { status: "pass", pass: 1 },
    },
  },
  exit: 0,
};
