import { Appender, LedgerError, leafHash, type Head } from "../../ledger/index.ts";
import { ledgerEntries, type Db, type StoredTree } from "../../store/index.ts";
import { bytesOf } from "./rows.ts";

export function appenderOf({ size, peaks }: StoredTree): Appender {
  return Appender.from({ size, peaks: peaks.map((peak) => Buffer.from(peak, "base64")) });
}

export function storedTree(tree: Appender): StoredTree {
  const { size, peaks } = tree.state();
  return { size, peaks: peaks.map((peak) => Buffer.from(peak).toString("base64")) };
}

/** Appends the entries that follow, up to a size. Throws LedgerError where one is not what its kept hash says. */
export async function growTo(db: Db, tree: Appender, size: number): Promise<void> {
  for await (const row of ledgerEntries(db, tree.size, size)) {
    if (row.position !== tree.size) throw damaged(tree.size, "is missing");
    const kept = Buffer.from(row.leaf, "hex");
    const bytes = bytesOf(row);
    if (bytes !== null && !leafHash(bytes).equals(kept))
      throw damaged(row.position, "has not the hash that was kept of it");
    tree.append(kept);
  }
  if (tree.size < size) throw damaged(tree.size, "is missing");
}

/** Throws LedgerError where the ledger does not hold what was signed of this epoch, be it in the store or elsewhere. */
export async function refuseFork(db: Db, signed: Head, { epoch, size }: Pick<Head, "epoch" | "size">): Promise<void> {
  const advice = "if a backup was restored, declare it with `clausewatch ledger new-epoch`; else ask who changed it";
  if (signed.epoch > epoch || (signed.epoch === epoch && signed.size > size)) {
    const was = `${signed.size} entries of epoch ${signed.epoch} were signed, and it holds ${size} of epoch ${epoch}`;
    throw new LedgerError(`the ledger has lost entries: ${was}; ${advice}`);
  }
  if (signed.epoch < epoch || signed.size === 0) return;
  const tree = new Appender();
  await growTo(db, tree, signed.size);
  if (Buffer.compare(tree.root(), signed.root) !== 0)
    throw new LedgerError(`the ledger is not the one of which ${signed.size} entries were signed; ${advice}`);
}

function damaged(index: number, what: string): LedgerError {
  return new LedgerError(`the ledger is damaged: entry ${index} ${what}; \`clausewatch ledger verify\` tells more`);
}
