/**
 * A process that is measured: `node bench/ledger.ts ENTRIES hash|verify`. `hash` computes the tree over generated entries
 * and its root, and nothing else; `verify` verifies them, against a checkpoint for each 500. Making the entries is not
 * measured. Prints what it cost.
 */
import {
  Appender,
  LedgerVerification,
  encodeEntry,
  leafHash,
  signCheckpoint,
  type LedgerRow,
  type NamedCheckpoint,
} from "../src/ledger/index.ts";
import { SampleLedger, entryAt, signer, trust } from "../test/ledger/sample.ts";

const [count = "1000000", mode = "verify"] = process.argv.slice(2);
const size = Number(count);
const CHUNK = 10_000;
const SIGNED_EACH = 500;

function* chunks(): Generator<LedgerRow[]> {
  const first = new SampleLedger().entries[0]!;
  for (let from = 0; from < size; from += CHUNK) {
    yield Array.from({ length: Math.min(CHUNK, size - from) }, (_, i) => {
      const entry = from + i === 0 ? first : encodeEntry(entryAt(from + i, 1));
      return { entry, leafHash: leafHash(entry) };
    });
  }
}

let cpuMs = 0;
function measured<T>(run: () => T): T {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  cpuMs += (user + system) / 1000;
  return result;
}

let ok = true;
if (mode === "hash") {
  const tree = new Appender();
  for (const rows of chunks()) measured(() => rows.forEach(({ entry }) => tree.append(leafHash(entry!))));
  measured(() => tree.root());
} else {
  const tree = new Appender();
  const checkpoints: NamedCheckpoint[] = [];
  for (const rows of chunks()) {
    for (const row of rows) {
      tree.append(row.leafHash!);
      if (tree.size % SIGNED_EACH !== 0 && tree.size !== size) continue;
      const note = signCheckpoint({ epoch: 1, size: tree.size, root: tree.root() }, signer);
      checkpoints.push({ name: String(tree.size), note });
    }
  }
  const verification = measured(() => new LedgerVerification({ trust, checkpoints }));
  for (const rows of chunks()) measured(() => rows.forEach((row) => void verification.add(row)));
  ok = measured(() => verification.finish()).ok;
}
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ cpuMs, peakMb, ok })}\n`);
