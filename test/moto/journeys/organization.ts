import assert from "node:assert/strict";
import { Organizations } from "@aws-sdk/client-organizations";
import { STS } from "@aws-sdk/client-sts";
import { account as management, credentials, openRegion, type Credentials } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { build } from "../kit/hold.ts";
import { Names } from "../kit/names.ts";
import { drives } from "../worlds/drives.ts";
import type { Journey } from "./journey.ts";

const role = "clausewatch-read";
const externalId = "0f6b0d4e6f3a4f0c8e2b7a915d3c4e21";
const checks = new Set(["ebs-volume-encrypted", "ebs-encrypted-by-default"]);

/** Name → id, of what was created: units, and accounts in them. */
type Ids = Readonly<Record<"workloads" | "production" | "records" | "sandbox" | "closed", string>>;

/** An organization as a company has it: units within units, an account that is closed, and tags. */
async function create(url: string): Promise<Ids> {
  const organizations = new Organizations({ endpoint: url, region: "us-east-1", credentials });
  await organizations.createOrganization({ FeatureSet: "ALL" });
  const { Roots: [{ Id: root } = {}] = [] } = await organizations.listRoots({});
  const unit = async (Name: string, ParentId: string | undefined): Promise<string> => {
    const { OrganizationalUnit } = await organizations.createOrganizationalUnit({ Name, ParentId });
    return OrganizationalUnit!.Id!;
  };
  const account = async (name: string, parent: string | undefined, environment: string): Promise<string> => {
    const Tags = [{ Key: "environment", Value: environment }];
    const made = await organizations.createAccount({ AccountName: name, Email: `${name}@example.com`, Tags });
    const AccountId = made.CreateAccountStatus!.AccountId!;
    if (parent !== root)
      await organizations.moveAccount({ AccountId, SourceParentId: root, DestinationParentId: parent });
    return AccountId;
  };
  const workloads = await unit("workloads", root);
  const data = await unit("data", workloads);
  const ids = {
    workloads,
    production: await account("production", workloads, "production"),
    records: await account("records", data, "production"),
    sandbox: await account("sandbox", root, "play"),
    closed: await account("closed", workloads, "production"),
  };
  await organizations.closeAccount({ AccountId: ids.closed });
  return ids;
}

/** Moto lets everybody assume every role, be it there or not; the first one makes it. */
async function enter(url: string, id: string): Promise<Credentials> {
  const sts = new STS({ endpoint: url, region: "us-east-1", credentials });
  const RoleArn = `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`;
  const { Credentials: sent } = await sts.assumeRole({ RoleArn, RoleSessionName: "builder" });
  const { AccessKeyId, SecretAccessKey, SessionToken } = sent!;
  const entered = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
  const trust = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${management}:root` },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": externalId } },
  };
  const { iam } = openRegion(url, "us-east-1", new Names(), entered);
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.createRole({ RoleName: role, AssumeRolePolicyDocument });
  return entered;
}

export const organization: Journey = {
  name: "an organization",
  async run(installed, { url }, cases) {
    const ids = await create(url);
    await build(drives, url, await enter(url, ids.production));
    for (const id of [ids.records, ids.sandbox]) await enter(url, id);
    const regions = Object.keys(drives.build);
    const user = (more: object) =>
      new User(installed, { regions, only: checks, organization: { role, externalId, ...more } });

    // It waits for the next minute to begin, and the rest goes on meanwhile.
    const owner = new User(installed, {
      regions,
      only: checks,
      organization: { role, externalId, units: [ids.workloads] },
      store: { sqlite: "clausewatch.db" },
      schedules: [{ name: "each-minute", cron: "* * * * *" }],
      serve: { listen: "127.0.0.1:0" },
    });
    const served = owner.serve("scan done");

    const { report } = await user({ units: [ids.workloads] }).scan();
    await cases.check("an organization: the accounts in a unit and below it are read, in each region", () => {
      const cells = report.cells.map(({ unit, check }) => `${unit.accountName} ${unit.region} ${check}`);
      const planned = ["production", "records"].flatMap((name) =>
        regions.flatMap((region) => [...checks].map((check) => `${name} ${region} ${check}`)),
      );
      assert.deepEqual(cells.toSorted(), planned.toSorted());
      const findings = report.findings.filter(({ check }) => check === "ebs-volume-encrypted");
      assert.deepEqual(
        findings.map(({ unit }) => unit.account),
        Array(3).fill(ids.production),
      );
    });
    await cases.check("an organization: one that is closed is left out, and told", () => {
      const told = report.accounts.map(({ account, unreadable }) => [account, unreadable?.code]);
      const known = [
        [ids.production, undefined],
        [ids.records, undefined],
        [ids.closed, "SUSPENDED"],
      ];
      assert.deepEqual(told.toSorted(), known.toSorted());
    });
    await cases.check("an organization: by tag, without those that are excluded", async () => {
      const { report } = await user({ tags: { environment: "play" }, exclude: [ids.closed] }).scan();
      assert.deepEqual(
        report.accounts.map(({ account }) => account),
        [ids.sandbox],
      );
    });
    await cases.check(
      "an organization: doctor finds all well, and warns of roles that anybody may assume",
      async () => {
        const { status, stdout } = await user({ units: [ids.workloads] }).run(["doctor"]);
        assert.match(stdout, /✔ 2 accounts discovered in the organization/);
        assert.match(stdout, new RegExp(`\\? ${ids.closed} is left out: the account is SUSPENDED`));
        assert.match(stdout, /\? the role was assumed without one, not only with its external id/);
        assert.equal(status, 0);
      },
    );
    await cases.check("an organization: serve scans it when it is due, and stops when it is told to", async () => {
      const { status, logged } = await served;
      assert.equal(status, 0);
      const done = logged.find((line) => (line as { message: string }).message === "scan done");
      const { planned: _, ...cells } = (done as { cells: Record<string, number> }).cells;
      const asked = Object.keys(cells).map((status) => {
        return [status, report.cells.filter((cell) => cell.status === status).length] as const;
      });
      assert.deepEqual(cells, Object.fromEntries(asked));
      const { stdout } = await owner.run(["findings", "list", "--check", "ebs-volume-encrypted", "--output", "json"]);
      const { findings } = JSON.parse(stdout) as { findings: { unit: { account: string } }[] };
      assert.deepEqual(
        findings.map(({ unit }) => unit.account),
        Array(3).fill(ids.production),
      );
    });
  },
};
