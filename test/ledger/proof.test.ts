import { describe, expect, test } from "vitest";
import { LedgerError, checkProof, decodeEntry, proofOf, trustOf } from "../../src/ledger/index.ts";
import { SampleLedger, entryAt, ledgerName, sampleLedger, signerNamed, trust } from "./sample.ts";

const ledger = sampleLedger(200, 50);
const { entries, tree, checkpoints } = ledger;
const newest = checkpoints[3]!.note as string;
const middle = checkpoints[1]!.note as string;

test("the proof of every entry is checked without the ledger", () => {
  for (const [index, entry] of entries.entries()) {
    for (const checkpoint of index < 100 && index % 9 === 0 ? [newest, middle] : [newest]) {
      const checked = checkProof(proofOf(entry, tree, checkpoint), trust);
      expect(checked).toMatchObject({ ok: true, entry: decodeEntry(entry), head: { epoch: 1 } });
    }
  }
  const alone = new SampleLedger();
  const proof = proofOf(alone.entries[0]!, alone.tree, alone.sign().note as string);
  expect(checkProof(Buffer.from(proof), trust)).toMatchObject({ ok: true, head: { size: 1 } });
});

test("it is of the form that C2SP tlog-proof gives", () => {
  const lines = proofOf(entries[7]!, tree, newest).split("\n");
  expect(lines[0]).toBe("c2sp.org/tlog-proof@v1");
  expect(Buffer.from(lines[1]!.replace(/^extra /, ""), "base64")).toEqual(entries[7]);
  expect(lines[2]).toBe("index 7");
  expect(lines.slice(3, 11).every((line) => /^[A-Za-z0-9+/]{43}=$/.test(line))).toBe(true);
  expect(lines.slice(11).join("\n")).toBe(`\n${newest}`);
});

test("every byte that differs is noticed", () => {
  const wrong: string[] = [];
  for (const index of [0, 199]) {
    const bytes = Buffer.from(proofOf(entries[index]!, tree, newest));
    for (let at = 0; at < bytes.length; at++) {
      for (const bit of [1, 0x20]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= bit;
        if (checkProof(changed, trust).ok) wrong.push(`${index} ${at}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

describe("refused", () => {
  const proof = proofOf(entries[7]!, tree, newest);
  const lines = proof.split("\n");
  const without = (from: number, count = 1) => lines.toSpliced(from, count).join("\n");
  const extra = (bytes: Buffer) => lines.with(1, `extra ${bytes.toString("base64")}`).join("\n");
  test.each<[string, string, string]>([
    ["nothing", "", "does not begin with"],
    ["another version", proof.replace("@v1", "@v2"), "does not begin with"],
    ["no entry", without(1), 'has no line "extra …" in its place'],
    ["no index", without(2), 'has no line "index …" in its place'],
    ["a path that is cut", without(3), "does not lead from entry 7"],
    ["a path without its end", without(10), "does not lead from entry 7"],
    ["no path", without(3, 8), "does not lead from entry 7"],
    ["a path that is too long", lines.toSpliced(3, 0, lines[3]!).join("\n"), "does not lead from entry 7"],
    ["a path out of order", lines.with(3, lines[4]!).with(4, lines[3]!).join("\n"), "does not lead from entry 7"],
    ["another entry", extra(entries[6]!), "proves the place 7 for an entry that says 6"],
    ["an entry that is another", extra(Buffer.from(JSON.stringify({ ...entryAt(7, 1), kind: "scan" }))), "canonical"],
    ["another index", proof.replace("index 7", "index 6"), "proves the place 6 for an entry that says 7"],
    ["a leading zero", proof.replace("index 7", "index 07"), "the index is not a decimal number"],
    ["a short hash", lines.with(3, lines[3]!.slice(4)).join("\n"), "does not lead"],
    ["another head", lines.slice(0, 12).join("\n") + "\n" + middle, "does not lead from entry 7"],
    ["no checkpoint", lines.slice(0, 11).join("\n"), "does not begin with"],
    ["something after it", `${proof}x`, "no signed note"],
    ["other line ends", proof.replaceAll("\n", "\r\n"), "does not begin with"],
  ])("%s", (_, bad, what) => {
    const checked = checkProof(bad, trust);
    expect(checked.ok).toBe(false);
    if (!checked.ok) expect(checked.what).toContain(what);
  });

  test("by who has another key", () => {
    const { key } = signerNamed(ledgerName, "another");
    expect(checkProof(proof, { ledger: ledgerName, keys: [key] })).toEqual({
      ok: false,
      what: "no known key signed it",
    });
    expect(() => trustOf([])).toThrow(LedgerError);
  });

  test("is never written", () => {
    const other = new SampleLedger().grow(50, "x");
    const old = other.sign().note as string;
    expect(() => proofOf(entries[7]!, other.tree, newest)).toThrow("never had size 200");
    expect(() => proofOf(entries[7]!, tree, old)).toThrow("the checkpoint is not of this tree");
    expect(() => proofOf(entries[150]!, tree, middle)).toThrow("entry 150 is not in a tree of size 100");
    expect(() => proofOf(other.entries[7]!, tree, newest)).toThrow("entry 7 of the tree is another");
  });
});
