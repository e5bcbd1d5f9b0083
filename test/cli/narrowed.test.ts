import { expect, test } from "vitest";
import { narrowed } from "../../src/cli/run/narrowed.ts";
import type { AccountPlan, Source } from "../../src/contract/index.ts";
import { denied } from "../kit/source.ts";
import { ec2 } from "../../src/listings/index.ts";

const partition = "aws";
const open = (account: string, ...regions: string[]): AccountPlan => ({
  account,
  partition,
  regions: regions.map((region) => ({ region })),
  disabled: [],
});
const shut: AccountPlan = {
  account: "999900001111",
  partition,
  regions: [{ region: "*", unreadable: denied(ec2.regions) }],
  disabled: [],
  unreadable: denied(ec2.regions),
};
const first = open("111122223333", "eu-central-1", "us-east-1");
const second = open("444455556666", "eu-central-1");

async function narrow(plans: readonly AccountPlan[], account: string[], region: string[]) {
  const source: Source = {
    name: "r.gz",
    accounts: async () => plans,
    read: async () => ({ complete: true }),
  };
  const { accounts, only } = narrowed(source, plans, { account, region });
  const left = (await accounts()).map(({ account, regions }) => [
    account,
    regions.map(({ region }) => region).join(" "),
  ]);
  return { left: Object.fromEntries(left), only };
}

test("leaves what was asked for, and says so", async () => {
  expect(await narrow([first, second], [], [])).toEqual({
    left: { "111122223333": "eu-central-1 us-east-1", "444455556666": "eu-central-1" },
    only: undefined,
  });
  expect(await narrow([first, second], [], ["us-east-1"])).toEqual({
    left: { "111122223333": "us-east-1" },
    only: { regions: ["us-east-1"] },
  });
  expect(await narrow([first, second], ["444455556666"], [])).toEqual({
    left: { "444455556666": "eu-central-1" },
    only: { accounts: ["444455556666"] },
  });
});

test("an account that could not be opened stays: nobody knows which regions it has", async () => {
  expect((await narrow([first, shut], [], ["us-east-1"])).left).toEqual({
    "111122223333": "us-east-1",
    "999900001111": "*",
  });
  expect((await narrow([shut], ["999900001111"], ["us-east-1"])).left).toEqual({ "999900001111": "*" });
});

test("what is not there is an error", async () => {
  await expect(narrow([first], ["2"], [])).rejects.toThrow("account 2 is not in r.gz; it has 111122223333");
  await expect(narrow([first], [], ["eu-north-1"])).rejects.toThrow("region eu-north-1 is not in r.gz");
});
