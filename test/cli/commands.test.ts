import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cell, Finding, ScanEvent } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { createRecording } from "../../src/recording/index.ts";
import { baseCredentials, startReplay, type Replay, type ReplayOptions } from "../../src/replay/index.ts";
import { main, runIn, type Run } from "../kit/clausewatch.ts";
import { warmRunner } from "../kit/warm.ts";

const warmIn = warmRunner();
let folder: string;
let clausewatch: Run;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
  clausewatch = warmIn(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const events = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ScanEvent);
const findingsIn = (all: readonly ScanEvent[]) => all.filter((event): event is Finding => event.type === "finding");
const cellsIn = (all: readonly ScanEvent[]) => all.filter((event): event is Cell => event.type === "cell");

async function withReplay<T>(
  options: Partial<ReplayOptions>,
  use: (env: Record<string, string>, replay: Replay) => Promise<T>,
): Promise<T> {
  const replay = await startReplay({ recordings: [demoRecording()], ...options });
  const env = {
    AWS_ENDPOINT_URL: replay.url,
    AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
    CLAUSEWATCH_ATTEMPTS: "1",
  };
  try {
    return await use(env, replay);
  } finally {
    await replay.close();
  }
}

describe("demo", () => {
  test("shows findings that quote the policy, and succeeds", async () => {
    const { code, stdout } = await clausewatch(["demo"]);
    expect(code).toBe(0);
    expect(stdout).toContain("“Every drive of every server is encrypted");
    expect(stdout).toContain("policies/security-policy.md:");
    expect(stdout).toMatch(/(\d+) cells planned .*: \1 judged, 0 unknown/);
    expect(stdout).not.toContain("\u001b");
  });

  test("tells its tickets where nothing can be written", async () => {
    const { code, stdout, stderr } = await clausewatch(["demo"], { TMPDIR: join(folder, "nowhere") });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining("error") });
    expect(stdout).toMatch(/day 3 .* reopened/);
  });

  test("every finding cites a clause with its hash, and has a key of its own", async () => {
    const { stdout } = await clausewatch(["demo", "--output", "jsonl"]);
    const found = findingsIn(events(stdout));
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
    for (const { clauses } of found) {
      expect(clauses.length).toBeGreaterThan(0);
      for (const clause of clauses) {
        expect(clause).toMatchObject({
          policy: "security-policy",
          hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        });
        expect(clause.section.length).toBeGreaterThan(0);
        expect(clause.version.label).not.toBe("");
      }
    }
  });
});

describe("scan", () => {
  test("finds nothing wrong with a mended account, and exits with 0", async () => {
    await withReplay({ recordings: [demoRecording({ mended: "all" })] }, async (env) => {
      const { code, stdout } = await clausewatch(["scan", "--check", "ebs-volume-encrypted", "--output", "jsonl"], env);
      expect(findingsIn(events(stdout))).toEqual([]);
      expect(code).toBe(0);
    });
  });

  test("exits with 3 on findings, and with 0 where these do not count", async () => {
    await withReplay({}, async (env) => {
      const args = ["scan", "--check", "ebs-volume-encrypted", "--region", "eu-central-1", "--output", "jsonl"];
      expect((await clausewatch(args, env)).code).toBe(3);
      expect((await clausewatch([...args, "--fail-on", "critical"], env)).code).toBe(0);
      expect((await clausewatch(args, { ...env, CLAUSEWATCH_FAIL_ON: "none" })).code).toBe(0);
    });
  });

  test("exits with 4 where something could not be read, whatever else was found, and says what is missing", async () => {
    const faults = [{ operation: "DescribeVolumes", region: "us-east-1", fault: "access-denied" }] as const;
    await withReplay({ faults }, async (env) => {
      const { code, stdout } = await clausewatch(["scan"], env);
      expect(code).toBe(4);
      expect(stdout).toContain("ec2:DescribeVolumes");
      expect(stdout).toContain("UnauthorizedOperation");
      expect(stdout).toContain("INCOMPLETE");
    });
  });

  test.each([
    ["no credentials", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }, /credentials/i],
    ["credentials that AWS does not know", { AWS_ACCESS_KEY_ID: "AKIAUNKNOWNUNKNOWN22" }, /credentials/i],
    ["an endpoint where nobody listens", { AWS_ENDPOINT_URL: "http://127.0.0.1:9" }, /ECONNREFUSED/],
  ])("exits with 1 with %s, says so, and shows no stack", async (_, broken, says) => {
    await withReplay({}, async (env) => {
      const { code, stdout, stderr } = await runIn(folder)(["scan"], { ...env, ...broken });
      expect(code).toBe(1);
      expect(stdout).toMatch(says);
      expect(stdout + stderr).not.toMatch(/\n\s+at /);
    });
  });

  test("writes several outputs, and stops before any call where one cannot be written", async () => {
    await withReplay({}, async (env, replay) => {
      const [json, lines] = [join(folder, "scan.json"), join(folder, "scan.jsonl")];
      await clausewatch(
        ["scan", "--region", "eu-central-1", "-o", `json=${json}`, "-o", `jsonl=${lines}`, "-o", "terminal"],
        env,
      );
      const document = JSON.parse(await readFile(json, "utf8")) as { findings: Finding[] };
      const keys = (found: readonly Finding[]) => found.map(({ key }) => key).sort();
      expect(keys(document.findings)).toEqual(keys(findingsIn(events(await readFile(lines, "utf8")))));
      const calls = replay.requests.length;
      const { code, stderr } = await clausewatch(["scan", "-o", `json=${join(folder, "no", "such.json")}`], env);
      expect({ code, calls: replay.requests.length }).toEqual({ code: 2, calls });
      expect(stderr).toContain("such.json");
    });
  });
});

describe("what is asked twice or nowhere", () => {
  test("a region given twice is read once, and every planned cell is answered once", async () => {
    await withReplay({}, async (env) => {
      const args = ["scan", "--check", "ebs-volume-encrypted", "--region", "eu-central-1", "-o", "jsonl"];
      const once = events((await clausewatch(args, env)).stdout);
      const twice = events((await clausewatch([...args, "--region", "eu-central-1"], env)).stdout);
      expect(cellsIn(twice)).toHaveLength(1);
      expect(findingsIn(twice)).toEqual(findingsIn(once));
    });
  });

  test("a scan of nothing but what has no regions reads its account", async () => {
    await withReplay({ recordings: [demoRecording({ mended: "all" })] }, async (env) => {
      const { code, stdout } = await clausewatch(
        ["scan", "--check", "iam-certificate-not-expiring", "-o", "jsonl"],
        env,
      );
      expect(code).toBe(0);
      const elsewhere = cellsIn(events(stdout)).filter(({ notApplicable }) =>
        Object.keys(notApplicable)[0]?.includes("no regions"),
      );
      expect(elsewhere).toHaveLength(3);
    });
  });
});

describe("record and scan --from", () => {
  test("judge the same as the live scan", async () => {
    await withReplay({}, async (env, replay) => {
      const file = join(folder, "account.jsonl.gz");
      const recorded = await clausewatch(["record", "--out", file], env);
      expect(recorded).toMatchObject({ code: 0, stdout: "" });
      const live = events((await clausewatch(["scan", "-o", "jsonl"], env)).stdout);
      const calls = replay.requests.length;
      const later = events((await clausewatch(["scan", "--from", file, "-o", "jsonl"])).stdout);
      expect(replay.requests).toHaveLength(calls);
      const told = (all: readonly ScanEvent[]) =>
        [...findingsIn(all), ...cellsIn(all)].map((event) => JSON.stringify(event)).sort();
      expect(told(later)).toEqual(told(live));
    });
  });

  test("a recording that lacks a listing is unknown, not empty", async () => {
    const file = join(folder, "part.jsonl.gz");
    await withReplay({}, (env) => clausewatch(["record", "--check", "ebs-volume-encrypted", "--out", file], env));
    const { code, stdout } = await clausewatch([
      "scan",
      "--from",
      file,
      "--control",
      "encryption-at-rest",
      "-o",
      "jsonl",
    ]);
    expect(code).toBe(4);
    const statuses = Object.groupBy(cellsIn(events(stdout)), ({ check }) => check);
    expect(new Set(statuses["rds-instance-encrypted"]?.map(({ status }) => status))).toEqual(new Set(["unknown"]));
    expect(statuses["ebs-volume-encrypted"]?.some(({ status }) => status === "fail")).toBe(true);
  });

  test("a recording of nothing is not written", async () => {
    const file = join(folder, "nothing.jsonl.gz");
    const { code } = await withReplay({}, (env) =>
      clausewatch(["record", "--out", file], { ...env, AWS_ACCESS_KEY_ID: "AKIAUNKNOWNUNKNOWN22" }),
    );
    expect(code).toBe(1);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });
});

describe("wrong use", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["an unknown command", ["scna"], /unknown command 'scna'/],
    ["an unknown option", ["scan", "--regoin", "x"], /unknown option '--regoin'[^]*--region/],
    ["an unknown format", ["scan", "-o", "xml"], /terminal, json, jsonl/],
    ["two outputs in one place", ["scan", "-o", "json", "-o", "jsonl"], /standard output/],
    ["an unknown check", ["scan", "--check", "nope"], /nope: no check of this id/],
    ["an unknown control", ["scan", "--control", "nope"], /encryption-at-rest/],
    ["a region that is none", ["scan", "--region", "../../x"], /--region[^]*a region's name/],
    ["an account that is none", ["scan", "--account", "hello"], /--account[^]*twelve digits/],
    [
      "a check and a control that do not meet",
      ["scan", "--check", "ebs-volume-encrypted", "--control", "logging"],
      /no enabled check is both/,
    ],
    ["two outputs in one file", ["scan", "-o", "json=a.txt", "-o", "jsonl=./a.txt"], /Two outputs/],
    ["results over the recording", ["scan", "--from", "a.gz", "-o", "jsonl=./a.gz"], /another file/],
    ["an unknown severity", ["scan", "--fail-on", "bad"], /critical, high/],
    ["a configuration that is not there", ["scan", "--config", "nope.yaml"], /nope\.yaml/],
    ["a recording that is not there", ["scan", "--from", "nope.jsonl.gz"], /nope\.jsonl\.gz/],
    ["an unknown check to show", ["checks", "show", "nope"], /nope/],
  ])("%s exits with 2 and one clear error", async (_, args, says) => {
    const { code, stdout, stderr } = await clausewatch(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each<[string, string, RegExp]>([
    ["a quote that is in no document", "quote: never written anywhere", /clausewatch\.yaml:\d+:\d+: .*never written/],
    ["an unknown control", "control: encryption-in-rest", /clausewatch\.yaml:\d+:\d+: .*encryption-in-rest/],
    ["an unknown parameter", "params: { days: 3 }", /clausewatch\.yaml:\d+:\d+: .*days/],
  ])("%s is an error with its line, before any call", async (_, line, says) => {
    await withReplay({}, async (env, replay) => {
      const binding = {
        quote: "bindings:\n  - control: encryption-at-rest\n    clauses:\n      - ",
        control: "bindings:\n  - ",
        params: "bindings:\n  - control: encryption-at-rest\n    ",
      }[line.split(":")[0] as "quote"];
      await writeFile(join(folder, "policy.md"), "# Policy\n\nAll drives are encrypted.\n");
      const config = join(folder, "clausewatch.yaml");
      await writeFile(config, `policies: [policy.md]\n${binding}${line}\n`);
      const { code, stderr } = await clausewatch(["scan"], env);
      await rm(config);
      expect({ code, calls: replay.requests.length }).toEqual({ code: 2, calls: 0 });
      expect(stderr).toMatch(says);
    });
  });
});

describe("help", () => {
  test.each([
    [[]],
    [["scan"]],
    [["demo"]],
    [["record"]],
    [["checks"]],
    [["checks", "list"]],
    [["checks", "show"]],
    [["iam-policy"]],
    [["doctor"]],
  ])("of %j has an example", async (command) => {
    const { code, stdout } = await clausewatch([...command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:\n {2}\$ clausewatch/);
  });
});

describe("a user's own check", () => {
  const own = `import { defineCheck, ec2, fail, pass } from "clausewatch";
export default defineCheck({
  id: "volume-is-small",
  severity: "low",
  title: "Volumes are small",
  why: "Large ones cost.",
  fix: "Make it smaller.",
  sources: [],
  controls: ["encryption-at-rest"],
  over: ec2.volumes,
  judge: (volume) => ((volume.Size ?? 0) <= 1 ? pass() : fail(volume.VolumeId + " is large")),
});
`;

  test("runs with the others, wherever its folder lies, and is shown", async () => {
    const clausewatch = runIn(folder);
    const checks = join(folder, "own-checks");
    await mkdir(checks, { recursive: true });
    await writeFile(join(checks, "volume-is-small.ts"), own);
    const config = join(folder, "own.yaml");
    await writeFile(config, "checks:\n  folders: [own-checks]\n");
    const shown = await clausewatch(["checks", "show", "volume-is-small", "--config", config]);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining("Volumes are small") });
    const { code, stdout } = await withReplay({}, (env) =>
      clausewatch(["scan", "--config", config, "--check", "volume-is-small", "-o", "jsonl"], env),
    );
    expect(code).toBe(3);
    expect(findingsIn(events(stdout)).every(({ check }) => check === "volume-is-small")).toBe(true);
    expect(findingsIn(events(stdout)).length).toBeGreaterThan(3);
  });
});

test("ends quietly where nobody reads what it prints", async () => {
  const shell = `"${process.execPath}" "${main}" scan --help | true; echo "\${PIPESTATUS[0]}"`;
  const stderr = await new Promise<string>((resolve) => {
    execFile("bash", ["-c", shell], (_, __, text) => resolve(text));
  });
  expect(stderr).toBe("");
});

test("a full disk is said in a line, and is a failure", async () => {
  const shell = `"${process.execPath}" "${main}" checks list > /dev/full`;
  const { code, stderr } = await new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile("bash", ["-c", shell], { cwd: folder }, (error, _, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    );
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/standard output cannot be written: .*ENOSPC/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("doctor says what works and what is missing", async () => {
  await withReplay({ faults: [{ operation: "DescribeVolumes", fault: "access-denied" }] }, async (env) => {
    const { code, stdout } = await clausewatch(["doctor"], env);
    expect(code).toBe(4);
    expect(stdout).toContain("grant ec2:DescribeVolumes");
    expect(stdout).toMatch(/✔ rds:DescribeDBInstances/);
    // A call is tried once, however many listings it answers.
    const calls = stdout.split("\n").flatMap((line) => /^ {2}[✔–] (\w+:\w+)\b/.exec(line)?.[1] ?? []);
    expect(calls).toEqual([...new Set(calls)]);
  });
});

test("the least policy has exactly the actions that the enabled checks' listings need", async () => {
  const policy = JSON.parse((await clausewatch(["iam-policy"])).stdout) as { Statement: { Action: string[] }[] };
  const checks = JSON.parse((await clausewatch(["checks", "list", "--json"])).stdout) as {
    id: string;
    iam: string[];
  }[];
  expect(policy.Statement[0]!.Action).toEqual([...new Set(checks.flatMap(({ iam }) => iam))].sort());
  const some = JSON.parse(
    (await clausewatch(["iam-policy", "--check", "ebs-volume-encrypted"])).stdout,
  ) as typeof policy;
  expect(some.Statement[0]!.Action).toEqual(["ec2:DescribeRegions", "ec2:DescribeVolumes"]);
});

test("a recording's hostile strings are inert on the terminal", async () => {
  const file = join(folder, "hostile.jsonl.gz");
  const writer = await createRecording(file, { recorded: "2026-01-01T00:00:00Z", program: "test" });
  const at = { account: "111122223333", region: "eu-central-1" };
  await writer.write({
    kind: "account",
    account: at.account,
    partition: "aws",
    regions: [{ region: at.region }],
    disabled: [],
  });
  const item = {
    VolumeId: "vol-1",
    Encrypted: false,
    Tags: [{ Key: "Name", Value: "\u001b]8;;http://x\u0007\u202e\u001b[2J" }],
  };
  await writer.write({ kind: "page", ...at, listing: "ec2.volumes", items: [item], flawed: [] });
  await writer.write({ kind: "end", ...at, listing: "ec2.volumes", complete: true });
  await writer.close();
  const { stdout } = await clausewatch(["scan", "--from", file, "--check", "ebs-volume-encrypted"]);
  expect(stdout).toContain("vol-1");
  for (const hostile of ["\u001b", "\u202e", "\u0007"]) expect(stdout).not.toContain(hostile);
});
