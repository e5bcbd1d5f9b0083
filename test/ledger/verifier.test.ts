import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeEntry, formatVerifierKey, signManifest } from "../../src/ledger/index.ts";
import { filesOf, sign, verifierFile, writeEvidence } from "./evidence-folder.ts";
import { SampleLedger, entryAt, sampleLedger, signerNamed, verifierKeyText, ledgerName } from "./sample.ts";

type Verify = (folder: string, options: { given?: string[]; kept?: string[]; say: (line: string) => void }) => boolean;
const { verifyFolder } = (await import(verifierFile)) as { verifyFolder: Verify };
const run = promisify(execFile);

/** Three epochs: 20 signed and 12 restored, 30 signed and 30 kept, 40 in all. */
function ledgerOfEpochs(): SampleLedger {
  const first = sampleLedger(20, 10);
  const ledger = first.backup(12);
  ledger.checkpoints.splice(0, Infinity, ...first.checkpoints);
  ledger.begin("restored from a backup");
  ledger.grow(17);
  ledger.sign("second-30");
  ledger.begin("restored again\u001b[2J");
  ledger.grow(9);
  ledger.sign("third-40");
  return ledger;
}

const ledger = ledgerOfEpochs();
const root = mkdtempSync(join(tmpdir(), "clausewatch-evidence-"));
const good = join(root, "good");
let copies = 0;
beforeAll(() => writeEvidence(good, ledger, [0, 3, 12, 13, 30, 39]));
afterAll(() => rmSync(root, { recursive: true }));

const read = (path: string, folder = good) => readFileSync(join(folder, path), "utf8");
function told(
  folder: string,
  options: { given?: string[]; kept?: string[] } = {},
): { ok: boolean; wrong: string[]; all: string } {
  const lines: string[] = [];
  const ok = verifyFolder(folder, { ...options, say: (line) => lines.push(line) });
  const wrong = lines.filter((line) => line.startsWith("WRONG")).map((line) => line.replace("WRONG  ", ""));
  return { ok, wrong, all: lines.join("\n") };
}
/** A copy with files changed; null takes one away. Signed again by who has the key, if asked. */
function changed(files: Readonly<Record<string, string | Uint8Array | null>>, again = false): string {
  const folder = join(root, `copy-${copies++}`);
  cpSync(good, folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, path));
    else writeFileSync(join(folder, path), text);
  }
  if (again) sign(folder, ledger);
  return folder;
}

describe("as a program", () => {
  const node = (...args: string[]) =>
    run(process.execPath, args).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  test("verifies the folder that it lies in, and says what it checked", async () => {
    const { code, stdout } = await node(join(good, "verifier.mjs"));
    expect(stdout.split("\n")).toEqual([
      `key    "${verifierKeyText}"`,
      "       It came with the folder: compare it with the one you were given, or pass that as --key.",
      "files  12 named by the signed manifest",
      `head   40 entries, epoch 3, root ${Buffer.from(ledger.tree.root()).toString("base64")}`,
      'epoch  2 goes on from 12 entries: "restored from a backup"',
      'epoch  3 goes on from 30 entries: "restored again\\u001b[2J"',
      "shown  6 of 40 entries, each held against the hash of its place",
      "tree   all leaf hashes give the root that the checkpoint signs",
      'older  "ledger/checkpoints/checkpoint-10.txt": the same tree at 10 entries',
      'older  "ledger/checkpoints/checkpoint-20.txt": entries 12 to 19 of epoch 1 were given up',
      'older  "ledger/checkpoints/second-30.txt": the same tree at 30 entries',
      "proofs 3",
      "All well, if the key is the ledger's.",
      "",
    ]);
    expect(code).toBe(0);
  });

  test("takes a file of several checkpoints, as a ledger leaves it elsewhere", () => {
    const file = join(root, "several.txt");
    const notes = ["checkpoint-10", "second-30"].map((name) => read(`ledger/checkpoints/${name}.txt`));
    writeFileSync(file, notes.map((note) => `${note}\n`).join(""));
    const { ok, all } = told(good, { given: [verifierKeyText], kept: [file] });
    expect(ok).toBe(true);
    expect(all).toContain('1 in "');
    writeFileSync(file, `${notes[0]!}\n${notes[1]!.replace("30", "31")}\n`);
    expect(told(good, { given: [verifierKeyText], kept: [file] }).wrong).toHaveLength(1);
  });

  test("takes a folder, keys and checkpoints", async () => {
    const kept = join(good, "ledger/checkpoints/checkpoint-10.txt");
    const { code, stdout } = await node(verifierFile, good, "--key", verifierKeyText, "--checkpoint", kept);
    expect(stdout).toContain("All well.\n");
    expect(code).toBe(0);
  });

  test("a byte that differs: status 1, with file and entry", async () => {
    const folder = changed({ "ledger/entries.jsonl": read("ledger/entries.jsonl").replace("resolved", "reopened") });
    const { code, stdout } = await node(join(folder, "verifier.mjs"));
    expect(code).toBe(1);
    expect(stdout).toContain("WRONG  ledger/entries.jsonl, line 2: entry 3 is not the one that the ledger holds\n");
    expect(stdout).toMatch(/\n\d wrong\.\n$/);
  });

  test("wrong usage: status 2; no folder: status 1", async () => {
    expect(await node(verifierFile, "--no-such-option")).toMatchObject({ code: 2 });
    expect(await node(verifierFile, join(root, "none"))).toMatchObject({ code: 1 });
  });
});

test("any byte that differs is noticed, in any file", () => {
  const unnoticed: string[] = [];
  const folder = changed({});
  for (const path of filesOf(good)) {
    const bytes = readFileSync(join(good, path));
    const step = Math.max(1, Math.floor(bytes.length / (path === "manifest.txt" ? 40 : 10)));
    for (let at = 0; at < bytes.length; at += step) {
      const bad = Buffer.from(bytes);
      bad[at]! ^= 1;
      writeFileSync(join(folder, path), bad);
      const { ok, wrong } = told(folder);
      if (ok || !(path === "ledger/key.txt" || wrong.some((line) => line.includes(path))))
        unnoticed.push(`${path} ${at}`);
    }
    writeFileSync(join(folder, path), bytes);
  }
  expect(unnoticed).toEqual([]);
  expect(told(folder)).toMatchObject({ ok: true, wrong: [] });
});

describe("files", () => {
  test("that were added, taken away or are none are named", () => {
    expect(told(changed({ "more\u001b.txt": "x" })).wrong).toEqual([
      '"more\\u001b.txt": the manifest does not name it',
    ]);
    expect(told(changed({ "findings.csv": null })).wrong).toEqual([
      '"findings.csv": the manifest names it, and it is not there',
    ]);
    const folder = changed({});
    symlinkSync("/", join(folder, "link"));
    expect(told(folder).wrong[0]).toBe('the folder: \\"link\\" is neither a file nor a folder');
  });

  test.each([
    "ledger/checkpoint.txt",
    "ledger/entries.jsonl",
    "ledger/leaf-hashes.txt",
    "ledger/key.txt",
    "manifest.txt",
  ])("without %s", (path) => {
    expect(told(changed({ [path]: null })).ok).toBe(false);
  });

  test("a manifest cannot name what lies elsewhere", () => {
    const sha256 = "0".repeat(64);
    for (const path of ["../x", "/x", "a//b", "a/./b", "a\\b", "c:x", "a\nb", "", "manifest.txt"]) {
      expect(() => signManifest([{ path, sha256 }], ledger.signer), path).toThrow("cannot be a file of a manifest");
    }
    const twice = { path: "a", sha256 };
    expect(() => signManifest([twice, twice], ledger.signer)).toThrow("twice");
    expect(() => signManifest([{ path: "a", sha256: "A".repeat(64) }], ledger.signer)).toThrow("64 hex digits");
  });
});

describe("a folder that was signed again, by who has the key", () => {
  const entries = () => read("ledger/entries.jsonl").split("\n");
  const hashes = () => read("ledger/leaf-hashes.txt").split("\n");
  test.each<[string, () => Record<string, string>, string]>([
    [
      "another entry",
      () => ({
        "ledger/entries.jsonl": entries()
          .with(1, encodeEntry(entryAt(3, 1, "x")).toString())
          .join("\n"),
      }),
      "line 2: entry 3 is not the one",
    ],
    [
      "entries swapped",
      () => ({ "ledger/entries.jsonl": [0, 3, 2, 1, 4, 5, 6].map((i) => entries()[i]!).join("\n") }),
      "entry 12 is not in its place",
    ],
    [
      "an entry twice",
      () => ({ "ledger/entries.jsonl": [0, 1, 1, 2, 3, 4, 5, 6].map((i) => entries()[i]!).join("\n") }),
      "line 3: entry 3 is not in its place",
    ],
    [
      "an epoch left out",
      () => ({ "ledger/entries.jsonl": entries().toSpliced(2, 1).join("\n") }),
      "entry 13 is not of its epoch",
    ],
    [
      "the beginning left out",
      () => ({ "ledger/entries.jsonl": entries().slice(5).join("\n") }),
      "entry 39 is not of its epoch",
    ],
    [
      "a space in an entry",
      () => ({ "ledger/entries.jsonl": read("ledger/entries.jsonl").replace('"epoch":', '"epoch": ') }),
      "line 1: it is not in canonical form",
    ],
    [
      "a hash less",
      () => ({ "ledger/leaf-hashes.txt": hashes().toSpliced(38, 1).join("\n") }),
      "it has 39 hashes, and the checkpoint signs 40",
    ],
    [
      "another hash",
      () => ({ "ledger/leaf-hashes.txt": hashes().with(20, hashes()[21]!).join("\n") }),
      "its tree is not the one",
    ],
    [
      "an older head in place of the newest",
      () => ({ "ledger/checkpoint.txt": read("ledger/checkpoints/second-30.txt") }),
      "it has 40 hashes, and the checkpoint signs 30",
    ],
    [
      "a proof of another entry",
      () => ({ "ledger/proofs/3.tlog-proof": read("ledger/proofs/3.tlog-proof").replace("index 3", "index 4") }),
      "it proves another place than that of entry 3",
    ],
  ])("%s", (_, files, what) => {
    const { ok, wrong } = told(changed(files(), true));
    expect(ok).toBe(false);
    expect(wrong.join("\n")).toContain(what);
  });

  test("a rewritten ledger does not fit a checkpoint that was kept", () => {
    const other = new SampleLedger().grow(60, "rewritten");
    other.sign();
    const folder = join(root, "rewritten");
    writeEvidence(folder, other, [0, 1]);
    expect(told(folder, { given: [verifierKeyText] })).toMatchObject({ ok: true });
    const kept = join(good, "ledger/checkpoints/checkpoint-10.txt");
    const { ok, wrong } = told(folder, { kept: [kept] });
    expect(ok).toBe(false);
    expect(wrong).toEqual([`"${kept}": it signs another tree of 10 entries: the ledger was rewritten since`]);
    const newer = told(folder, { kept: [join(good, "ledger/checkpoint.txt")] });
    expect(newer.wrong[0]).toContain("it is of epoch 3, which the ledger has not");
  });

  test("another key does not fit the key that was given", () => {
    const other = new SampleLedger(signerNamed(ledgerName, "another"));
    other.sign();
    const folder = join(root, "another-key");
    writeEvidence(folder, other, [0]);
    expect(told(folder)).toMatchObject({ ok: true });
    expect(told(folder, { given: [verifierKeyText] }).wrong).toContain("manifest.txt: none of the keys signed it");
    expect(told(folder, { given: [formatVerifierKey(other.signer.key)] }).ok).toBe(true);
  });
});
