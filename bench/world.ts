import { askedBy } from "../src/contract/index.ts";
import { recordingOf, type Line, type Recording } from "../src/recording/index.ts";
import { listings } from "../src/listings/index.ts";
import { networkItems, type NetworkSize } from "./networks.ts";

/** How much there is of what. */
export interface Size {
  readonly volumes: number;
  readonly snapshots: number;
  readonly instances: number;
  readonly securityGroups: number;
  /** Ingress rules, over all groups. */
  readonly rules: number;
  readonly databases: number;
  readonly loadBalancers: number;
  readonly listeners: number;
  readonly targetGroups: number;
}

export const large: Size = {
  volumes: 20_000,
  snapshots: 100_000,
  instances: 5_000,
  securityGroups: 2_000,
  rules: 40_000,
  databases: 1_000,
  loadBalancers: 300,
  listeners: 600,
  targetGroups: 600,
};

export const account = "111122223333";
export const region = "eu-central-1";
const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const id = (prefix: string, n: number) => `${prefix}-0${n.toString(16).padStart(16, "0")}`;
const tags = (n: number) => [
  { Key: "Name", Value: `server-${n}` },
  { Key: "Customer", Value: `customer-${n % 20}` },
  { Key: "Environment", Value: "production" },
];
const range = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

const makers: Readonly<Record<string, (size: Size) => object[]>> = {
  "ec2.volumes": ({ volumes }) =>
    range(volumes, (n) => ({
      VolumeId: id("vol", n),
      Encrypted: n % 100 !== 0,
      KmsKeyId: arn("kms", "key/00000000-1111-2222-3333-444444444444"),
      State: "in-use",
      Size: 100,
      Iops: 3000,
      VolumeType: "gp3",
      AvailabilityZone: `${region}a`,
      CreateTime: "2026-01-02T03:04:05.000Z",
      Attachments: [{ InstanceId: id("i", n % 5000), Device: "/dev/xvda", State: "attached", VolumeId: id("vol", n) }],
      Tags: tags(n),
    })),
  "ec2.snapshots": ({ snapshots }) =>
    range(snapshots, (n) => ({
      SnapshotId: id("snap", n),
      Encrypted: n % 1000 !== 0,
      KmsKeyId: arn("kms", "key/00000000-1111-2222-3333-444444444444"),
      VolumeId: id("vol", n % 20_000),
      OwnerId: account,
      StartTime: "2026-01-02T03:04:05.000Z",
      State: "completed",
      Progress: "100%",
      VolumeSize: 100,
      StorageTier: "standard",
      Description: `Created by the daily backup of volume ${n}`,
      Tags: tags(n),
    })),
  "ec2.instances": ({ instances }) =>
    range(instances, (n) => ({
      InstanceId: id("i", n),
      InstanceType: "m7i.large",
      ImageId: id("ami", n % 10),
      State: { Code: 16, Name: "running" },
      VpcId: id("vpc", n % 20),
      SubnetId: id("subnet", n % 60),
      PrivateIpAddress: `10.${n % 20}.${(n >> 8) % 256}.${n % 256}`,
      LaunchTime: "2026-01-02T03:04:05.000Z",
      SecurityGroups: [{ GroupId: id("sg", n % 2000), GroupName: `group-${n % 2000}` }],
      NetworkInterfaces: [{ NetworkInterfaceId: id("eni", n) }],
      Tags: tags(n),
    })),
  "ec2.security-groups": ({ securityGroups, rules }) =>
    range(securityGroups, (n) => ({
      GroupId: id("sg", n),
      GroupName: `group-${n}`,
      Description: "a group",
      OwnerId: account,
      VpcId: id("vpc", n % 20),
      IpPermissions: range(Math.round(rules / securityGroups), (rule) => ({
        IpProtocol: "tcp",
        FromPort: 1000 + rule,
        ToPort: 1000 + rule,
        IpRanges: [{ CidrIp: `10.${n % 256}.${rule}.0/24`, Description: "inside" }],
        Ipv6Ranges: [],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      })),
      IpPermissionsEgress: [],
      Tags: tags(n),
    })),
  "rds.db-instances": ({ databases }) =>
    range(databases, (n) => ({
      DBInstanceIdentifier: `db-${n}`,
      DBInstanceArn: arn("rds", `db:db-${n}`),
      Engine: "postgres",
      EngineVersion: "16.4",
      DBInstanceStatus: "available",
      StorageEncrypted: n % 50 !== 0,
      PubliclyAccessible: false,
      AllocatedStorage: 100,
      Endpoint: { Address: `db-${n}.example.internal`, Port: 5432 },
      VpcSecurityGroups: [{ VpcSecurityGroupId: id("sg", n % 2000), Status: "active" }],
      DBParameterGroups: [{ DBParameterGroupName: "postgres16", ParameterApplyStatus: "in-sync" }],
      BackupRetentionPeriod: 14,
      DeletionProtection: true,
      TagList: tags(n),
    })),
  "elbv2.load-balancers": ({ loadBalancers }) =>
    range(loadBalancers, (n) => ({
      LoadBalancerArn: arn("elasticloadbalancing", `loadbalancer/app/lb-${n}/${n}`),
      LoadBalancerName: `lb-${n}`,
      Type: "application",
      Scheme: "internal",
      VpcId: id("vpc", n % 20),
      State: { Code: "active" },
      SecurityGroups: [id("sg", n % 2000)],
    })),
  "elbv2.listeners": ({ loadBalancers, listeners }) =>
    range(listeners, (n) => ({
      ListenerArn: arn("elasticloadbalancing", `listener/app/lb-${n % loadBalancers}/${n}`),
      LoadBalancerArn: arn("elasticloadbalancing", `loadbalancer/app/lb-${n % loadBalancers}/${n % loadBalancers}`),
      Protocol: n < loadBalancers ? "HTTPS" : "HTTP",
      Port: n < loadBalancers ? 443 : 80,
      SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      DefaultActions: [
        { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
      ],
    })),
  "elbv2.rules": ({ loadBalancers, listeners }) =>
    range(listeners - loadBalancers, (n) => ({
      RuleArn: arn("elasticloadbalancing", `listener-rule/app/lb-${n}/${n}`),
      ListenerArn: arn("elasticloadbalancing", `listener/app/lb-${n % loadBalancers}/${n + loadBalancers}`),
      Priority: "default",
      IsDefault: true,
      Conditions: [],
      Actions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } }],
    })),
  "elbv2.target-groups": ({ targetGroups, loadBalancers }) =>
    range(targetGroups, (n) => ({
      TargetGroupArn: arn("elasticloadbalancing", `targetgroup/tg-${n}/${n}`),
      TargetGroupName: `tg-${n}`,
      TargetType: "instance",
      Protocol: "HTTPS",
      Port: 443,
      VpcId: id("vpc", n % 20),
      LoadBalancerArns: [arn("elasticloadbalancing", `loadbalancer/app/lb-${n % loadBalancers}/${n % loadBalancers}`)],
    })),
};

/** One account with one region of this size; of every other listing, nothing. */
export function worldOf(size: Size): Recording {
  return recordingOf(
    "bench",
    lines((name) => makers[name]?.(size) ?? []),
  );
}

/** The same with networks of this size, and nothing else. */
export function networkWorldOf(size: NetworkSize): Recording {
  const items = networkItems(size);
  return recordingOf(
    "bench",
    lines((name) => items[name] ?? []),
  );
}

function* lines(itemsOf: (listing: string) => readonly object[]): Generator<Line> {
  yield { kind: "recording", version: 1, recorded: "2026-01-02T03:04:05Z", program: "bench" };
  yield { kind: "account", account, partition: "aws", regions: [{ region }], disabled: [] };
  for (const listing of listings.values()) {
    if (listing.scope === "account") continue;
    const place = { account, region: listing.scope === "global" ? "global" : region, listing: listing.id };
    const items = itemsOf(listing.id);
    if (items.length > 0) yield { kind: "page", ...place, items, flawed: [] };
    yield { kind: "end", ...place, complete: true };
  }
}

/** Σ ⌈N / page⌉ over the calls of each listing read, by service: how few calls can do. */
export function lowerBound(size: Size, read: ReadonlySet<string>): ReadonlyMap<string, number> {
  const bound = new Map<string, number>();
  for (const name of read) {
    const listing = listings.get(name)!;
    const items = makers[name]?.(size) ?? [];
    const calls =
      listing.each === undefined
        ? Math.max(1, Math.ceil(items.length / (typeof listing.page === "number" ? listing.page : Infinity)))
        : parentsAsked(listing.id, size);
    bound.set(listing.service, (bound.get(listing.service) ?? 0) + calls);
  }
  return bound;
}

/** A call a parent, as long as a parent's items fit on a page. */
function parentsAsked(name: string, size: Size): number {
  const each = listings.get(name)!.each!;
  return askedBy(each, makers[each.of.id]?.(size) ?? []).size;
}
