import assert from "node:assert/strict";
import { EC2 } from "@aws-sdk/client-ec2";
import { account, credentials, nameDefaults, openRegion } from "../kit/aws.ts";
import { User } from "../kit/clausewatch.ts";
import { build, expectedOf } from "../kit/hold.ts";
import { everyCheck } from "../kit/policy.ts";
import { tableOf } from "../kit/table.ts";
import { drives } from "../worlds/drives.ts";
import { judgedElsewhere } from "../worlds/untouched.ts";
import type { Journey } from "./journey.ts";

/** The regions as moto tells them: those of all partitions, where AWS tells those of the account's own. */
async function regionsOf(url: string): Promise<{ enabled: string[]; disabled: string[] }> {
  const ec2 = new EC2({ endpoint: url, region: "us-east-1", credentials });
  const { Regions = [] } = await ec2.describeRegions({ AllRegions: true });
  const named = (enabled: boolean) =>
    Regions.filter(({ OptInStatus }) => (OptInStatus !== "not-opted-in") === enabled).map(
      ({ RegionName }) => RegionName!,
    );
  return { enabled: named(true).sort(), disabled: named(false).sort() };
}

export const everyRegion: Journey = {
  name: "every region",
  async run(installed, { url }, cases) {
    const names = await build(drives, url);
    const { enabled, disabled } = await regionsOf(url);
    for (const name of enabled) await nameDefaults(openRegion(url, name, names, credentials), names);
    const { report, status } = await new User(installed, {}).scan();
    await cases.check(`every region: ${enabled.length} are found, ${disabled.length} told as not enabled`, () => {
      assert.deepEqual(report.accounts, [{ type: "account", account, regions: enabled, disabled }]);
    });
    await cases.check("every region: all cells as in the world of drives, or as in an untouched region", () => {
      assert.deepEqual(tableOf(report, account, names), expectedOf(drives, enabled));
      assert.equal(status, drives.exit);
    });
    await cases.check("every region: one that is not enabled is unknown, where it is asked for", async () => {
      const asked = await new User(installed, {}).scan(["--region", disabled[0]!, "--region", "eu-west-1"]);
      const table = tableOf(asked.report, account, names);
      assert.deepEqual(table["eu-west-1"], expectedOf(drives, ["eu-west-1"])["eu-west-1"]);
      const lost = { status: "unknown", unreadable: ["ec2:DescribeRegions region-disabled (RegionNotEnabled)"] };
      assert.deepEqual(table[disabled[0]!], { ...everyCheck(lost), ...judgedElsewhere });
      assert.equal(asked.status, 4);
    });
  },
};
