/** Whose accounts are read, as a user says it: init, iam-policy, doctor and scan. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScanEvent } from "../../src/contract/index.ts";
import { loadConfig } from "../../src/config/index.ts";
import { baseCredentials, startReplay, type ReplayOptions } from "../../src/replay/index.ts";
import type { Ran } from "../kit/clausewatch.ts";
import { recordingOfAccounts } from "../kit/replay.ts";
import { warmRunner } from "../kit/warm.ts";

const warmIn = warmRunner();
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-accounts-"));
  await writeFile(join(folder, "policy.md"), "# Policy\n\nAll drives are encrypted.\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("init", () => {
  let written = 0;
  const init = async (...args: readonly string[]) => {
    const file = `made-${++written}.yaml`;
    const ran = await warmIn(folder)(["init", "--policy", "policy.md", "--yes", "--out", file, ...args]);
    const { config } = ran.code === 0 ? await loadConfig({ path: file, cwd: folder, env: {} }) : { config: undefined };
    return { ...ran, config };
  };

  test("makes an external id of 128 bits for the role of each account, another one each time", async () => {
    const args = ["--account", "111122223333", "--account", "444455556666", "--role", "audit/clausewatch-read"];
    const [one, two] = [await init(...args), await init(...args)];
    const [first, second] = one.config!.accounts!;
    expect(first).toEqual({
      id: "111122223333",
      role: "arn:aws:iam::111122223333:role/audit/clausewatch-read",
      externalId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(second?.externalId).toBe(first?.externalId);
    expect(two.config!.accounts![0]!.externalId).not.toBe(first?.externalId);
  });

  test("writes that accounts are discovered", async () => {
    const { config } = await init("--organization", "--role", "clausewatch-read");
    const externalId = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(config).toMatchObject({ organization: { role: "clausewatch-read", externalId } });
    expect(config).not.toHaveProperty("accounts");
  });

  test.each([
    [["--role", "clausewatch-read"], /--role is assumed in accounts: give them with --account, or --organization/],
    [["--organization"], /--organization reads its accounts through a role: give its name with --role/],
    [["--organization", "--role", "r", "--account", "111122223333"], /cannot be used with/],
    [["--account", "111122223333", "--role", "arn:aws:iam::1:role/r"], /the name of an IAM role/],
  ])("%j is no use", async (args, says) => {
    const { code, stderr } = await init(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });
});

const hub = "222233334444";
const [production, records, closed] = ["111122223333", "333344445555", "555566667777"] as const;
const organization = {
  management: hub,
  accounts: [
    { id: hub, name: "hub" },
    { id: production, name: "production" },
    { id: records, name: "records" },
    { id: closed, name: "closed", state: "SUSPENDED" },
  ],
};
const volume = (Encrypted: boolean) => ({ "ec2.volumes": [{ VolumeId: "vol-1", Encrypted }], "rds.db-instances": [] });
const recording = recordingOfAccounts(
  { account: hub, regions: {} },
  { account: production, regions: { "eu-central-1": volume(true), "us-east-1": volume(true) } },
  { account: records, regions: { "eu-central-1": volume(false) } },
);
const roleIn = (id: string, more: object = {}) => ({ arn: `arn:aws:iam::${id}:role/clausewatch-read`, ...more });

async function run(args: readonly string[], config: object, options: Partial<ReplayOptions> = {}): Promise<Ran> {
  const credentials = { base: hub, roles: [production, records].map((id) => roleIn(id, { externalId: "right" })) };
  const replay = await startReplay({ recordings: [recording], organization, credentials, ...options });
  const own = await mkdtemp(join(folder, "run-"));
  await writeFile(join(own, "clausewatch.yaml"), JSON.stringify(config));
  try {
    return await warmIn(own)([...args, "--check", "ebs-volume-encrypted"], {
      AWS_ENDPOINT_URL: replay.url,
      AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
      CLAUSEWATCH_ATTEMPTS: "1",
      LC_ALL: "C.UTF-8",
    });
  } finally {
    await replay.close();
  }
}

const eventsIn = (jsonl: string) =>
  jsonl
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as ScanEvent);

const discovered = { organization: { role: "clausewatch-read", externalId: "right", exclude: [hub] } };

describe("iam-policy --organization", () => {
  test("lists what the organization is asked, and the role that is assumed", async () => {
    const via = "arn:aws-us-gov:iam::222233334444:role/hub";
    const { stdout } = await run(["iam-policy", "--organization"], {
      organization: { ...discovered.organization, via },
    });
    expect(JSON.parse(stdout).Statement).toEqual([
      {
        Sid: "ClausewatchDiscover",
        Effect: "Allow",
        Action: [
          "organizations:DescribeOrganization",
          "organizations:ListAccounts",
          "organizations:ListAccountsForParent",
          "organizations:ListOrganizationalUnitsForParent",
          "organizations:ListTagsForResource",
        ],
        Resource: "*",
      },
      {
        Sid: "ClausewatchAssume",
        Effect: "Allow",
        Action: ["sts:AssumeRole"],
        Resource: "arn:aws-us-gov:iam::*:role/clausewatch-read",
      },
    ]);
  });

  test("needs one in the configuration", async () => {
    const { code, stderr } = await run(["iam-policy", "--organization"], {});
    expect([code, stderr]).toEqual([2, expect.stringContaining("the configuration has no key `organization`")]);
  });
});

describe("doctor", () => {
  const linesOf = ({ stdout }: Ran) => stdout.split("\n").map((line) => line.trim());

  test("finds all well, says whom it leaves out, and fits on 80 columns", async () => {
    const ran = await run(["doctor"], discovered);
    expect(linesOf(ran)).toEqual(
      expect.arrayContaining([
        "✔ this machine's clock agrees with AWS's",
        "✔ 2 accounts discovered in the organization",
        `? ${closed} is left out: the account is SUSPENDED in its organization`,
        "✔ the role asks for its external id",
      ]),
    );
    expect(linesOf(ran).filter((line) => line.length > 80)).toEqual([]);
    expect(ran.code).toBe(0);
  });

  test("warns of a role that others can be tricked into", async () => {
    const credentials = { base: hub, roles: [roleIn(production), roleIn(records)] };
    const ran = await run(["doctor"], discovered, { credentials });
    expect(ran.stdout.replaceAll(/\s+/g, " ")).toContain(
      "? the role was assumed without one, not only with its external id: a role that others can be tricked into",
    );
    const none = { accounts: [{ id: production, role: roleIn(production).arn }] };
    expect((await run(["doctor"], none, { credentials })).stdout).toContain("? no external id is configured: a role");
    expect(ran.code).toBe(0);
  });

  test("does not call allowed what there was nothing to ask about", async () => {
    const ran = await run(["doctor", "--check", "rds-instance-forces-tls"], discovered);
    expect(linesOf(ran)).toContain("– rds:DescribeDBParameters: not tried, nothing to ask about");
    expect(linesOf(ran)).toContain("✔ rds:DescribeDBInstances 0 items");
    expect(ran.code).toBe(0);
  });

  test("says what the organization refuses, and fails", async () => {
    const ran = await run(["doctor"], discovered, { faults: [{ operation: "ListAccounts", fault: "access-denied" }] });
    expect(ran.stdout).toContain("? the organization would not say which accounts it has: see below");
    expect(ran.stdout).toContain("grant organizations:ListAccounts");
    expect(ran.code).toBe(1);
  });

  test("says which role cannot be assumed", async () => {
    const credentials = { base: hub, roles: [roleIn(production, { externalId: "right" })] };
    const ran = await run(["doctor"], discovered, { credentials });
    const flowing = ran.stdout.replaceAll(/\s+/g, " ");
    expect(flowing).toContain("sts:AssumeRole: AccessDenied: arn:aws:iam::333344445555:role/clausewatch-read");
    expect(linesOf(ran).filter((line) => line.length > 80)).toEqual([]);
    expect(ran.code).toBe(1);
  });
});

describe("scan --account", () => {
  const accountsIn = ({ stdout }: Ran) =>
    eventsIn(stdout).flatMap((event) => (event.type === "account" ? [[event.account, event.unreadable?.code]] : []));

  test("finds the account in the organization", async () => {
    const ran = await run(["scan", "--account", records, "-o", "jsonl"], discovered);
    expect(accountsIn(ran)).toEqual([[records, undefined]]);
    expect(ran.code).toBe(3);
  });

  test("one that the organization does not have is unknown, and no account was read", async () => {
    const ran = await run(["scan", "--account", "999999999999", "-o", "jsonl"], discovered);
    expect(accountsIn(ran)).toEqual([["999999999999", "NotDiscovered"]]);
    expect(ran.code).toBe(1);
  });

  test("does not ask the organization for one that is listed", async () => {
    const listed = { ...discovered, accounts: [{ id: production, role: roleIn(production).arn, externalId: "right" }] };
    const faults = [{ operation: "DescribeOrganization", fault: "access-denied" }] as const;
    const ran = await run(["scan", "--account", production, "-o", "jsonl"], listed, { faults });
    expect(accountsIn(ran)).toEqual([[production, undefined]]);
    expect(ran.code).toBe(0);
  });
});

test("a recording of an organization is judged as it was read", async () => {
  const out = join(folder, "organization.jsonl.gz");
  const credentials = { base: hub, roles: [roleIn(production, { externalId: "right" })] };
  const recorded = await run(["record", "--out", out], discovered, { credentials });
  // One of them could not be opened: what was recorded is not all.
  expect(recorded.code).toBe(4);
  const judged = await run(["scan", "--from", out, "-o", "jsonl"], {});
  const read = eventsIn(judged.stdout).flatMap((event) =>
    event.type === "cell" ? [`${event.unit.account} ${event.status}`] : [],
  );
  expect(read.toSorted()).toEqual([`${production} pass`, `${production} pass`, `${records} unknown`]);
  expect(judged.code).toBe(4);
});
