/** `evidence: full`: what live scans read is kept, and judged again. */
import { hash, randomBytes } from "node:crypto";
import { cp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ScanEvent } from "../../src/contract/index.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { formatSignerKey } from "../../src/ledger/index.ts";
import { baseCredentials, startReplay, type Replay } from "../../src/replay/index.ts";
import { openStore, type Db } from "../../src/store/index.ts";
import { canonical } from "../../src/track/index.ts";
import type { Run } from "../kit/clausewatch.ts";
import { folders } from "../kit/folder.ts";
import { warmRunner } from "../kit/warm.ts";

// Each test starts the program several times.
vi.setConfig({ testTimeout: 120_000 });

const folder = folders();
const warmIn = warmRunner();
const denied = { operation: "DescribeSnapshots", fault: "access-denied" } as const;
let here = "";
let sinful: Replay;
let mended: Replay;
let secret = "";
let run: (replay: Replay, ...args: string[]) => ReturnType<Run>;

beforeAll(async () => {
  here = await folder();
  await cp(fileURLToPath(new URL("../../config", import.meta.url)), here, { recursive: true });
  const config = await readFile(join(here, "clausewatch.yaml"), "utf8");
  const full = config.replace("evidence: hashes", "evidence: full");
  await writeFile(join(here, "clausewatch.yaml"), `${full}\nstore: { sqlite: store.db }\n`);
  sinful = await startReplay({ recordings: [demoRecording()], faults: [denied] });
  mended = await startReplay({ recordings: [demoRecording({ mended: ["old-image"] })] });
  secret = formatSignerKey("example.com/ledger", randomBytes(32));
  const warm = warmIn(here);
  run = ({ url }, ...args) =>
    warm(args, {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
      CLAUSEWATCH_LEDGER_KEY: secret,
    });
  const begun = await run(sinful, "ledger", "init", "--name", "example.com/ledger");
  expect(begun.code, begun.stderr).toBe(0);
}, 60_000);
afterAll(() => Promise.all([sinful.close(), mended.close()]));

async function ok(replay: Replay, code: number, ...args: string[]): Promise<string> {
  const ran = await run(replay, ...args);
  expect(ran.code, ran.stderr).toBe(code);
  return ran.stdout;
}

/** What was judged, in no order. */
const outcomesIn = (jsonl: string) =>
  jsonl
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ScanEvent)
    .filter(({ type }) => ["finding", "unknown", "cell"].includes(type))
    .map((event) => canonical(event))
    .sort();

const keptFiles = async () =>
  (await readdir(join(here, "store.db.recordings"), { recursive: true })).filter((name) => name.endsWith(".gz")).sort();

test("the past is judged again from what was kept, each content of it once", async () => {
  // A listing is denied: the scan is incomplete, and so is what is kept of it.
  const first = outcomesIn(await ok(sinful, 4, "scan", "--output", "jsonl"));
  const kept = await keptFiles();
  expect(kept.length).toBeGreaterThan(20);
  expect(await ok(sinful, 4, "scan")).toContain("Nothing changed.");
  expect(await keptFiles()).toEqual(kept);
  await ok(mended, 3, "scan");
  const more = await keptFiles();
  expect(more.length).toBeGreaterThan(kept.length);
  expect(more.length).toBeLessThan(kept.length + 20);
  expect(more).toEqual(expect.arrayContaining(kept));

  const told = await ok(sinful, 0, "evidence", "recording", "--scan", "1", "--out", "first.jsonl.gz");
  expect(told).toMatch(/\d+ listings, \d+ items; each held against entry \d+ of the ledger/);
  const again = outcomesIn(await ok(mended, 4, "scan", "--from", "first.jsonl.gz", "--no-store", "--output", "jsonl"));
  expect(again).toEqual(first);

  // And what is judged from it is read as what it was.
  await ok(mended, 0, "ledger", "init", "--name", "example.com/ledger", "--store", "other.db");
  await ok(mended, 4, "scan", "--from", "first.jsonl.gz", "--store", "other.db");
  expect(
    (await readdir(join(here, "other.db.recordings"), { recursive: true }))
      .filter((name) => name.endsWith(".gz"))
      .sort(),
  ).toEqual(kept);
});

test("a scan is found by the time, too", async () => {
  const last = await ok(mended, 0, "evidence", "recording", "--at", "2999-01-01", "--out", "last.jsonl.gz");
  const third = await ok(mended, 0, "evidence", "recording", "--scan", "3", "--out", "third.jsonl.gz");
  expect(last.replace("last", "third")).toBe(third);
  const lines = gunzipSync(await readFile(join(here, "third.jsonl.gz"))).toString("utf8");
  expect(lines).toBe(gunzipSync(await readFile(join(here, "last.jsonl.gz"))).toString("utf8"));
  for (const [why, ...args] of [
    ["there is no finished scan 99", "--scan", "99"],
    ["no scan was finished by 2001-01-01T23:59:59.999Z", "--at", "2001-01-01"],
  ] as const) {
    const { code, stderr } = await run(mended, "evidence", "recording", ...args, "--out", "none.jsonl.gz");
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) });
  }
  expect((await run(mended, "evidence", "recording", "--out", "none.jsonl.gz")).code).toBe(2);
  expect(await readdir(here)).not.toContain("none.jsonl.gz");
});

test("a listing that was changed or is gone is named, and nothing is written", async () => {
  const name = (await keptFiles()).at(0)!;
  const path = join(here, "store.db.recordings", name);
  const whole = await readFile(path);
  const text = gunzipSync(whole).toString("utf8");
  const recording = () => run(sinful, "evidence", "recording", "--scan", "1", "--out", "bad.jsonl.gz");
  for (const [bad, why] of [
    [gzipSync(text.replace(/[a-z]/, "#")), "its content was changed"],
    [gzipSync(`${text}{}\n`), "its content was changed"],
    [whole.subarray(0, -5), "cannot be read"],
    [Buffer.from("nothing"), "cannot be read"],
  ] as const) {
    await writeFile(path, bad);
    const { code, stderr } = await recording();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) });
    expect(stderr).toContain(name);
  }
  await rm(path);
  expect((await recording()).stderr).toContain("ENOENT");
  expect((await readdir(here)).filter((file) => file.startsWith("bad"))).toEqual([]);
  await writeFile(path, whole);
  expect((await recording()).code).toBe(0);
});

test("a store that says something else of the scan than the ledger is told", async () => {
  const file = join(here, "store.db");
  const whole = await readFile(file);
  const changes: readonly [string, (db: Db) => Promise<unknown>, RegExp][] = [
    [
      "a document that is another than its hash says",
      (db) =>
        db
          .updateTable("documents")
          .set({ body: '{"cells":[],"listings":[]}' })
          .where("id", "in", (eb) => eb.selectFrom("scan_units").select("answers").where("scan", "=", 1))
          .execute(),
      /the document [0-9a-f]{64} is not what its hash says/,
    ],
    [
      "answers of another scan",
      async (db) => {
        const other = await db.selectFrom("scan_units").selectAll().where("scan", "=", 3).execute();
        for (const { unit, answers } of other) {
          const row = db.updateTable("scan_units").set({ answers }).where("scan", "=", 1).where("unit", "=", unit);
          await row.execute();
        }
      },
      /what the store has of the scan \S+ is not what entry \d+ tells of it/,
    ],
    [
      "a plan of other accounts",
      async (db) => {
        const { scope } = await db.selectFrom("scans").select("scope").where("id", "=", 1).executeTakeFirstOrThrow();
        const row = await db.selectFrom("documents").select("body").where("id", "=", scope).executeTakeFirstOrThrow();
        const body = row.body.replaceAll("eu-west-1", "eu-west-2");
        const digest = hash("sha256", body, "hex");
        const made = db.insertInto("documents").values({ digest, body }).returning("id");
        const { id } = await made.executeTakeFirstOrThrow();
        await db.updateTable("scans").set({ scope: id }).where("id", "=", 1).execute();
      },
      /what the store has of the scan \S+ is not what entry \d+ tells of it/,
    ],
  ];
  for (const [what, change, told] of changes) {
    const store = await openStore({ kind: "sqlite", file }, new Date().toISOString());
    await change(store.db);
    await store.close();
    const { code, stderr } = await run(sinful, "evidence", "recording", "--scan", "1", "--out", "other.jsonl.gz");
    expect({ code, stderr }, what).toEqual({ code: 1, stderr: expect.stringMatching(told) });
    for (const rest of ["-wal", "-shm"]) await rm(file + rest, { force: true });
    await writeFile(file, whole);
  }
});

test("what cannot be kept ends the scan, and the next one goes on", async () => {
  const place = join(here, "store.db.recordings");
  await rename(place, `${place}.away`);
  await writeFile(place, "");
  const failed = await run(mended, "scan");
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/store\.db\.recordings: what was read cannot be kept: E\w+.*: make it a folder/);
  await rm(place);
  await rename(`${place}.away`, place);
  await ok(mended, 3, "scan");
  // The one that failed is no scan that was done.
  await ok(mended, 1, "evidence", "recording", "--scan", "4", "--out", "fourth.jsonl.gz");
  await ok(mended, 0, "evidence", "recording", "--scan", "5", "--out", "fifth.jsonl.gz");
  await ok(mended, 0, "ledger", "verify");
});
