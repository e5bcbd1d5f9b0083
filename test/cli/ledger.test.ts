import { randomBytes } from "node:crypto";
import { chmod, copyFile, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { sequence } from "../../src/app/ledger/sequence.ts";
import { formatSignerKey, parseSignerKey } from "../../src/ledger/index.ts";
import { openStore } from "../../src/store/index.ts";
import { scanOf } from "../app/ledger/kit.ts";
import { type Run, runIn } from "../kit/clausewatch.ts";
import { warmRunner } from "../kit/warm.ts";
import { folders } from "../kit/folder.ts";
import { hostile } from "../kit/hostile.ts";
import { day } from "../store/kit/world.ts";

// Each test starts the program several times.
vi.setConfig({ testTimeout: 120_000 });

const warmIn = warmRunner();
const folder = folders();
const name = "example.com/ledger";
const config = `store: { sqlite: store.db }\nledger:\n  key: ledger.key\n  checkpoints: { files: [checkpoints.txt] }\n`;
/** What the second scan finds. */
const HOSTILE = [3];
let here = "";
let key = "";
let run: Run;

/** Three scans of a small estate, as other processes leave them: the first of them waits for its place in the ledger. */
async function scans(): Promise<void> {
  const store = await openStore({ kind: "sqlite", file: join(here, "store.db") }, day(1));
  for (const [n, fails] of [["vol-1"], ["vol-1", `vol-${Object.values(hostile).join("")}`], ["vol-2"]].entries())
    await scanOf(store.db, n + 1, ...fails);
  await store.close();
}

beforeAll(async () => {
  here = await folder({ "clausewatch.yaml": config });
  run = warmIn(here);
  await scans();
  const { code, stdout, stderr } = await run(["ledger", "init", "--name", name]);
  expect(code, stderr).toBe(0);
  key = stdout.trim();
}, 60_000);

describe("ledger init", () => {
  test("makes a key that only its owner may read, and prints the other half", async () => {
    expect((await stat(join(here, "ledger.key"))).mode & 0o777).toBe(0o600);
    const secret = await readFile(join(here, "ledger.key"), "utf8");
    expect(key).toMatch(new RegExp(`^${name}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+$`));
    expect(parseSignerKey(secret.trim()).key.name).toBe(name);
    const again = await run(["ledger", "init", "--name", name]);
    expect(again).toMatchObject({ code: 1, stdout: "" });
    expect(again.stderr).toContain("has a ledger already");
  });

  test("says where the key is to be, and takes none that others can read", async () => {
    const other = await folder({ "clausewatch.yaml": "store: { sqlite: store.db }\n" });
    expect((await warmIn(other)(["ledger", "init", "--name", name])).stderr).toContain("Name a file as ledger.key");
    const copy = await folder({ "clausewatch.yaml": config });
    await copyFile(join(here, "ledger.key"), join(copy, "ledger.key"));
    await chmod(join(copy, "ledger.key"), 0o640);
    const { code, stderr } = await warmIn(copy)(["ledger", "init", "--name", name]);
    expect(code).toBe(2);
    expect(stderr).toContain("has the rights 640");
    expect(stderr).not.toContain((await readFile(join(here, "ledger.key"), "utf8")).trim());
    const named = await warmIn(copy)(["ledger", "init", "--name", "a name"], {
      CLAUSEWATCH_LEDGER_KEY: "PRIVATE+KEY+x",
    });
    expect(named).toMatchObject({ code: 2 });
  });

  test("takes the key from the environment", async () => {
    const other = await folder({ "clausewatch.yaml": "store: { sqlite: store.db }\n" });
    const secret = await readFile(join(here, "ledger.key"), "utf8");
    const { code, stdout } = await runIn(other)(["ledger", "init", "--name", name], { CLAUSEWATCH_LEDGER_KEY: secret });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${key}\n` });
  });
});

describe("ledger verify", () => {
  test("at 80 and 200 columns", async () => {
    for (const columns of [80, 200]) {
      const { code, stdout } = await run(["ledger", "verify", "--key", key], { COLUMNS: String(columns) });
      expect(code).toBe(0);
      expect(stdout).toContain("The ledger holds.");
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  test("what is not yet in the ledger makes it incomplete", async () => {
    const copy = await folder({ "clausewatch.yaml": config });
    for (const file of ["store.db", "ledger.key", "checkpoints.txt"])
      await copyFile(join(here, file), join(copy, file));
    const store = await openStore({ kind: "sqlite", file: join(copy, "store.db") }, day(1));
    await scanOf(store.db, 9, "vol-9");
    await store.close();
    const { code, stdout } = await warmIn(copy)(["ledger", "verify"]);
    expect(code).toBe(4);
    expect(stdout).toContain("not yet in the ledger");
  });

  test("an entry that was changed is named; an older checkpoint shows a ledger that was written anew", async () => {
    const copy = await folder({ "clausewatch.yaml": config });
    for (const file of ["store.db", "ledger.key"]) await copyFile(join(here, file), join(copy, file));
    const store = await openStore({ kind: "sqlite", file: join(copy, "store.db") }, day(1));
    await store.db
      .updateTable("ledger_entries")
      .set({ at: day(40) })
      .where("position", "=", 2)
      .execute();
    await store.close();
    const changed = await warmIn(copy)(["ledger", "verify", "--output", "json"]);
    expect(changed.code).toBe(3);
    expect(JSON.parse(changed.stdout)).toMatchObject({ ok: false, faults: [{ entry: 2 }] });

    const anew = await folder({ "clausewatch.yaml": config });
    await copyFile(join(here, "ledger.key"), join(anew, "ledger.key"));
    await warmIn(anew)(["ledger", "init", "--name", name]);
    expect((await warmIn(anew)(["ledger", "verify"])).code).toBe(0);
    const kept = await warmIn(anew)(["ledger", "verify", "--checkpoint", join(here, "checkpoints.txt")]);
    expect(kept.code).toBe(3);
    expect(kept.stdout.replaceAll(/\s+/g, " ")).toContain("is missing: checkpoint");
  });

  test("without a ledger, and with a key that is none", async () => {
    const other = await folder({ "clausewatch.yaml": "store: { sqlite: store.db }\n" });
    expect(await warmIn(other)(["ledger", "verify"])).toMatchObject({ code: 2, stdout: "" });
    await openStore({ kind: "sqlite", file: join(other, "store.db") }, day(1)).then((store) => store.close());
    expect(await warmIn(other)(["ledger", "verify"])).toMatchObject({ code: 1, stdout: "" });
    expect(await run(["ledger", "verify", "--key", "x"])).toMatchObject({ code: 2, stdout: "" });
    expect(await run(["ledger", "verify", "--checkpoint", "nothing.txt"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("ledger prove", () => {
  test("a proof is checked elsewhere, without store and configuration", async () => {
    const away = await folder();
    expect((await run(["ledger", "prove", "5", "--out", join(away, "5.tlog-proof")])).code).toBe(0);
    const checked = await warmIn(away)(["ledger", "check-proof", "5.tlog-proof", "--key", key, "--output", "json"]);
    expect(checked.code).toBe(0);
    expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true, entry: { index: 5 }, head: { epoch: 1 } });
    const proof = await readFile(join(away, "5.tlog-proof"), "utf8");
    await writeFile(join(away, "other.tlog-proof"), proof.replace("index 5", "index 4"));
    const forged = await warmIn(away)(["ledger", "check-proof", "other.tlog-proof", "--key", key]);
    expect(forged).toMatchObject({ code: 3, stdout: expect.stringContaining("It proves nothing.") as unknown });
    expect((await warmIn(away)(["ledger", "check-proof", "5.tlog-proof"])).stderr).toContain("Give --key");
  });

  test("of each entry, what AWS sent in it inert", async () => {
    const { stdout } = await run(["ledger", "prove", "1"]);
    expect(stdout).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    const last = await run(["ledger", "prove", "99"]);
    expect(last).toMatchObject({ code: 1, stdout: "" });
    expect((await run(["ledger", "prove", "-1"])).code).toBe(2);
    for (const entry of HOSTILE) {
      await run(["ledger", "prove", String(entry), "--out", "any.tlog-proof"]);
      const { stdout: told } = await run(["ledger", "check-proof", "any.tlog-proof", "--key", key]);
      expect(told).toContain("finding");
      // oxlint-disable-next-line no-control-regex -- what is not to be there
      expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    }
  });
});

describe("ledger gaps", () => {
  test("which scans were missed, and how late the others were", async () => {
    const asked = ["ledger", "gaps", "--from", "2026-01-01", "--to", "2026-01-04", "--grace", "1d"];
    const { code, stdout } = await run([...asked, "--output", "json"]);
    const states = (JSON.parse(stdout) as { state: string }[]).map(({ state }) => state);
    expect({ code, states }).toEqual({ code: 3, states: ["done", "done", "done", "missed"] });
    const text = await run(asked);
    expect(text.stdout).toContain("1 scan missed");
    expect((await run(["ledger", "gaps", "--from", "2026-01-01", "--to", "2026-01-03"])).code).toBe(0);
    for (const wrong of [
      ["--every", "never"],
      ["--from", "2026-13-01"],
      ["--grace", "-1h"],
    ])
      expect((await run(["ledger", "gaps", ...wrong])).code).toBe(2);
  });
});

describe("evidence", () => {
  test("is exported, and verified away from the store", async () => {
    const away = await folder();
    const zip = join(away, "evidence.zip");
    const made = await run(["evidence", "export", "--from", "2026-01-01", "--to", "2026-01-03", "--out", zip]);
    expect(made.code, made.stderr).toBe(0);
    expect(made.stdout).toContain("3 scans");
    const { code, stdout } = await warmIn(away)(["evidence", "verify", "evidence.zip", "--key", key]);
    expect(code).toBe(0);
    expect(stdout).toContain("All well.");
    const kept = ["--checkpoint", join(here, "checkpoints.txt")];
    expect((await warmIn(away)(["evidence", "verify", "evidence.zip", "--key", key, ...kept])).code).toBe(0);
    const bytes = await readFile(zip);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(zip, bytes);
    const changed = await warmIn(away)(["evidence", "verify", "evidence.zip", "--key", key]);
    expect([1, 3]).toContain(changed.code);
  });

  test("wrong days, and a place where nothing can be written, are said at once", async () => {
    const asked = (from: string, to: string, out: string) =>
      run(["evidence", "export", "--from", from, "--to", to, "--out", out]);
    expect(await asked("2026-03-02", "2026-03-01", "e.zip")).toMatchObject({ code: 2 });
    expect(await asked("2026-03-01", "2026-03-02", "no/e.zip")).toMatchObject({ code: 2 });
    for (const file of ["store.db", "ledger.key"]) {
      const before = await readFile(join(here, file));
      expect((await asked("2026-01-01", "2026-01-02", file)).code, file).toBe(2);
      expect((await readFile(join(here, file))).equals(before), file).toBe(true);
    }
    expect(await run(["evidence", "verify", "nothing.zip"])).toMatchObject({ code: 1 });
  });
});

describe("ledger new-epoch", () => {
  test("after a backup was restored, with a checkpoint of what was lost", async () => {
    const copy = await folder({ "clausewatch.yaml": config });
    await mkdir(join(copy, "backup"));
    for (const file of ["store.db", "ledger.key", "checkpoints.txt"])
      await copyFile(join(here, file), join(copy, file));
    await copyFile(join(copy, "store.db"), join(copy, "backup/store.db"));
    const store = await openStore({ kind: "sqlite", file: join(copy, "store.db") }, day(1));
    const signer = parseSignerKey((await readFile(join(copy, "ledger.key"), "utf8")).trim());
    await scanOf(store.db, 5, "vol-5");
    const { note } = await sequence(store, { signer, places: [], now: () => new Date() });
    await store.close();
    await writeFile(join(copy, "kept.txt"), note);
    await copyFile(join(copy, "backup/store.db"), join(copy, "store.db"));

    const there = warmIn(copy);
    expect((await there(["ledger", "verify", "--checkpoint", "kept.txt"])).code).toBe(3);
    expect((await there(["ledger", "new-epoch", "--reason", " "])).code).toBe(2);
    const begun = await there(["ledger", "new-epoch", "--reason", "restored", "--checkpoint", "kept.txt"]);
    expect(begun).toMatchObject({ code: 0, stdout: `${key}\n` });
    expect(begun.stderr).toContain("Epoch 2 begins");
    const { code, stdout } = await there(["ledger", "verify", "--checkpoint", "kept.txt"]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("were given up, and that was declared");
  });
});

describe("a scan with a store and a ledger", () => {
  test(
    "is in the ledger when it says that it is done, with the policy that it was held to",
    { timeout: 120_000 },
    async () => {
      const there = await folder({ "clausewatch.yaml": config });
      const clausewatch = warmIn(there);
      await clausewatch(["ledger", "init", "--name", name]);
      const secret = { CLAUSEWATCH_LEDGER_KEY: (await readFile(join(there, "ledger.key"), "utf8")).trim() };
      const scan = ["demo", "--store", "store.db", "--control", "encryption-at-rest", "--output", "jsonl"];
      expect((await clausewatch(scan, secret)).code).toBe(0);
      expect((await clausewatch(["ledger", "verify"])).code).toBe(0);

      const zip = ["evidence", "export", "--from", "2026-03-02", "--to", "2026-03-02", "--out", "e.zip"];
      expect((await clausewatch(zip)).stdout).toMatch(/1 scan, \d+ texts? of/);
      expect((await clausewatch(["evidence", "verify", "e.zip"])).code).toBe(0);

      // By another key nothing is signed: it ends, and does not tell a summary.
      const failed = await runIn(there)(scan, { CLAUSEWATCH_LEDGER_KEY: formatSignerKey(name, randomBytes(32)) });
      expect(failed.code).toBe(1);
      expect(failed.stderr).toContain("declare the new one");
      expect(failed.stdout).not.toContain('"type":"summary"');
      expect((await clausewatch(["ledger", "verify"])).code).toBe(4);
      expect((await clausewatch(scan, secret)).code).toBe(0);
      expect((await clausewatch(["ledger", "verify"])).code).toBe(0);
    },
  );
});
