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

const good = { StorageEncrypted: true, PubliclyAccessible: false };
const onePage = 100;

export const databases: World = {
  name: "databases",
  build: {
    "us-east-1": async (region) => {
      await instance(region, "records", good);
      await instance(region, "reports", { ...good, StorageEncrypted: false, Engine: "mysql" });
      await instance(region, "trial", { ...good, PubliclyAccessible: true });
      await instance(region, "legacy", {
        StorageEncrypted: false,
        PubliclyAccessible: true,
        Engine: "mariadb",
        EngineVersion: "10.11",
      });

      await cluster(region, "letters", "aurora-postgresql", { StorageEncrypted: true });
      await instance(region, "letters-1", {
        Engine: "aurora-postgresql",
        DBClusterIdentifier: "letters",
        PubliclyAccessible: false,
      });
      await cluster(region, "billing", "aurora-mysql");
      await instance(region, "billing-1", {
        Engine: "aurora-mysql",
        DBClusterIdentifier: "billing",
        PubliclyAccessible: false,
      });
      // Neptune's clusters are listed among those of RDS.
      await cluster(region, "graph", "neptune", { StorageEncrypted: true });
    },
    "eu-west-1": async (region) => {
      for (let i = 0; i <= onePage; i++) await instance(region, `tenant-${i}`, good);
      await instance(region, "zz-last", { ...good, StorageEncrypted: false });
    },
  },
  expected: {
    "us-east-1": {
      "rds-instance-encrypted": {
        status: "fail",
        pass: 3,
        fail: 3,
        findings: ["reports", "legacy", "billing-1"],
      },
      "rds-instance-not-public": {
        status: "fail",
        pass: 4,
        fail: 2,
        findings: ["trial", "legacy"],
      },
      "rds-cluster-encrypted": { status: "fail", pass: 2, fail: 1, findings: ["billing"] },
    },
    "eu-west-1": {
      "rds-instance-encrypted": { status: "fail", pass: onePage + 1, fail: 1, findings: ["zz-last"] },
      "rds-instance-not-public": { status: "pass", pass: onePage + 2 },
    },
  },
  exit: 3,
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
      await instance(region, "records", good);
      await instance(region, "unsaid", { StorageEncrypted: true });
      await instance(region, "unsaid-plain", { StorageEncrypted: false });
    },
    "eu-west-1": async (region) => {
      await instance(region, "reports", { ...good, StorageEncrypted: false });
    },
  },
  expected: {
    "us-east-1": {
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
    },
    "eu-west-1": {
      "rds-instance-encrypted": { status: "fail", fail: 1, findings: ["reports"] },
      "rds-instance-not-public": { status: "pass", pass: 1 },
    },
  },
  exit: 4,
};
