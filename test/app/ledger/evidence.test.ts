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
import { formatVerifierKey, signManifest } from "../../../src/ledger/index.ts";
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
import { sharedDatabase } from "../../store/kit/databases.ts";
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

/** Of volumes something changed on the third day. */
const readOn = (n: number) => [
  { listing: "ec2:volumes", complete: true, items: n < 3 ? 2 : 3, sha256: (n < 3 ? "a" : "b").repeat(64) },
  { listing: "ec2:vpcs", complete: false, items: 0, sha256: "c".repeat(64) },
];

async function scanWith(db: Db, n: number, fails: UnitHere["fails"], policy: string): Promise<void> {
  const here: UnitHere = { account: "111122223333", region: "eu-central-1", fails };
  const plan = { name: `scan-${n}`, started: day(n), program: "test", source: "live", checks };
  const scan = await beginScan(db, { ...plan, scope: scopeOf([here], checks), units: [unitOf(here)] });
  await commitUnit(db, { scan, unit: unitOf(here), attempt: 1, cells: cellsOf(here, checks), listings: readOn(n) });
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
    expect(await linesOf("listings.jsonl")).toEqual(
      [
        { ...readOn(2)[0], first: day(2), last: day(2), scans: 1 },
        { ...readOn(2)[1], first: day(2), last: day(3), scans: 2 },
        { ...readOn(3)[0], first: day(3), last: day(3), scans: 1 },
      ].map((term) => ({ account: "111122223333", region: "eu-central-1", ...term })),
    );
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
    const other = await openStore({ kind: "postgres", address: await sharedDatabase("store") }, day(1));
    await fourDays(other);
    const { zip } = await exportEvidence(other.db, days, signer);
    await other.close();
    expect(Buffer.from(zip).equals(Buffer.from(made.zip))).toBe(true);
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

/** Every text, number, flag and null in a value, each replaced by another. */
function* changesOf(value: unknown, path: readonly string[] = []): Generator<[string, (root: never) => void]> {
  if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* changesOf(inner, [...path, name]);
    return;
  }
  const other =
    typeof value === "string" ? `${value}!` : typeof value === "number" ? value + 1 : value === null ? "" : !value;
  yield [
    path.join("."),
    (root) => {
      const holder = path.slice(0, -1).reduce((all, name) => all[name] as never, root as Record<string, unknown>);
      holder[path.at(-1)!] = other;
    },
  ];
}

describe("who has the key, and changes a table", () => {
  /** A copy of the good folder with one file changed, and the manifest signed again. */
  async function signedAgain(name: string, file: string, text: string): Promise<{ ok: boolean; wrong: string[] }> {
    const copy = join(folder, name);
    await rm(copy, { recursive: true, force: true });
    await cp(join(folder, "good"), copy, { recursive: true });
    await writeFile(join(copy, file), text);
    const manifest = await readFile(join(copy, "manifest.txt"), "utf8");
    const lines = manifest.split("\n\n")[0]!.split("\n").slice(2);
    const files = lines.map((line) => ({ path: line.slice(66), sha256: line.slice(0, 64) }));
    const hashed = await Promise.all(
      files.map(async (one) => (one.path === file ? { ...one, sha256: await sha(text) } : one)),
    );
    await writeFile(join(copy, "manifest.txt"), signManifest(hashed, signer));
    return verified(copy);
  }
  const told = async (file: string) => (await readFile(join(folder, "good", file), "utf8")).split("\n").slice(0, -1);

  test.each(["findings.jsonl", "waivers.jsonl", "scans.jsonl"])(
    "%s: each field of each line is held against the ledger, and the line named",
    { timeout: 60_000 },
    async (file) => {
      const lines = await told(file);
      expect(await signedAgain("same", file, `${lines.join("\n")}\n`)).toEqual({ ok: true, wrong: [] });
      const changes = lines.map((line) => [...changesOf(JSON.parse(line))]);
      const slipped: string[] = [];
      // One field of each line at a time: no line stands in for another.
      for (let n = 0; n < Math.max(...changes.map(({ length }) => length)); n++) {
        const changed = lines.map((line, i) => {
          const value = JSON.parse(line) as never;
          changes[i]![n]?.[1](value);
          return JSON.stringify(value);
        });
        const { wrong } = await signedAgain("line", file, `${changed.join("\n")}\n`);
        for (const [i, of] of changes.entries())
          if (of[n] !== undefined && !wrong.some((one) => one.includes(`${file}, line ${i + 1}: `)))
            slipped.push(`line ${i + 1}: ${of[n]![0]}`);
      }
      expect(slipped).toEqual([]);
    },
  );

  test("a line that is left out, or is there twice, is told", async () => {
    for (const file of ["findings.jsonl", "scans.jsonl"]) {
      const lines = await told(file);
      const fewer = await signedAgain("fewer", file, `${lines.slice(1).join("\n")}\n`);
      expect(fewer.wrong.join(), file).toContain(`${file}: it leaves out`);
      const twice = await signedAgain("twice", file, `${[...lines, lines[0]].join("\n")}\n`);
      expect(twice.wrong.join(), file).toContain(`${file}, line ${lines.length + 1}: `);
    }
  });

  test("a document is the one that its name is the hash of", async () => {
    const path = [...unpacked(made.zip).keys()].find((one) => one.startsWith("documents/"))!;
    const { wrong } = await signedAgain("document", path, "[]\n");
    expect(wrong).toEqual([`WRONG  "${path}": its name is not its hash`]);
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
