import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScanEvent, Tracked } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import { createRecording, recordingInto } from "../../src/recording/index.ts";
import type { TrackedFinding } from "../../src/track/index.ts";
import { type Run, runIn } from "../kit/clausewatch.ts";
import { hasOcsfSchema, ocsfProblems, readCsv } from "../kit/formats.ts";
import { warmRunner } from "../kit/warm.ts";

const warmIn = warmRunner();
let folder: string;
let clausewatch: Run;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
  clausewatch = warmIn(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const trackedIn = (jsonl: string) =>
  jsonl
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ScanEvent)
    .find((event): event is Tracked => event.type === "tracked");

async function record(name: string, mended: readonly string[]): Promise<void> {
  const demo = demoRecording({ mended });
  const writer = await createRecording(join(folder, name), { recorded: "2026-03-02T06:00:00Z", program: "test" });
  const source = recordingInto(demo, writer);
  for (const { account, partition, regions } of await source.accounts())
    for (const { region } of regions)
      await source.read({ unit: { account, partition, region }, listing: ec2.volumes }, () => undefined);
  await writer.close();
}

describe("the demo, scan after scan in one store", () => {
  const demo = (...args: string[]) => clausewatch(["demo", "--store", "demo.db", ...args]);
  const findings = (...args: string[]) => clausewatch(["findings", ...args, "--store", "demo.db"]);
  let reopened = "";

  test("opens what is wrong, and marks what is waived", async () => {
    const { code, stdout } = await demo();
    expect(code).toBe(0);
    expect(stdout).toMatch(/First scan of this store/);
    expect(stdout).toMatch(/ \d+ opened\n/);
    expect(stdout).toMatch(/2 waived\n/);
    expect(stdout).toContain("the waiver old-volume-audit expires in 10 days");
    expect(stdout).toContain("the waiver daily-snapshots has expired");
    expect(stdout).toMatch(/waived until 2026-09-01 by logging-volume-key/);
    expect(stdout).toMatch(/; 2 waived\)/);
    expect((await stat(join(folder, "demo.db"))).mode & 0o077).toBe(0);
  });

  test("resolves what was mended", async () => {
    const { stdout } = await demo("--later", "7", "--mended", "old-image", "--mended", "old-snapshot");
    expect(stdout).toMatch(/Since 2026-03-02 06:00 UTC/);
    expect(stdout).toMatch(/✔ 3 resolved\n +snap-/);
    expect(stdout).not.toMatch(/ opened\n/);
  });

  test("reopens, leaves open what could not be read, and tells of a waiver that expired", async () => {
    const args = ["--later", "14", "--mended", "old-image", "--denied", "rds:DescribeDBSnapshots"];
    const { code, stdout } = await demo(...args, "--output", "terminal", "--output", "json=third.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(/✘ 1 reopened\n +snap-\w+ \(salt, weekly\)/);
    expect(stdout).toMatch(/✘ 1 waiver expired\n/);
    expect(stdout).toMatch(/\? 4 unverified\n/);
    expect(stdout).toMatch(/rds:DescribeDBSnapshots in 111122223333 eu-central-1: AccessDenied/);
    expect(stdout).not.toContain("\u001b");
    const { changes, tracked } = JSON.parse(await readFile(join(folder, "third.json"), "utf8")) as {
      changes: { kind: string; key: string }[];
      tracked: Tracked;
    };
    expect(tracked.changes).toMatchObject({ reopened: 1, unverified: 4, "waiver expired": 1 });
    reopened = changes.find(({ kind }) => kind === "reopened")!.key;
  });

  test("says nothing changed where nothing did", async () => {
    const args = ["--later", "14", "--mended", "old-image", "--denied", "rds:DescribeDBSnapshots"];
    expect((await demo(...args)).stdout).toContain("Nothing changed.");
  });

  test("findings list filters, sorts, pages, and fits narrow and wide windows", async () => {
    const unverified = await findings("list", "--unverified", "--output", "json");
    expect((JSON.parse(unverified.stdout) as { findings: unknown[] }).findings).toHaveLength(4);
    const first = JSON.parse((await findings("list", "--limit", "50", "--output", "json")).stdout);
    const rest = JSON.parse(
      (await findings("list", "--limit", "50", "--after", first.next, "--output", "json")).stdout,
    );
    const keys = [...first.findings, ...rest.findings].map(({ key }: { key: string }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(rest.next).toBeNull();
    expect(first.findings[0]).toMatchObject({ severity: "critical", state: "open" });
    for (const columns of ["80", "200"]) {
      const { stdout } = await clausewatch(["findings", "list", "--store", "demo.db"], { COLUMNS: columns });
      const widest = Math.max(...stdout.split("\n").map((line) => [...line].length));
      expect(widest).toBeLessThanOrEqual(Number(columns));
      expect(stdout).not.toContain("\u001b");
    }
    const { stdout } = await findings("list", "--state", "resolved", "--sort", "changed", "--output", "jsonl");
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
  });

  test("findings list writes what other programs read, with the times that the store knows", async () => {
    const { findings: all } = JSON.parse((await findings("list", "--state", "all", "--limit", "1000", "--output", "json")).stdout) as { findings: TrackedFinding[] }; // prettier-ignore
    const args = ["csv=all.csv", "ocsf=all.ocsf", "asff=all.asff"].flatMap((output) => ["--output", output]);
    expect(await findings("list", "--state", "all", "--limit", "1000", ...args)).toMatchObject({ code: 0, stderr: "" });
    const read = (name: string) => readFile(join(folder, name), "utf8");
    const [head, ...rows] = readCsv(await read("all.csv"));
    const column = (name: string) => rows.map((row) => row[head!.indexOf(name)]);
    expect(column("key")).toEqual(all.map(({ key }) => key));
    expect(column("title")).not.toContain("");
    const outcome = ({ state, unverifiedSince }: TrackedFinding) =>
      state === "resolved" ? "resolved" : unverifiedSince === null ? "fail" : "unknown";
    expect(column("outcome")).toEqual(all.map(outcome));
    expect(new Set(column("outcome")).size).toBe(3);
    expect(column("clause").filter((text) => text !== "").length).toBeGreaterThan(0);
    expect(column("waiver").filter((text) => text !== "")).toHaveLength(
      all.filter(({ waiver }) => waiver !== null && !waiver.expired).length,
    );
    const ocsf = (await read("all.ocsf")).trimEnd().split("\n").map((line) => JSON.parse(line) as { finding_info: { uid: string; first_seen_time: number } }); // prettier-ignore
    expect(ocsf.map(({ finding_info: { uid, first_seen_time: seen } }) => [uid, seen])).toEqual(
      all.map(({ key, firstSeen }) => [key, Date.parse(firstSeen.at)]),
    );
    if (hasOcsfSchema) expect(await ocsfProblems(ocsf)).toEqual([]);
    const asff = JSON.parse(await read("all.asff")) as { RecordState: string }[];
    expect(asff.map(({ RecordState }) => RecordState === "ARCHIVED")).toEqual(
      all.map(({ state }) => state === "resolved"),
    );
    const page = await findings("list", "--limit", "2", "--output", "csv");
    expect([readCsv(page.stdout).length, page.stderr]).toEqual([
      3,
      expect.stringMatching(/^There are more: --after \S+\n$/),
    ]);
  });

  test("findings show tells the history, the clause and the evidence", async () => {
    const { stdout, code } = await findings("show", reopened.slice(0, 10));
    expect(code).toBe(0);
    expect(stdout).toMatch(/“Snapshots of drives and of databases are encrypted/);
    expect(stdout).toMatch(/scan 1 +opened: .*scan 2 +resolved: .*scan 3 +reopened \(episode 2\)/s);
    const network = JSON.parse(
      (await findings("list", "--check", "bastion-reached-only-as-registered", "--limit", "1", "--output", "json"))
        .stdout,
    );
    const way = await findings("show", network.findings[0].key);
    expect(way.stdout).toMatch(/── Path ─/);
    expect(way.stdout).toMatch(/ {2}end {2}/);
    const none = await findings("show", "ffffffff");
    expect([none.code, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toContain("no finding of the store has the key ffffffff");
  });

  test("findings at tells a day as it was", async () => {
    const on = async (date: string) =>
      JSON.parse((await findings("at", date, "--output", "json")).stdout) as {
        findings: { finding: { key: string }; facts: { waiver: { id: string } | null } }[];
      };
    expect((await on("2026-03-01")).findings).toEqual([]);
    const [first, second, third] = [await on("2026-03-02"), await on("2026-03-09"), await on("2026-03-16")];
    expect(first.findings.length - second.findings.length).toBe(3);
    expect(third.findings.length - second.findings.length).toBe(1);
    const waived = ({ findings: all }: typeof first) => all.flatMap(({ facts }) => facts.waiver?.id ?? []).sort();
    expect(waived(first)).toEqual(["logging-volume-key", "old-volume-audit"]);
    expect(waived(third)).toEqual(["logging-volume-key"]);
    const wrong = await findings("at", "2026-02-30");
    expect(wrong.code).toBe(2);
  });

  test("store info counts, migrate and compact say what they did", async () => {
    const store = (...args: string[]) => clausewatch(["store", ...args, "--store", "demo.db"]);
    expect(JSON.parse((await store("info", "--output", "json")).stdout)).toMatchObject({
      dialect: "sqlite",
      scans: { done: 4 },
    });
    expect((await store("info")).stdout).toMatch(/^open +84 \(/m);
    expect((await store("migrate")).stdout).toBe("It is up to date.\n");
    expect((await store("compact")).stdout).toMatch(/: 0 findings, 0 scans, 0 waivers\.\n/);
  });

  test("a misspelt thing or action is wrong usage", async () => {
    for (const args of [
      ["--mended", "nothing"],
      ["--denied", "ec2:Nothing"],
      ["--later", "soon"],
    ])
      expect((await demo(...args)).code).toBe(2);
  });
});

describe("scan with a store of the configuration", () => {
  const files = async (store: string, waivers = "waivers: []\n") => {
    await writeFile(join(folder, "policy.md"), "# Policy\n\nEvery drive is encrypted.\n");
    await writeFile(join(folder, "waivers.yaml"), waivers);
    await writeFile(
      join(folder, "clausewatch.yaml"),
      `policies: [policy.md]\nwaivers: waivers.yaml\n${store}bindings:\n  - control: encryption-at-rest\n    checks: [ebs-volume-encrypted]\n    clauses: [{ quote: Every drive is encrypted }]\n`,
    );
  };
  const SCAN = ["scan", "--check", "ebs-volume-encrypted", "--output", "jsonl", "--from"];
  const scan = (...args: string[]) => clausewatch([...SCAN, ...args]);

  const waiver = `waivers:
  - id: old
    covers: { check: ebs-volume-encrypted, account: "111122223333" }
    clause: { quote: Every drive is encrypted }
    reason: r
    control: c
    approver: a
    expires: 2026-06-01
`;

  test("keeps what it found; a waived finding fails, and does not count for the exit status", async () => {
    await files("store:\n  sqlite: kept.db\n", waiver);
    await record("first.jsonl.gz", []);
    const { code, stdout } = await scan("first.jsonl.gz");
    expect(trackedIn(stdout)).toMatchObject({ scan: 1, waived: expect.any(Number) });
    expect(code).toBe(0);
    expect(stdout).toContain('"status":"fail"');
    await writeFile(join(folder, "first.jsonl"), stdout);
    const coverage = await clausewatch(["policy", "coverage", "--results", "first.jsonl"]);
    expect(coverage.stdout).toMatch(/✘ fail .*\n?.*Every drive/);
    expect(coverage.stdout).toMatch(/of them waived/);
    await files("store:\n  sqlite: kept.db\n");
    const open = await scan("first.jsonl.gz");
    expect(open.code).toBe(3);
    expect(trackedIn(open.stdout)?.changes).toHaveProperty("waiver ended");
    const alone = await scan("first.jsonl.gz", "--no-store");
    expect([alone.code, trackedIn(alone.stdout)]).toEqual([3, undefined]);
    expect((await clausewatch(["findings", "list", "--output", "json"])).code).toBe(0);
  });

  test("a scan whose store cannot be written is not done, and says so in one line", async () => {
    await files("store:\n  sqlite: gone/kept.db\n");
    const { code, stdout, stderr } = await scan("first.jsonl.gz");
    expect(code).toBe(1);
    expect(stdout).not.toContain('"summary"');
    expect(stderr).toMatch(/^clausewatch: the store .*gone\/kept\.db cannot be used: .*\n$/);
    await writeFile(join(folder, "text.db"), "this is no database, and never was one: it is but text\n".repeat(100));
    const text = await clausewatch(["scan", "--from", "first.jsonl.gz", "--store", "text.db"]);
    expect(text.code).toBe(1);
    expect(text.stderr).toMatch(/^clausewatch: the store .*text\.db cannot be used: file is not a database\n$/m);
  });

  test.skipIf(process.getuid?.() === 0)("nor one whose file may only be read", async () => {
    await files("store:\n  sqlite: kept.db\n");
    await chmod(join(folder, "kept.db"), 0o400);
    const { code, stdout } = await runIn(folder)([...SCAN, "first.jsonl.gz"]);
    await chmod(join(folder, "kept.db"), 0o600);
    expect(code).toBe(1);
    expect(stdout).not.toContain('"summary"');
  });

  test("no password stands in the configuration, nor in what is said of it", async () => {
    await files("store:\n  postgres: postgres://me:hunter2@db/clausewatch\n");
    const { code, stderr } = await scan("first.jsonl.gz");
    expect(code).toBe(2);
    expect(stderr).toMatch(/clausewatch\.yaml:4:13: store\.postgres: a password must not stand here/);
    expect(stderr).not.toContain("hunter2");
    await files("store:\n  postgres: postgres://me@nowhere.invalid/clausewatch\n");
    const away = await clausewatch(["store", "info"], { CLAUSEWATCH_STORE_PASSWORD: "hunter2" });
    expect(away.code).toBe(1);
    expect(away.stderr).toMatch(/^clausewatch: the store clausewatch on nowhere\.invalid:5432 cannot be used: /);
    expect(away.stderr).not.toContain("hunter2");
  }, 60_000);

  test("a waiver that lasts too long stops the scan, with its place", async () => {
    await files("", waiver.replace("2026-06-01", "2999-06-01"));
    const { code, stderr } = await scan("first.jsonl.gz");
    expect(code).toBe(2);
    expect(stderr).toMatch(/waivers\.yaml:8:14: the waiver "old" expires \d+ days ahead/);
    const lint = await clausewatch(["policy", "lint"]);
    expect(lint.stdout).toContain("waiver-too-long");
  });

  test("waivers list and check tell how they stand on a day", async () => {
    await files("", waiver);
    const list = await clausewatch(["waivers", "list", "--on", "2026-05-01"]);
    expect([list.code, list.stdout]).toEqual([0, expect.stringMatching(/old {2}until 2026-06-01/)]);
    const on = (date: string) => clausewatch(["waivers", "check", "--on", date]);
    expect((await on("2026-05-01")).code).toBe(0);
    expect(await on("2026-05-20")).toMatchObject({ code: 3, stdout: expect.stringContaining("expires in 12 days") });
    expect(await on("2026-06-01")).toMatchObject({ code: 3, stdout: expect.stringContaining("expires today") });
  });

  test("what is asked of a store that nobody made is wrong usage", async () => {
    await files("");
    for (const args of [
      ["findings", "list"],
      ["store", "info"],
      ["findings", "list", "--store", "misspelt.db"],
    ]) {
      const { code, stderr } = await clausewatch(args);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^clausewatch: there is no store/)]);
    }
  });
});
