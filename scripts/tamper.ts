/**
 * `npm run tamper [-- --flips N --entries N --all N --seed S]`: changes ledgers, and asks whether the verification names
 * the first bad entry. All of a ledger of 200 entries (`--all`): every bit of every entry, every entry removed, repeated and swapped
 * with every other, every cut of the tail; and every bit of some proofs. Then sampled flips of a bit in a ledger of 10,000 entries: of an
 * entry, of the hash that was kept of it, or of a checkpoint. Prints figures, seed and duration; what went unnoticed or
 * was named wrongly is told, and makes the exit status 1.
 */
import { parseArgs } from "node:util";
import { LedgerVerification, checkProof, proofOf, type LedgerRow } from "../src/ledger/index.ts";
import { randomBy, sampleLedger, trust } from "../test/ledger/sample.ts";

const { values } = parseArgs({
  options: {
    flips: { type: "string", default: "100000" },
    entries: { type: "string", default: "10000" },
    all: { type: "string", default: "200" },
    seed: { type: "string" },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const random = randomBy(seed);
const below = (count: number) => Math.floor(random() * count);
const started = performance.now();
const say = (text: string) => process.stdout.write(`${text}\n`);
let wrong = 0;

/** Verifies rows that follow what was verified, and holds what is said against the entry, or the checkpoint, that is bad. */
function expectNamed(what: string, before: LedgerVerification, rows: Iterable<LedgerRow>, bad: number | string): void {
  const verification = before.fork();
  for (const row of rows) if (!verification.add(row)) break;
  const { ok, faults } = verification.finish();
  const [fault] = faults;
  const named = typeof bad === "string" ? fault?.checkpoint : fault?.entry;
  const exactly = fault?.through === undefined || fault.what.startsWith("is missing");
  if (!ok && named === bad && exactly) return;
  wrong++;
  say(`WRONG  ${what}: bad is ${bad}, said was ${JSON.stringify(faults)}`);
}

function flipped(bytes: Uint8Array, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1 << bit;
  return changed;
}

function allOf(size: number): void {
  const ledger = sampleLedger(size, 20);
  const { checkpoints, entries } = ledger;
  const rows = ledger.rows();
  const before = new LedgerVerification({ trust, checkpoints });
  let flips = 0;
  for (const [index, row] of rows.entries()) {
    const after = rows.slice(index + 1);
    for (let at = 0; at < entries[index]!.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        flips++;
        const bad = { ...row, entry: flipped(entries[index]!, at, bit) };
        expectNamed(`bit ${bit} of byte ${at} of entry ${index}`, before, [bad, ...after], index);
      }
    }
    expectNamed(`entry ${index} removed`, before, after, index);
    expectNamed(`entry ${index} repeated`, before, [row, row, ...after], index + 1);
    expectNamed(`the tail cut at ${index}`, before, [], index);
    for (const [i, other] of after.entries()) {
      expectNamed(`entry ${index} swapped with ${index + 1 + i}`, before, [other, ...after.with(i, row)], index);
    }
    before.add(row);
  }
  say(
    `${size} entries: ${flips} flips, of each bit; each removed, repeated, swapped with each other; the tail cut at each`,
  );
  let proofs = 0;
  for (const index of [0, size >> 1, size - 1]) {
    const proof = Buffer.from(proofOf(entries[index]!, ledger.tree, checkpoints.at(-1)!.note as string));
    for (let at = 0; at < proof.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        proofs++;
        if (!checkProof(flipped(proof, at, bit), trust).ok) continue;
        wrong++;
        say(`WRONG  bit ${bit} of byte ${at} of the proof of entry ${index}: accepted`);
      }
    }
  }
  say(`${size} entries: ${proofs} flips of proofs, of each bit`);
}

function sampled(count: number, size: number): void {
  const ledger = sampleLedger(size);
  const rows = ledger.rows();
  const before = new LedgerVerification({ trust, checkpoints: ledger.checkpoints });
  const told = { entries: 0, hashes: 0, checkpoints: 0 };
  // In ascending order, so that what comes before need not be verified each time.
  const flips = Array.from({ length: count }, () => below(size)).sort((a, b) => a - b);
  let next = 0;
  for (const [i, index] of flips.entries()) {
    for (; next < index; next++) before.add(rows[next]!);
    const row = rows[index]!;
    const part = below(10);
    if (part === 9) {
      told.checkpoints++;
      const { name, note } = ledger.checkpoints[below(ledger.checkpoints.length)]!;
      const bad = { name, note: flipped(Buffer.from(note), below(note.length), below(8)) };
      expectNamed(`a flip of ${name}`, new LedgerVerification({ trust, checkpoints: [bad] }), [], name);
    } else {
      told[part === 8 ? "hashes" : "entries"]++;
      const bytes = part === 8 ? row.leafHash! : row.entry!;
      const changed = flipped(bytes, below(bytes.length), below(8));
      const bad = part === 8 ? { ...row, leafHash: changed } : { ...row, entry: changed };
      expectNamed(`a flip of ${index}`, before, [bad, ...rows.slice(index + 1, index + 200)], index);
    }
    if (i % 20_000 === 19_999) process.stderr.write(`${i + 1} flips\n`);
  }
  const { entries, hashes, checkpoints } = told;
  say(
    `${size} entries: ${count} flips, ${entries} of entries, ${hashes} of kept hashes, ${checkpoints} of checkpoints`,
  );
}

allOf(Number(values.all));
sampled(Number(values.flips), Number(values.entries));
say(`${wrong} unnoticed or named wrongly; seed ${seed}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = wrong === 0 ? 0 : 1;
