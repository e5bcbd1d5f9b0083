import { describe, expect, test } from "vitest";
import {
  decodeEntry,
  encodeEntry,
  leafHash,
  signCheckpoint,
  verifyLedger,
  type Fault,
  type LedgerRow,
  type LedgerVerdict,
  type NamedCheckpoint,
} from "../../src/ledger/index.ts";
import { SampleLedger, entryAt, sampleLedger, trust } from "./sample.ts";

const size = 200;
const ledger = sampleLedger(size, 50);
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

describe("epochs", () => {
  /** Restored from a backup at 120, when 150 were signed; grown on to 160. */
  function restored(newest: { size: number; root: string } | null = null): SampleLedger {
    const later = ledger.backup(120);
    later.begin("restored from the backup of 2026-01-01", newest);
    later.grow(39);
    later.sign("second-160");
    return later;
  }
  const rootAt = (size: number) => Buffer.from(ledger.tree.root(size)).toString("base64");
  const claim = (other: SampleLedger, older: NamedCheckpoint[] = []): Promise<LedgerVerdict> =>
    verifyLedger({ trust, checkpoints: other.checkpoints, older }, other.rows());

  test("what was lost by a restored backup is told as that, and is no fault", async () => {
    const other = restored();
    const verdict = await claim(other, checkpoints);
    expect(verdict).toMatchObject({ ok: true, signed: 160 });
    expect(verdict.epochs).toEqual([
      { epoch: 1, from: 0, to: 120 },
      { epoch: 2, from: 120, to: 160 },
    ]);
    expect(verdict.givenUp).toEqual([
      { checkpoint: "checkpoint-150", epoch: 1, from: 120, to: 150, declared: false },
      { checkpoint: "checkpoint-200", epoch: 1, from: 120, to: 200, declared: false },
    ]);
    const declared = await claim(restored({ size: 150, root: rootAt(150) }), checkpoints);
    expect(declared.givenUp.map(({ declared }) => declared)).toEqual([true, false]);
    expect(declared.ok).toBe(true);
    const lying = await claim(restored({ size: 150, root: rootAt(149) }), checkpoints);
    expect(lying.faults).toEqual([
      {
        checkpoint: "checkpoint-150",
        what: "signs another tree than entry 120 says when it gives up entries 120 to 149 of epoch 1",
      },
    ]);
  });

  test("what an earlier epoch signed and kept still holds", async () => {
    const other = new SampleLedger().grow(119, "rewritten");
    other.begin("restored");
    other.grow(10);
    other.sign();
    expect(await claim(other)).toMatchObject({ ok: true });
    const { faults } = await claim(other, checkpoints);
    expect(faults[0]).toMatchObject({ entry: 0, through: 49, checkpoint: "checkpoint-50" });
  });

  test("a backup that is restored in silence looks like what it is", async () => {
    const silent = ledger.backup(120).grow(80, "after");
    silent.sign("silent-200");
    const { faults } = await claim(silent, checkpoints);
    expect(faults[0]).toMatchObject({ entry: 100, through: 149, checkpoint: "checkpoint-150" });
  });

  test("a cut that takes the new epoch with it is noticed", async () => {
    const other = restored();
    for (const cut of [100, 119, 120]) {
      const { faults } = await verifyLedger({ trust, checkpoints: other.checkpoints }, other.rows().slice(0, cut));
      expect(faults[0]).toMatchObject({ entry: cut, through: 159, checkpoint: "second-160" });
    }
  });

  const entryOf = (other: SampleLedger, index: number) => decodeEntry(other.entries[index]!);
  const body = (other: SampleLedger) => entryOf(other, 120).body as { previous: object };
  test.each<[string, (other: SampleLedger) => [number, object], string]>([
    ["without a beginning", () => [0, { ...entryAt(0, 1), kind: "scan" }], "is the first, and does not begin an epoch"],
    ["that begins with the second", (other) => [0, { ...entryOf(other, 0), epoch: 2 }], "begins epoch 2 after epoch 0"],
    [
      "of another ledger",
      (other) => [0, { ...entryOf(other, 0), body: { ...entryOf(other, 0).body, ledger: "x" } }],
      'is of another ledger, "x"',
    ],
    ["an epoch left out", (other) => [120, { ...entryOf(other, 120), epoch: 3 }], "begins epoch 3 after epoch 1"],
    ["an epoch that comes early", () => [60, entryAt(60, 2)], "is of epoch 2 in epoch 1"],
    ["an epoch that goes on", () => [140, entryAt(140, 1)], "is of epoch 1 in epoch 2"],
    [
      "no reason",
      (other) => [120, { ...entryOf(other, 120), body: { ...body(other), reason: " " } }],
      "its body does not say",
    ],
    [
      "nothing before it",
      (other) => [120, { ...entryOf(other, 120), body: { ...body(other), previous: null } }],
      "does not say what its epoch goes on from",
    ],
    [
      "another tree before it",
      (other) => [
        120,
        { ...entryOf(other, 120), body: { ...body(other), previous: { ...body(other).previous, root: rootAt(119) } } },
      ],
      "another tree",
    ],
    [
      "another size before it",
      (other) => [
        120,
        { ...entryOf(other, 120), body: { ...body(other), previous: { ...body(other).previous, size: 119 } } },
      ],
      "another tree",
    ],
    [
      "a newest that is not newer",
      (other) => [
        120,
        {
          ...entryOf(other, 120),
          body: { ...body(other), previous: { ...body(other).previous, newest: { size: 120, root: rootAt(120) } } },
        },
      ],
      "its body does not say",
    ],
    [
      "more than it should say",
      (other) => [120, { ...entryOf(other, 120), body: { ...body(other), more: 1 } }],
      "its body does not say",
    ],
  ])("%s", async (_, change, what) => {
    const other = restored();
    const [index, entry] = change(other);
    const { faults } = await verifyLedger(
      { trust, checkpoints: other.checkpoints },
      other.rows().with(index, hashed(encodeEntry(entry as never))),
    );
    expect(faults[0]).toMatchObject({ entry: index });
    expect(faults[0]?.what).toContain(what);
  });

  test("a checkpoint for an epoch that had not begun", async () => {
    const other = restored();
    const early = {
      name: "early",
      note: signCheckpoint({ epoch: 2, size: 100, root: other.tree.root(100) }, other.signer),
    };
    expect((await claim(other, [early])).faults[0]).toMatchObject({ entry: 99, checkpoint: "early" });
    const empty = {
      name: "empty",
      note: signCheckpoint({ epoch: 2, size: 0, root: other.tree.root(0) }, other.signer),
    };
    expect((await claim(other, [empty])).faults).toEqual([
      { checkpoint: "empty", what: "signs an empty tree that is none" },
    ]);
    const first = { ...empty, note: signCheckpoint({ epoch: 1, size: 0, root: other.tree.root(0) }, other.signer) };
    expect(await claim(other, [first])).toMatchObject({ ok: true });
  });
});

describe("retention", () => {
  function deleted(...spans: [from: number, to: number][]): SampleLedger {
    const other = ledger.backup(size);
    const entries = spans.map(([from, to]) => ({ from, to }));
    other.append("deletion", { entries, contents: [`sha256:${"ab".repeat(32)}`], reason: "six years are over" });
    other.sign("after-deletion");
    return other;
  }
  const without = (rows: LedgerRow[], from: number, to: number) =>
    rows.map((row, i) => (i >= from && i < to ? { ...row, entry: null } : row));

  test("what was deleted and told leaves its hash, and the tree holds", async () => {
    const other = deleted([1, 40], [60, 61]);
    const rows = without(without(other.rows(), 1, 40), 60, 61);
    const { checkpoints } = other;
    expect(await verify(rows, { checkpoints })).toMatchObject({ ok: true, deleted: 40, signed: 201 });
    expect(await verify(without(rows, 40, 41), { checkpoints })).toMatchObject({
      faults: [{ entry: 40, what: "has lost its bytes, and no deletion tells of it" }],
    });
    const bad = rows.with(7, { entry: null, leafHash: flipped(rows[7]!.leafHash!, 0) });
    expect(await faultOf(bad, { checkpoints })).toMatchObject({ entry: 0, through: 49, checkpoint: "checkpoint-50" });
  });

  test("the beginning and the deletion itself cannot go", async () => {
    const other = deleted([0, 40]);
    const { checkpoints } = other;
    expect(await faultOf(without(other.rows(), 0, 40), { checkpoints })).toMatchObject({ entry: 0 });
    expect(await faultOf(without(other.rows(), 1, 201), { checkpoints })).toMatchObject({ entry: 1 });
  });

  test.each<[string, object]>([
    ["of itself", { entries: [{ from: 1, to: 201 }] }],
    ["of nothing", { entries: [{ from: 1, to: 1 }] }],
    [
      "out of order",
      {
        entries: [
          { from: 5, to: 6 },
          { from: 1, to: 2 },
        ],
      },
    ],
    [
      "of what overlaps",
      {
        entries: [
          { from: 1, to: 6 },
          { from: 5, to: 7 },
        ],
      },
    ],
    ["without a reason", { reason: "" }],
    ["of contents without a hash", { contents: ["x"] }],
    ["with more", { more: 1 }],
  ])("a deletion %s is refused", async (_, change) => {
    const other = ledger.backup(size);
    other.append("deletion", { entries: [], contents: [], reason: "six years are over", ...change });
    expect((await faultOf(other.rows()))?.what).toContain("tells a deletion, but its body does not say");
  });
});
