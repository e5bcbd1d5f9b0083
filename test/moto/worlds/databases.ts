import type { Region } from "../kit/aws.ts";
import type { World } from "../kit/world.ts";

const login = { MasterUsername: "owner", MasterUserPassword: "not-a-secret" };

async function instance({ rds }: Region, name: string, more: object): Promise<void> {
  const size = { DBInstanceClass: "db.t3.micro", AllocatedStorage: 20 };
  await rds.createDBInstance({ DBInstanceIdentifier: name, Engine: "postgres", ...size, ...login, ...more });
}

async function cluster({ rds }: Region, name: string, Engine: string, more: object = {}): Promise<void> {
  await rds.createDBCluster({ DBClusterIdentifier: name, Engine, ...login, ...more });
}

/** A parameter group that makes an engine refuse connections without TLS, or not. */
async function groups({ rds }: Region): Promise<void> {
  for (const [name, family, parameter, value] of [
    ["postgres-tls", "postgres16", "rds.force_ssl", "1"],
    ["mysql-tls", "mysql8.0", "require_secure_transport", "ON"],
    ["mysql-plain", "mysql8.0", "require_secure_transport", "OFF"],
    ["mariadb-tls", "mariadb10.11", "require_secure_transport", "1"],
  ] as const) {
    await rds.createDBParameterGroup({
      DBParameterGroupName: name,
      DBParameterGroupFamily: family,
      Description: name,
    });
    await rds.modifyDBParameterGroup({
      DBParameterGroupName: name,
      Parameters: [{ ParameterName: parameter, ParameterValue: value, ApplyMethod: "pending-reboot" }],
    });
  }
  for (const [name, family, parameter, value] of [
    ["aurora-postgresql-tls", "aurora-postgresql16", "rds.force_ssl", "1"],
    ["aurora-mysql-plain", "aurora-mysql8.0", "require_secure_transport", "OFF"],
  ] as const) {
    await rds.createDBClusterParameterGroup({
      DBClusterParameterGroupName: name,
      DBParameterGroupFamily: family,
      Description: name,
    });
    await rds.modifyDBClusterParameterGroup({
      DBClusterParameterGroupName: name,
      Parameters: [{ ParameterName: parameter, ParameterValue: value, ApplyMethod: "pending-reboot" }],
    });
  }
}

const good = {
  StorageEncrypted: true,
  PubliclyAccessible: false,
  BackupRetentionPeriod: 7,
  DeletionProtection: true,
  DBParameterGroupName: "postgres-tls",
};
const onePage = 100;

export const databases: World = {
  name: "databases",
  build: {
    "us-east-1": async (region) => {
      await groups(region);
      await instance(region, "records", good);
      await instance(region, "reports", {
        ...good,
        StorageEncrypted: false,
        Engine: "mysql",
        DBParameterGroupName: "mysql-tls",
        BackupRetentionPeriod: 6,
      });
      await instance(region, "trial", { ...good, PubliclyAccessible: true, DeletionProtection: false });
      await instance(region, "legacy", {
        StorageEncrypted: false,
        PubliclyAccessible: true,
        Engine: "mariadb",
        EngineVersion: "10.11",
        DBParameterGroupName: "mariadb-tls",
        BackupRetentionPeriod: 0,
      });

      await instance(region, "unsecured", { ...good, Engine: "mysql", DBParameterGroupName: "mysql-plain" });

      await cluster(region, "letters", "aurora-postgresql", {
        StorageEncrypted: true,
        DBClusterParameterGroupName: "aurora-postgresql-tls",
        BackupRetentionPeriod: 35,
        DeletionProtection: true,
      });
      await instance(region, "letters-1", {
        Engine: "aurora-postgresql",
        DBClusterIdentifier: "letters",
        PubliclyAccessible: false,
      });
      await cluster(region, "billing", "aurora-mysql", { DBClusterParameterGroupName: "aurora-mysql-plain" });
      await instance(region, "billing-1", {
        Engine: "aurora-mysql",
        DBClusterIdentifier: "billing",
        PubliclyAccessible: false,
      });
      // Neptune's clusters are listed among those of RDS.
      await cluster(region, "graph", "neptune", { StorageEncrypted: true });
    },
    "eu-west-1": async (region) => {
      await groups(region);
      for (let i = 0; i <= onePage; i++) await instance(region, `tenant-${i}`, good);
      await instance(region, "zz-last", { ...good, StorageEncrypted: false });
    },
  },
  expected: {
    "us-east-1": {
      "rds-instance-encrypted": { status: "fail", pass: 4, fail: 3, findings: ["billing-1", "legacy", "reports"] },
      "rds-instance-not-public": { status: "fail", pass: 5, fail: 2, findings: ["legacy", "trial"] },
      "rds-cluster-encrypted": { status: "fail", pass: 2, fail: 1, findings: ["billing"] },
      "rds-cluster-backup-retention": { status: "fail", pass: 1, fail: 2, findings: ["billing", "graph"] },
      "rds-cluster-deletion-protection": { status: "fail", pass: 1, fail: 2, findings: ["billing", "graph"] },
      "rds-cluster-forces-tls": {
        status: "unknown",
        pass: 1,
        fail: 1,
        findings: ["billing"],
        unknown: [
          "graph: It is not known whether RDS cluster graph forces TLS: Neptune has parameter groups of its own, which are not read",
        ],
      },
      "rds-cluster-snapshot-encrypted": { status: "fail", pass: 2, fail: 1, findings: ["daily of billing"] },
      "rds-cluster-snapshot-not-shared": {
        status: "not-applicable",
        notApplicable: { "only manual snapshots can be shared": 3 },
      },
      "rds-instance-backup-retention": {
        status: "fail",
        pass: 3,
        fail: 2,
        findings: ["legacy", "reports"],
        notApplicable: { "the instance serves a cluster, which is backed up as a whole and judged": 2 },
      },
      "rds-instance-deletion-protection": {
        status: "fail",
        pass: 3,
        fail: 2,
        findings: ["legacy", "trial"],
        notApplicable: { "the instance serves a cluster, whose protection counts and is judged": 2 },
      },
      "rds-instance-forces-tls": {
        status: "fail",
        pass: 4,
        fail: 1,
        findings: ["unsecured"],
        notApplicable: { "the instance serves a cluster, which is judged": 2 },
      },
      "rds-snapshot-encrypted": { status: "fail", pass: 5, fail: 2, findings: ["daily of legacy", "daily of reports"] },
      "rds-snapshot-not-shared": {
        status: "not-applicable",
        notApplicable: { "only manual snapshots can be shared": 7 },
      },
    },
    "eu-west-1": {
      "rds-instance-encrypted": { status: "fail", pass: onePage + 1, fail: 1, findings: ["zz-last"] },
      "rds-instance-not-public": { status: "pass", pass: onePage + 2 },
      "rds-instance-backup-retention": { status: "pass", pass: 102 },
      "rds-instance-deletion-protection": { status: "pass", pass: 102 },
      "rds-instance-forces-tls": { status: "pass", pass: 102 },
      "rds-snapshot-encrypted": { status: "fail", pass: 101, fail: 1, findings: ["daily of zz-last"] },
      "rds-snapshot-not-shared": {
        status: "not-applicable",
        notApplicable: { "only manual snapshots can be shared": 102 },
      },
    },
  },
  exit: 4,
};

/**
 * Moto leaves PubliclyAccessible out where the caller did not give it. AWS's answers always carry it: a caller who
 * gives none gets a default (API_CreateDBInstance). So the item is flawed, and no check says anything of it.
 */
const lacksPublic = "the answer of rds:DescribeDBInstances lacks PubliclyAccessible";

export const flawedDatabases: World = {
  name: "flawed databases",
  build: {
    "us-east-1": async (region) => {
      await groups(region);
      await instance(region, "records", good);
      await instance(region, "unsaid", { StorageEncrypted: true });
      await instance(region, "unsaid-plain", { StorageEncrypted: false });
    },
    "eu-west-1": async (region) => {
      await groups(region);
      await instance(region, "reports", { ...good, StorageEncrypted: false });
    },
  },
  expected: {
    "us-east-1": {
      // Anything may have a group where nobody can say what there is.
      "security-group-opens-only-justified-ports": { status: "unknown" },
      "rds-instance-encrypted": {
        status: "unknown",
        pass: 1,
        unknown: [`unsaid: ${lacksPublic}`, `unsaid-plain: ${lacksPublic}`],
      },
      "rds-instance-not-public": {
        status: "unknown",
        pass: 1,
        unknown: [`unsaid: ${lacksPublic}`, `unsaid-plain: ${lacksPublic}`],
      },
      "rds-instance-backup-retention": {
        status: "unknown",
        pass: 1,
        unknown: [
          "unsaid-plain: the answer of rds:DescribeDBInstances lacks PubliclyAccessible",
          "unsaid: the answer of rds:DescribeDBInstances lacks PubliclyAccessible",
        ],
      },
      "rds-instance-deletion-protection": {
        status: "unknown",
        pass: 1,
        unknown: [
          "unsaid-plain: the answer of rds:DescribeDBInstances lacks PubliclyAccessible",
          "unsaid: the answer of rds:DescribeDBInstances lacks PubliclyAccessible",
        ],
      },
      "rds-instance-forces-tls": {
        status: "unknown",
        unreadable: ["rds:DescribeDBInstances malformed (MissingField)"],
      },
      "rds-snapshot-encrypted": { status: "fail", pass: 2, fail: 1, findings: ["daily of unsaid-plain"] },
      "rds-snapshot-not-shared": {
        status: "not-applicable",
        notApplicable: { "only manual snapshots can be shared": 3 },
      },
      "rds-subnet-group-is-private": { status: "unknown" },
    },
    "eu-west-1": {
      "rds-instance-encrypted": { status: "fail", fail: 1, findings: ["reports"] },
      "rds-instance-not-public": { status: "pass", pass: 1 },
      "rds-instance-backup-retention": { status: "pass", pass: 1 },
      "rds-instance-deletion-protection": { status: "pass", pass: 1 },
      "rds-instance-forces-tls": { status: "pass", pass: 1 },
      "rds-snapshot-encrypted": { status: "fail", fail: 1, findings: ["daily of reports"] },
      "rds-snapshot-not-shared": {
        status: "not-applicable",
        notApplicable: { "only manual snapshots can be shared": 1 },
      },
    },
  },
  exit: 4,
};
