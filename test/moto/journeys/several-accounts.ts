import assert from "node:assert/strict";
import { STS } from "@aws-sdk/client-sts";
import { account, credentials, type Credentials } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { build, expectedOf } from "../kit/hold.ts";
import { everyCheck } from "../kit/policy.ts";
import { tableOf } from "../kit/table.ts";
import { drives } from "../worlds/drives.ts";
import { judgedElsewhere, untouched } from "../worlds/untouched.ts";
import type { Journey } from "./journey.ts";

const customer = "111122223333";
const role = `arn:aws:iam::${customer}:role/clausewatch-read`;
/** Nothing leads into it: the credentials are of another account, and no role is named. */
const closed = "444455556666";

async function assume(url: string): Promise<Credentials> {
  const sts = new STS({ endpoint: url, region: "us-east-1", credentials });
  const { Credentials: sent } = await sts.assumeRole({ RoleArn: role, RoleSessionName: "builder" });
  const { AccessKeyId, SecretAccessKey, SessionToken } = sent!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

export const severalAccounts: Journey = {
  name: "several accounts",
  async run(installed, { url }, cases) {
    const own = await build(untouched, url);
    const theirs = await build(drives, url, await assume(url));
    const regions = Object.keys(drives.build);
    const accounts = [
      { id: account, name: "platform" },
      { id: customer, name: "customer", role },
      { id: closed, name: "closed" },
    ];
    const { report, status } = await new User(installed, { accounts, regions }).scan();
    await cases.check("several accounts: each has its own table, one of them by an assumed role", () => {
      assert.deepEqual(tableOf(report, account, own), expectedOf(untouched, regions));
      assert.deepEqual(tableOf(report, customer, theirs), expectedOf(drives, regions));
    });
    await cases.check("several accounts: one that cannot be opened is unknown in all its cells", () => {
      const lost = { status: "unknown", unreadable: ["sts:GetCallerIdentity credentials (WrongAccount)"] };
      const table = Object.fromEntries(
        regions.map((region, i) => [region, { ...everyCheck(lost), ...(i > 0 && judgedElsewhere) }]),
      );
      assert.deepEqual(tableOf(report, closed, own), table);
      assert.equal(status, 4);
    });
    await cases.check("several accounts: one alone, chosen on the command line", async () => {
      const alone = await new User(installed, { accounts, regions }).scan(["--account", customer]);
      assert.deepEqual(tableOf(alone.report, customer, theirs), expectedOf(drives, regions));
      assert.deepEqual([alone.report.accounts.length, alone.status], [1, drives.exit]);
    });
  },
};
