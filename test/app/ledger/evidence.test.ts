import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginLedger } from "../../../src/app/ledger/epochs.ts";
import { exportEvidence, type Exported } from "../../../src/app/ledger/evidence/export.ts";
import { verifyEvidence } from "../../../src/app/ledger/evidence/verify.ts";
import { unpacked } from "../../../src/app/ledger/evidence/zip.ts";
import { sequence } from "../../../src/app/ledger/sequence.ts";
import { formatVerifierKey } from "../../../src/ledger/index.ts";
import {
  beginScan,
  commitUnit,
  finishScan,
  keepDocument,
  openStore,
  type Db,
  type Store,
} from "../../../src/store/index.ts";
import { defaultSettings, type Waiver } from "../../../src/track/index.ts";
import { randomBy } from "../../ledger/sample.ts";
import { startPostgres } from "../../store/kit/postgres.ts";
import { cellsOf, checkOf, day, keyOf, scopeOf, unitOf, type UnitHere } from "../../store/kit/world.ts";
import { options, signer } from "./kit.ts";

const run = promisify(execFile);
const key = formatVerifierKey(signer.key);
const days = { from: "2026-01-02", to: "2026-01-03" };
const hostile = "\u001b[2J=cmd|' /C calc'!A0\u202e";
const checks = [checkOf("volume-encrypted"), checkOf("port-open", { controls: ["justified-ports"] })];
const waiver: Waiver = {
  id: "w-1",
  kind: "waiver",
  covers: { pattern: "vol-1" },
  clause: "Every drive is encrypted",
  reason: "It is replaced",
  control: "It stands in a cage",
  approver: "the security officer",
  expires: "2026-02-01",
};
const sha = async (text: string) => (await import("node:crypto")).createHash("sha256").update(text).digest("hex");

async function scanWith(db: Db, n: number, fails: UnitHere["fails"], policy: string): Promise<void> {
  const here: UnitHere = { account: "111122223333", region: "eu-central-1", fails };
  const plan = { name: `scan-${n}`, started: day(n), program: "test", source: "live", checks };
  const scan = await beginScan(db, { ...plan, scope: scopeOf([here], checks), units: [unitOf(here)] });
  await commitUnit(db, { scan, unit: unitOf(here), attempt: 1, cells: cellsOf(here, checks) });
  const document = await keepDocument(db, policy);
  const named = {
    policy: "security",
    file: "policies/security.md",
    version: `1.${n}`,
    sha256: await sha(policy),
    document,
  };
  const clauses = await keepDocument(db, []);
  const states = { checked: n, "partly checked": 0, manual: 0, "not applicable": 0, uncovered: 1 };
  const manifest = { policies: [named], coverage: { states, clauses } };
  await finishScan(db, { scan, at: day(n), settings: defaultSettings, waivers: [waiver], keyOf, manifest });
  await sequence({ db }, options());
}

let folder = "";
let store: Store;
let made: Exported;
/** Four days, of which the second and the third are asked for. */
async function fourDays(store: Store): Promise<void> {
  await beginLedger(store, options());
  const volume = (id: string) => ({ check: "volume-encrypted", id });
  const port = (id: string) => ({ check: "port-open", id, message: hostile });
  await scanWith(store.db, 1, [volume("vol-0"), volume("vol-1")], "# Old\n");
  await scanWith(store.db, 2, [volume("vol-1"), port("sg-1")], "# Old\n");
  await scanWith(store.db, 3, [volume("vol-1"), port("sg-2")], "# New\n");
  await scanWith(store.db, 4, [volume("vol-9")], "# Newest\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-evidence-"));
  store = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
  await fourDays(store);
  made = await exportEvidence(store.db, days, signer);
  await unpack(made.zip, "good");
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function unpack(zip: Uint8Array, name: string): Promise<string> {
  for (const [path, bytes] of unpacked(zip)) {
    await mkdir(dirname(join(folder, name, path)), { recursive: true });
    await writeFile(join(folder, name, path), bytes);
  }
  return join(folder, name);
}
const linesOf = async (file: string) =>
  (await readFile(join(folder, "good", file), "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
async function verified(path: string): Promise<{ ok: boolean; wrong: string[] }> {
  const wrong: string[] = [];
  const say = (line: string) => void (line.startsWith("WRONG") && wrong.push(line));
  return { ok: await verifyEvidence(path, { keys: [key], kept: [], say }), wrong };
}

describe("an export", () => {
  test("holds what was so on its days, and the policy that was in force", async () => {
    const resources = (await linesOf("findings.jsonl")).map(
      ({ finding }) => (finding as { resource: { id: string } }).resource.id,
    );
    // Resolved at noon of the first day: it was open in its morning.
    expect(resources.toSorted()).toEqual(["sg-1", "sg-2", "vol-0", "vol-1"]);
    expect((await linesOf("scans.jsonl")).map(({ scan }) => scan)).toEqual(["scan-2", "scan-3"]);
    expect((await linesOf("waivers.jsonl")).map(({ waiver }) => (waiver as Waiver).id)).toEqual(["w-1"]);
    expect(await linesOf("policies.jsonl")).toMatchObject([
      { version: "1.2", first: day(2), last: day(2) },
      { version: "1.3", first: day(3), last: day(3) },
    ]);
    expect(await readFile(join(folder, "good", `policies/${await sha("# New\n")}.md`), "utf8")).toBe("# New\n");
    expect(await linesOf("clauses.jsonl")).toMatchObject([{ checked: 2 }, { checked: 3 }]);
    expect(await readFile(join(folder, "good", "coverage.csv"), "utf8")).toContain(
      `scan-2,${day(2)},port-open,justified-ports,0,1,0,0\n`,
    );
  });

  test("is the same bytes each time, and holds nothing that a terminal obeys", async () => {
    expect(Buffer.from((await exportEvidence(store.db, days, signer)).zip).equals(Buffer.from(made.zip))).toBe(true);
    for (const [path, bytes] of unpacked(made.zip)) {
      const text = Buffer.from(bytes).toString();
      // oxlint-disable-next-line no-control-regex -- what is not to be there
      expect(text, path).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
      // Entries are spelled as RFC 8785 says, which escapes control characters alone.
      if (!path.startsWith("ledger/")) expect(text, path).not.toContain("\u202e");
    }
  });

  test("of a control has that alone, of a customer what is the customer's", async () => {
    const ports = await exportEvidence(store.db, { ...days, control: "justified-ports" }, signer);
    expect(ports).toMatchObject({ findings: 2, waivers: 0, scans: 2 });
    expect((await verified(await unpack(ports.zip, "ports"))).wrong).toEqual([]);
    const none = await exportEvidence(store.db, { ...days, customer: "nobody" }, signer);
    expect(none).toMatchObject({ findings: 0, waivers: 0 });
    const texts = [...unpacked(none.zip)]
      .filter(([path]) => !path.startsWith("ledger/leaf"))
      .map(([, bytes]) => Buffer.from(bytes).toString());
    expect(texts.join("")).not.toMatch(/vol-1|111122223333/);
    await expect(exportEvidence(store.db, { ...days, control: "encryption" }, signer)).rejects.toThrow("no scan from");
  });

  test("is the same bytes from PostgreSQL", { timeout: 90_000 }, async () => {
    const server = await startPostgres();
    try {
      const other = await openStore({ kind: "postgres", address: await server.database() }, day(1));
      await fourDays(other);
      const { zip } = await exportEvidence(other.db, days, signer);
      await other.close();
      expect(Buffer.from(zip).equals(Buffer.from(made.zip))).toBe(true);
    } finally {
      await server.stop();
    }
  });

  test("is not made of a ledger that is not the one that was signed", async () => {
    const copy = await openStore({ kind: "sqlite", file: ":memory:" }, day(1));
    await beginLedger(copy, options());
    await scanWith(copy.db, 1, [], "# Old\n");
    await copy.db
      .updateTable("ledger_entries")
      .set({ leaf: "0".repeat(64) })
      .where("position", "=", 1)
      .execute();
    await expect(exportEvidence(copy.db, days, signer)).rejects.toThrow("not the one that its last checkpoint signs");
    await copy.close();
  });
});

describe("the auditor's walk", () => {
  test("export, copy to an empty folder, verify with Node alone", async () => {
    const copy = join(folder, "walk");
    await cp(join(folder, "good"), copy, { recursive: true });
    // Nothing but Node: no modules, no environment, another working directory.
    const { stdout } = await run(process.execPath, ["verifier.mjs", "--key", key], { cwd: copy, env: {} });
    expect(stdout).toContain("All well.\n");
    expect(await readFile(join(copy, "README.md"), "utf8")).toContain(`node verifier.mjs --key '${key}'`);
  });

  test("a changed byte: it fails, and says where", async () => {
    const random = randomBy(1);
    const paths = [...unpacked(made.zip).keys()].filter((path) => path !== "verifier.mjs");
    for (const path of paths) {
      const copy = join(folder, "changed");
      await cp(join(folder, "good"), copy, { recursive: true });
      const bytes = await readFile(join(copy, path));
      if (bytes.length === 0) continue;
      bytes[Math.floor(random() * bytes.length)]! ^= 1;
      await writeFile(join(copy, path), bytes);
      const { ok, wrong } = await verified(copy);
      expect(ok, path).toBe(false);
      expect(
        wrong.some((line) => line.includes(path)),
        `${path}: ${wrong.join("\n")}`,
      ).toBe(true);
      await rm(copy, { recursive: true });
    }
  });

  test("a flipped bit of the ZIP is found, or changes no file", async () => {
    const random = randomBy(2);
    const file = join(folder, "flipped.zip");
    for (let i = 0; i < 60; i++) {
      const zip = Buffer.from(made.zip);
      zip[Math.floor(random() * zip.length)]! ^= 1 << Math.floor(random() * 8);
      await writeFile(file, zip);
      const ok = await verified(file).then(
        (told) => told.ok,
        () => false,
      );
      if (ok)
        expect([...unpacked(zip)].map(([path, bytes]) => [path, Buffer.from(bytes)])).toEqual(
          [...unpacked(made.zip)].map(([path, bytes]) => [path, Buffer.from(bytes)]),
        );
    }
  });

  test("a ZIP whose files lead elsewhere, or are there twice, is refused before anything is written", async () => {
    const file = join(folder, "evil.zip");
    for (const name of ["../evil.txt", "/evil.txt", "a/../../evil.txt", "a\\..\\evil.txt", "C:evil.txt"]) {
      await writeFile(file, zipSync({ [name]: Buffer.from("x") }));
      await expect(verified(file), name).rejects.toThrow("cannot be there");
    }
    const twice = Buffer.from(zipSync({ "a.txt": Buffer.from("x"), "b.txt": Buffer.from("y") }));
    await writeFile(file, Buffer.from(twice.toString("latin1").replaceAll("b.txt", "a.txt"), "latin1"));
    await expect(verified(file)).rejects.toThrow("twice");
    await writeFile(file, "no zip");
    await expect(verified(file)).rejects.toThrow("is no ZIP");
    await expect(verified(join(folder, "nothing.zip"))).rejects.toThrow("cannot be read");
  });
});
