import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

const login = { MasterUsername: "owner", MasterUserPassword: "not-a-secret" };
const kept = { BackupRetentionPeriod: 7, DeletionProtection: true };
const vendor = "210987654321";
const stranger = "999988887777";

async function instance({ rds }: Region, name: string, StorageEncrypted: boolean, more: object = {}): Promise<void> {
  await rds.createDBInstance({
    DBInstanceIdentifier: name,
    Engine: "oracle-ee",
    DBInstanceClass: "db.t3.micro",
    AllocatedStorage: 20,
    PubliclyAccessible: false,
    StorageEncrypted,
    ...login,
    ...kept,
    ...more,
  });
}

async function cluster({ rds }: Region, name: string, StorageEncrypted: boolean): Promise<void> {
  await rds.createDBCluster({ DBClusterIdentifier: name, Engine: "aurora-mysql", StorageEncrypted, ...login, ...kept });
}

/** Takes a snapshot of an instance, to be restored by these accounts. */
async function copy({ rds }: Region, of: string, id: string, ...sharedWith: readonly string[]): Promise<void> {
  await rds.createDBSnapshot({ DBInstanceIdentifier: of, DBSnapshotIdentifier: id });
  if (sharedWith.length === 0) return;
  const more = { AttributeName: "restore", ValuesToAdd: [...sharedWith] };
  await rds.modifyDBSnapshotAttribute({ DBSnapshotIdentifier: id, ...more });
}

async function clusterCopy({ rds }: Region, of: string, id: string, ...sharedWith: readonly string[]): Promise<void> {
  await rds.createDBClusterSnapshot({ DBClusterIdentifier: of, DBClusterSnapshotIdentifier: id });
  if (sharedWith.length === 0) return;
  const more = { AttributeName: "restore", ValuesToAdd: [...sharedWith] };
  await rds.modifyDBClusterSnapshotAttribute({ DBClusterSnapshotIdentifier: id, ...more });
}

/** A subnet of a new VPC; `gateway` is where its routes lead, by the VPC's main table or by one of its own. */
async function subnet(
  { ec2, called }: Region,
  name: string,
  second: number,
  route: "none" | "main" | "own",
): Promise<string> {
  const { Vpc } = await ec2.createVpc({ CidrBlock: `10.${second}.0.0/16` });
  const VpcId = called(`net ${name}`, Vpc?.VpcId);
  const { Subnet } = await ec2.createSubnet({ VpcId, CidrBlock: `10.${second}.1.0/24` });
  const SubnetId = called(`subnet ${name}`, Subnet?.SubnetId);
  if (route === "none") return SubnetId;
  const { InternetGateway } = await ec2.createInternetGateway({});
  const GatewayId = InternetGateway!.InternetGatewayId!;
  await ec2.attachInternetGateway({ InternetGatewayId: GatewayId, VpcId });
  const { RouteTables: [main] = [] } = await ec2.describeRouteTables({
    Filters: [{ Name: "vpc-id", Values: [VpcId] }],
  });
  const own = route === "own" ? (await ec2.createRouteTable({ VpcId })).RouteTable : main;
  await ec2.createRoute({ RouteTableId: own!.RouteTableId!, DestinationCidrBlock: "0.0.0.0/0", GatewayId });
  if (route === "own") await ec2.associateRouteTable({ RouteTableId: own!.RouteTableId!, SubnetId });
  return SubnetId;
}

async function subnetGroup({ rds }: Region, name: string, ...SubnetIds: string[]): Promise<void> {
  await rds.createDBSubnetGroup({ DBSubnetGroupName: name, DBSubnetGroupDescription: name, SubnetIds });
}

async function proxy(
  { rds }: Region,
  DBProxyName: string,
  RequireTLS: boolean,
  ...VpcSubnetIds: string[]
): Promise<void> {
  await rds.createDBProxy({
    DBProxyName,
    EngineFamily: "POSTGRESQL",
    RequireTLS,
    Auth: [],
    RoleArn: "arn:aws:iam::123456789012:role/proxy",
    VpcSubnetIds,
  });
}

export const databaseCopies: World = {
  name: "database copies",
  build: {
    "us-east-1": async (region) => {
      const inner = await subnet(region, "inner", 40, "none");
      const open = await subnet(region, "open", 41, "main");
      const table = await subnet(region, "with a table", 42, "own");
      await subnetGroup(region, "private", inner);
      await subnetGroup(region, "public", open);
      await subnetGroup(region, "mixed", inner, table);
      await subnetGroup(region, "idle", open);
      await proxy(region, "strict", true, inner);
      await proxy(region, "lenient", false, inner);

      await instance(region, "records", true, { DBSubnetGroupName: "private" });
      await instance(region, "reports", false, { DBSubnetGroupName: "public" });
      await instance(region, "archive", true, { DBSubnetGroupName: "mixed", Engine: "postgres" });
      await copy(region, "records", "records-kept");
      await copy(region, "records", "records-lent", vendor);
      await copy(region, "records", "records-leaked", vendor, stranger);
      await copy(region, "reports", "reports-public", "all");

      await cluster(region, "letters", true);
      await cluster(region, "billing", false);
      await clusterCopy(region, "letters", "letters-kept");
      await clusterCopy(region, "letters", "letters-lent", vendor);
      await clusterCopy(region, "letters", "letters-leaked", stranger);
      await clusterCopy(region, "billing", "billing-public", "all");
    },
    "eu-west-1": async (region) => {
      await subnetGroup(region, "private", await subnet(region, "inner", 40, "none"));
      await instance(region, "records", true, { DBSubnetGroupName: "private" });
      await copy(region, "records", "records-kept");
    },
  },
  params: {
    "rds-snapshot-not-shared": { knownAccounts: [vendor] },
    "rds-cluster-snapshot-not-shared": { knownAccounts: [vendor] },
  },
  expected: {
    "us-east-1": {
      "default-security-group-is-closed": {
        status: "fail",
        fail: 4,
        findings: [
          "default of net inner: out",
          "default of net open: out",
          "default of net with a table: out",
          "default: out",
        ],
      },
      "network-acl-not-open-to-admin-ports": {
        status: "fail",
        fail: 4,
        findings: [
          "default ACL of net inner: tcp/22 over IPv4",
          "default ACL of net inner: tcp/3389 over IPv4",
          "default ACL of net open: tcp/22 over IPv4",
          "default ACL of net open: tcp/3389 over IPv4",
          "default ACL of net with a table: tcp/22 over IPv4",
          "default ACL of net with a table: tcp/3389 over IPv4",
          "default ACL: tcp/22 over IPv4",
          "default ACL: tcp/3389 over IPv4",
        ],
      },
      "rds-cluster-backup-retention": { status: "pass", pass: 2 },
      "rds-cluster-deletion-protection": { status: "pass", pass: 2 },
      "rds-cluster-encrypted": { status: "fail", pass: 1, fail: 1, findings: ["billing"] },
      "rds-cluster-forces-tls": {
        status: "unknown",
        unknown: [
          "billing: RDS cluster billing has the parameter group default.aurora8.0, without require_secure_transport",
          "letters: RDS cluster letters has the parameter group default.aurora8.0, without require_secure_transport",
        ],
      },
      "rds-cluster-snapshot-encrypted": {
        status: "fail",
        pass: 4,
        fail: 2,
        findings: ["billing-public", "daily of billing"],
      },
      "rds-cluster-snapshot-not-shared": {
        status: "fail",
        pass: 2,
        fail: 2,
        findings: ["billing-public: all", "letters-leaked: 999988887777"],
        notApplicable: { "only manual snapshots can be shared": 2 },
      },
      "rds-instance-backup-retention": { status: "pass", pass: 3 },
      "rds-instance-deletion-protection": { status: "pass", pass: 3 },
      "rds-instance-encrypted": { status: "fail", pass: 2, fail: 1, findings: ["reports"] },
      "rds-instance-forces-tls": {
        status: "unknown",
        unknown: [
          // Moto lists what was set alone, where AWS lists the defaults too.
          "archive: RDS instance archive has the parameter group default.postgres9.3, without rds.force_ssl",
          "records: It is not known whether RDS instance records forces TLS: Oracle takes it from its option group and the ports that are open, which are not read",
          "reports: It is not known whether RDS instance reports forces TLS: Oracle takes it from its option group and the ports that are open, which are not read",
        ],
      },
      "rds-instance-not-public": { status: "pass", pass: 3 },
      "rds-proxy-requires-tls": { status: "fail", pass: 1, fail: 1, findings: ["lenient"] },
      "rds-snapshot-encrypted": { status: "fail", pass: 5, fail: 2, findings: ["daily of reports", "reports-public"] },
      "rds-snapshot-not-shared": {
        status: "fail",
        pass: 2,
        fail: 2,
        findings: ["records-leaked: 999988887777", "reports-public: all"],
        notApplicable: { "only manual snapshots can be shared": 3 },
      },
      "rds-subnet-group-is-private": {
        status: "fail",
        pass: 1,
        fail: 2,
        findings: ["mixed", "public"],
        notApplicable: { "no database uses the subnet group": 1 },
      },
      "security-group-is-used": {
        status: "not-applicable",
        notApplicable: { "the default group of a VPC cannot be deleted": 4 },
      },
      "security-group-not-all-open": { status: "pass", pass: 4 },
      "security-group-opens-only-justified-ports": { status: "pass", pass: 4 },
      "vpc-flow-logs-enabled": {
        status: "fail",
        fail: 4,
        findings: ["default VPC", "net inner", "net open", "net with a table"],
      },
    },
    "eu-west-1": {
      "default-security-group-is-closed": {
        status: "fail",
        fail: 2,
        findings: ["default of net inner: out", "default: out"],
      },
      "network-acl-not-open-to-admin-ports": {
        status: "fail",
        fail: 2,
        findings: [
          "default ACL of net inner: tcp/22 over IPv4",
          "default ACL of net inner: tcp/3389 over IPv4",
          "default ACL: tcp/22 over IPv4",
          "default ACL: tcp/3389 over IPv4",
        ],
      },
      "rds-instance-backup-retention": { status: "pass", pass: 1 },
      "rds-instance-deletion-protection": { status: "pass", pass: 1 },
      "rds-instance-encrypted": { status: "pass", pass: 1 },
      "rds-instance-forces-tls": {
        status: "unknown",
        unknown: [
          "records: It is not known whether RDS instance records forces TLS: Oracle takes it from its option group and the ports that are open, which are not read",
        ],
      },
      "rds-instance-not-public": { status: "pass", pass: 1 },
      "rds-snapshot-encrypted": { status: "pass", pass: 2 },
      "rds-snapshot-not-shared": {
        status: "pass",
        pass: 1,
        notApplicable: { "only manual snapshots can be shared": 1 },
      },
      "rds-subnet-group-is-private": { status: "pass", pass: 1 },
      "security-group-is-used": {
        status: "not-applicable",
        notApplicable: { "the default group of a VPC cannot be deleted": 2 },
      },
      "security-group-not-all-open": { status: "pass", pass: 2 },
      "security-group-opens-only-justified-ports": { status: "pass", pass: 2 },
      "vpc-flow-logs-enabled": { status: "fail", fail: 2, findings: ["default VPC", "net inner"] },
    },
  },
  exit: 4,
};
