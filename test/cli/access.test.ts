/** `access explain`, `list`, `init` and `diff`, as a user runs them on recordings. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAll } from "../../src/app/record.ts";
import type { Source } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { ec2, listings } from "../../src/listings/index.ts";
import { createRecording, recordingInto } from "../../src/recording/index.ts";
import { baseCredentials, startReplay, type ReplayOptions } from "../../src/replay/index.ts";
import type { AccessDiff, AccessExplained, AccessList } from "../../src/report/access-words.ts";
import type { Run } from "../kit/clausewatch.ts";
import { warmRunner } from "../kit/warm.ts";

const CONFIG = fileURLToPath(new URL("../../config/clausewatch.yaml", import.meta.url));
const HOSTILE = "records\u001b[2J\n::set-env name=x::y";

const warmIn = warmRunner();
let folder: string;
let clausewatch: Run;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
  clausewatch = warmIn(folder);
  await record("demo.gz", { ...demoRecording(), name: "demo" });
  await record("mended.gz", { ...demoRecording({ mended: "all" }), name: "demo" });
  await record("blind.gz", { ...demoRecording(), name: "demo" }, ec2.networkAcls.id);
  await record("part.gz", { ...demoRecording(), name: "demo" }, ec2.instances.id);
  await record("hostile.gz", named({ ...demoRecording(), name: "demo" }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function record(file: string, source: Source, lacking?: string): Promise<void> {
  const writer = await createRecording(join(folder, file), { recorded: "2026-03-02T06:00:00Z", program: "test" });
  const all = [...listings.values()].filter(({ scope, id }) => scope !== "account" && id !== lacking);
  await readAll(recordingInto(source, writer), new Set(all), 4, () => undefined);
  await writer.close();
}

/** Every server and its interfaces are called by a hostile name. */
function named(source: Source): Source {
  const Tags = [{ Key: "Name", Value: HOSTILE }];
  return {
    ...source,
    read: async (request, onPage) =>
      await source.read(request, (page) => {
        const items =
          request.listing.id !== ec2.instances.id
            ? page.items
            : page.items.map((item) => ({ ...(item as object), Tags }));
        return onPage({ ...page, items });
      }),
  };
}

const access = (args: readonly string[], env: Record<string, string> = {}, file = "demo.gz") =>
  clausewatch(["access", ...args, "--config", CONFIG, ...(args[0] === "diff" ? [] : ["--recording", file])], env);

describe("explain", () => {
  test.each([
    ["reachable", 0, ["--from", "alder app a", "--to", "birch-records"], "demo.gz"],
    ["not reachable", 3, ["--from", "internet", "--to", "birch-records", "--port", "5432"], "demo.gz"],
    ["unknown", 4, ["--from", "alder app a", "--to", "birch-records"], "blind.gz"],
  ] as const)("%s: exit status %i, and JSON with the path", async (verdict, code, args, file) => {
    const ran = await access(["explain", ...args, "-o", "json"], {}, file);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: "" });
    const told = JSON.parse(ran.stdout) as AccessExplained;
    expect(told.verdict).toBe(verdict);
    for (const { path } of [...told.ways, ...told.blocked]) expect(path.length).toBeGreaterThan(3);
  });

  test("the path by ids, and that no row justifies it", async () => {
    const { stdout } = await access(["explain", "--from", "alder app a", "--to", "birch-records"]);
    expect(stdout).toMatch(/^✔ alder app a to birch-records: reachable on tcp\/5432\n/);
    expect(stdout).toMatch(/ ✔ route\n\s+rtb-\w+: 10\.32\.0\.0\/16 → pcx-\w+\n/);
    expect(stdout).toMatch(/ justified by {2}no row\n/);
  });

  test.each([
    [["--from", "nope", "--to", "birch-records"], /^clausewatch: --from nope: nothing is called so; the nearest: /],
    [["--from", "bastion", "--to", "platform-records"], /^clausewatch: --to platform-records is the name of several: /],
    [
      ["--from", "bastion", "--to", "percona", "--port", "99999"],
      /^clausewatch: --port 99999: .* is not a port of tcp/,
    ],
    [["--from", "bastion", "--to", "percona", "--profile", "x"], /exclude each other/],
  ])("%j exits with 2 and one clear line", async (args, says) => {
    const { code, stdout, stderr } = await access(["explain", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd()).not.toContain("\n");
  });
});

describe("list", () => {
  test("who, on which ports, by which row", async () => {
    const { code, stdout } = await access(["list", "--to", "birch-records"], { COLUMNS: "120" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✘ alder app a, alder app b \(application, server of alder\) +tcp\/5432 {2}no row$/m);
    expect(stdout).toMatch(/^✔ bastion .* tcp\/5432 {2}database-administration$/m);
  });

  test("as JSON; exit status 4 where something is not known", async () => {
    const { code, stdout } = await access(["list", "--to", "birch-records", "-o", "json"], {}, "blind.gz");
    expect(code).toBe(4);
    const { openers } = JSON.parse(stdout) as AccessList;
    expect(openers.every(({ certain }) => !certain)).toBe(true);
  });
});

test("names of AWS are inert", async () => {
  const id = "i-06b33dc4f2e144ea2";
  for (const args of [["list", "--to", id], ["init"]]) {
    const { stdout, stderr } = await access(args, {}, "hostile.gz");
    expect(stdout).toContain("records");
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|^\s*::set-env/m);
  }
});

describe("init", () => {
  test("writes a register that lint takes, and overwrites nothing", async () => {
    const out = join(folder, "draft.yaml");
    expect(await access(["init", "--out", out])).toMatchObject({ code: 0, stdout: "" });
    const text = await readFile(out, "utf8");
    expect((await access(["init"])).stdout).toBe(text);
    const again = await access(["init", "--out", out]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("overwrites nothing") });
    expect(await readFile(out, "utf8")).toBe(text);

    await writeFile(join(folder, "policy.md"), "# Policy\n\nAll drives are encrypted.\n");
    const roles = (await readFile(CONFIG, "utf8")).match(/^roles:\n(?:[ #].*\n|\n)+/m)![0];
    const customers = (await readFile(CONFIG, "utf8"))
      .match(/^customers:\n(?:[ #].*\n|\n)+/m)![0]
      .replaceAll(/^ +services:.*\n/gm, "");
    const config = join(folder, "own.yaml");
    await writeFile(config, `policies: [policy.md]\naccess: draft.yaml\n${roles}${customers}`);
    const { code, stdout } = await clausewatch(["policy", "lint", "-c", config]);
    expect(stdout).toContain("row-not-reviewed");
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });
});

describe("diff", () => {
  test("exit status 3 where something became reachable, 0 where not", async () => {
    const news = await access(["diff", "mended.gz", "demo.gz", "-o", "json"]);
    expect(news.code).toBe(3);
    const { opened, closed } = JSON.parse(news.stdout) as AccessDiff;
    expect(closed).toEqual([]);
    expect(opened.some(({ to, justified }) => to.id === "birch-records" && justified === "no")).toBe(true);
    const back = await access(["diff", "demo.gz", "mended.gz"]);
    expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing became reachable") });
    expect(back.stdout).toContain("No longer reachable in mended.gz");
  });

  test("exit status 4 where one of them is not whole", async () => {
    const { code, stdout } = await access(["diff", "demo.gz", "part.gz"]);
    expect(code).toBe(4);
    expect(stdout).toContain("not sure: part.gz: ec2.instances was not read");
  });
});

describe("live accounts", () => {
  const live = async (
    args: readonly string[],
    options: Partial<ReplayOptions> = {},
    env: Record<string, string> = {},
  ) => {
    const replay = await startReplay({ recordings: [demoRecording()], ...options });
    try {
      return await clausewatch(["access", ...args, "--config", CONFIG], {
        AWS_ENDPOINT_URL: replay.url,
        AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
        CLAUSEWATCH_ATTEMPTS: "1",
        ...env,
      });
    } finally {
      await replay.close();
    }
  };
  const args = ["list", "--to", "birch-records", "-o", "json"];

  test("give the same as their recording; what is denied makes the answer incomplete", async () => {
    const recorded = await access(args);
    // Names of accounts are the configuration's, or the recording's.
    const bare = recorded.stdout.replace('"accountName":"production",', "");
    expect((await live(args)).stdout).toBe(bare);
    const denied = await live(args, { faults: [{ operation: "DescribeInstances", fault: "access-denied" }] });
    expect(denied.code).toBe(4);
    expect((JSON.parse(denied.stdout) as AccessList).doubts).toContainEqual(expect.stringContaining("ec2.instances"));
  });

  test("that cannot be read are a failure", async () => {
    const { code, stdout, stderr } = await live(args, {}, { AWS_ACCESS_KEY_ID: "AKIAUNKNOWNUNKNOWN22" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/credentials|token|InvalidClientTokenId/i);
  });
});

test.each(["explain", "list", "init", "diff"])(
  "the help of access %s has its exit status and an example",
  async (command) => {
    const { code, stdout } = await clausewatch(["access", command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Exit status: 0 /);
    expect(stdout).toMatch(/Examples?:\n {2}\$ clausewatch access/);
  },
);
