import { describe, expect, test } from "vitest";
import {
  encodeEntry,
  leafHash,
  signCheckpoint,
  verifyLedger,
  type Fault,
  type LedgerRow,
  type NamedCheckpoint,
} from "../../src/ledger/index.ts";
import { SampleLedger, entryAt, sampleLedger, signerNamed, trust } from "./sample.ts";

const size = 200;
const ledger = sampleLedger(size, 50);
const rows = ledger.rows();
const plain = rows.map(({ entry }) => ({ entry }));
const { checkpoints } = ledger;

const verify = (
  rows: readonly LedgerRow[],
  more: { checkpoints?: NamedCheckpoint[]; older?: NamedCheckpoint[] } = {},
) => verifyLedger({ trust, checkpoints, ...more }, rows);
/** The verdict's first fault; null where all is well. */
async function faultOf(rows: readonly LedgerRow[], more = {}): Promise<Fault | null> {
  const { ok, faults } = await verify(rows, more);
  expect(ok).toBe(faults.length === 0);
  return faults[0] ?? null;
}
const hashed = (bytes: Buffer): LedgerRow => ({ entry: bytes, leafHash: leafHash(bytes) });
const flipped = (bytes: Uint8Array, at: number, bit = 1) => Buffer.from(bytes).fill(bytes[at]! ^ bit, at, at + 1);

describe("a ledger that is whole", () => {
  test("is so, and how far it is signed is told", async () => {
    const verdict = await verify(rows);
    expect(verdict).toMatchObject({ ok: true, faults: [], size, signed: size, compared: 4, deleted: 0, givenUp: [] });
    expect(verdict.epochs).toEqual([{ epoch: 1, from: 0, to: size }]);
    expect(Buffer.from(verdict.root)).toEqual(Buffer.from(ledger.tree.root()));
    expect(await verify(plain)).toEqual(verdict);
    const stream = (async function* () {
      yield* rows;
    })();
    expect(await verifyLedger({ trust, checkpoints }, stream)).toEqual(verdict);
  });

  test("entries that are not yet signed are no fault; that nothing is signed is one", async () => {
    const longer = sampleLedger(size, 50).grow(3);
    expect(await verify(longer.rows())).toMatchObject({ ok: true, size: 203, signed: 200 });
    expect(await faultOf(rows, { checkpoints: [] })).toEqual({
      entry: 0,
      through: 199,
      what: "is signed by no checkpoint of the ledger",
    });
    expect(await faultOf(rows, { checkpoints: [], older: checkpoints })).toMatchObject({ entry: 0 });
    expect(await verify([], { checkpoints: [] })).toMatchObject({ ok: true, size: 0 });
  });
});

describe("a changed byte", () => {
  test("of an entry, at any place: the entry is named", async () => {
    const wrong: string[] = [];
    // All of them: scripts/tamper.ts.
    for (const index of [0, 57, 199]) {
      const bytes = ledger.entries[index]!;
      for (let at = 0; at < bytes.length; at++) {
        const entry = flipped(bytes, at, 1 << (at % 8));
        const next = checkpoints[Math.floor(index / 50)]!;
        const fault = await faultOf(rows.with(index, { ...rows[index]!, entry }), { checkpoints: [next] });
        if (fault?.entry !== index || fault.through !== undefined)
          wrong.push(`${index} ${at} ${JSON.stringify(fault)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("of an entry that stays one, and its kept hash with it: between two checkpoints", async () => {
    const changed = encodeEntry(entryAt(120, 1, "x"));
    const fault = {
      entry: 100,
      through: 149,
      checkpoint: "checkpoint-150",
      what: "or a later one is not what checkpoint checkpoint-150 signs",
    };
    expect(await faultOf(rows.with(120, hashed(changed)))).toEqual(fault);
    expect(await faultOf(plain.with(120, { entry: changed }))).toEqual(fault);
    const alone = { what: "was changed: the hash that was kept of it is what checkpoint checkpoint-150 signs" };
    expect(await faultOf(rows.with(120, { ...rows[120]!, entry: changed }))).toEqual({
      entry: 120,
      checkpoint: "checkpoint-150",
      ...alone,
    });
  });

  test("of a kept hash: told as that", async () => {
    for (const index of [0, 49, 50, 130, 199]) {
      const bad = { ...rows[index]!, leafHash: flipped(rows[index]!.leafHash!, 5) };
      const fault = await faultOf(rows.with(index, bad));
      expect(fault).toMatchObject({ entry: index });
      expect(fault?.what).toMatch(/^is what checkpoint checkpoint-\d+ signs, but its kept hash is not$/);
    }
    expect(await faultOf(rows.with(3, { ...rows[3]!, leafHash: Buffer.alloc(31) }))).toMatchObject({ entry: 3 });
  });

  test("of two entries: the first is named, also where the second is no entry at all", async () => {
    const changed = { ...rows[120]!, entry: encodeEntry(entryAt(120, 1, "x")) };
    expect(await faultOf(rows.with(120, changed).with(130, { entry: Buffer.from("{}") }))).toEqual({
      entry: 120,
      what: "has not the hash that was kept of it",
    });
    const both = rows.with(120, changed).with(140, hashed(encodeEntry(entryAt(140, 1, "x"))));
    expect((await faultOf(both))?.what).toMatch(/^or a later one was changed/);
  });

  test("of a checkpoint: the checkpoint is named", async () => {
    const bytes = Buffer.from(checkpoints[1]!.note);
    for (let at = 0; at < bytes.length; at++) {
      const bad = { name: "bad", note: flipped(bytes, at) };
      const { faults, ok } = await verify(rows.slice(0, 1), { checkpoints: [bad] });
      expect(ok).toBe(false);
      expect(faults[0]).toMatchObject({ checkpoint: "bad" });
    }
    const fault = await faultOf(rows, { checkpoints: checkpoints.with(1, { name: "bad", note: flipped(bytes, 30) }) });
    expect(fault).toMatchObject({ checkpoint: "bad" });
  });
});

describe("entries that are not where they were", () => {
  const everyPlace = Array.from({ length: size }, (_, i) => i);
  const told = async (change: (index: number) => LedgerRow[], places = everyPlace) => {
    const faults = await Promise.all(places.map((i) => faultOf(change(i))));
    expect(faults.map((fault) => fault?.entry)).toEqual(places);
  };

  test("any removed", () => told((i) => rows.toSpliced(i, 1)));
  test("any repeated", () => told((i) => rows.toSpliced(i, 0, rows[i - 1]!), everyPlace.slice(1)));
  test("any repeated at the end", async () => {
    for (const row of rows.filter((_, i) => i % 5 === 4)) {
      expect(await faultOf([...rows, row])).toMatchObject({ entry: size });
    }
  });
  test("any two neighbours swapped", () =>
    told((i) => rows.with(i, rows[i + 1]!).with(i + 1, rows[i]!), everyPlace.slice(0, -1)));
  test("any two swapped", () =>
    told((i) => rows.with(i, rows[199 - i]!).with(199 - i, rows[i]!), everyPlace.slice(0, 100)));
  test("any put into the place of another", () => told((i) => rows.with(i, rows[(i + 7) % size]!)));
  test("any cut of the tail", async () => {
    for (const cut of everyPlace.slice(1)) {
      const fault = {
        entry: cut,
        through: Math.ceil((cut + 1) / 50) * 50 - 1,
        checkpoint: `checkpoint-${Math.ceil((cut + 1) / 50) * 50}`,
      };
      expect(await faultOf(rows.slice(0, cut))).toMatchObject(fault);
      // The newest checkpoint alone is enough.
      expect(await faultOf(plain.slice(0, cut), { checkpoints: checkpoints.slice(3) })).toMatchObject({
        entry: cut,
        through: 199,
      });
    }
    expect(await faultOf([])).toMatchObject({ entry: 0 });
  });
  test("neither bytes nor hash", async () => {
    const fault = { entry: 9, what: "is missing: neither its bytes nor their hash is there" };
    expect(await faultOf(rows.with(9, { entry: null }))).toEqual(fault);
  });
});

describe("a ledger that was rewritten with the key", () => {
  /** The same length, signed at the same sizes, other from an entry on. */
  function rewritten(from: number): SampleLedger {
    const other = ledger.backup(from);
    while (other.size < size) {
      other.grow(50 - (other.size % 50), "rewritten");
      other.sign(`rewritten-${other.size}`);
    }
    return other;
  }

  test.each([1, 60, 149, 199])(
    "from entry %d on, is caught by any older checkpoint that has it, which is named",
    async (from) => {
      const other = rewritten(from);
      const claim = (older: NamedCheckpoint[]) =>
        verifyLedger({ trust, checkpoints: other.checkpoints, older }, other.rows());
      expect(await claim([])).toMatchObject({ ok: true });
      for (const older of checkpoints) {
        const { ok, faults } = await claim([{ ...older, name: "what the auditor kept" }]);
        const signed = Number(older.name.split("-")[1]);
        expect(ok).toBe(signed <= from);
        if (!ok)
          expect(faults[0]).toMatchObject({ entry: 0, through: signed - 1, checkpoint: "what the auditor kept" });
      }
      const { faults } = await claim(checkpoints);
      const before = Math.floor(from / 50) * 50;
      expect(faults[0]).toMatchObject({ entry: before, through: before + 49, checkpoint: `checkpoint-${before + 50}` });
    },
  );

  test("two heads of one size are told, though only one can be compared", async () => {
    const other = rewritten(60);
    const { faults } = await verify(rows, { older: [other.checkpoints.at(-1)!] });
    expect(faults.at(-1)?.what).toContain("signs another tree of size 200 than checkpoint checkpoint-200 does");
  });

  test("by another key, is signed by nobody", async () => {
    const note = signCheckpoint({ epoch: 1, size, root: ledger.tree.root() }, signerNamed(trust.ledger, "another"));
    const fault = { checkpoint: "theirs", what: "no known key signed it" };
    expect(await faultOf(rows, { checkpoints: [{ name: "theirs", note }] })).toEqual(fault);
  });
});
