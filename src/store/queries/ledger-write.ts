import type { Db } from "../tables.ts";
import { lasting } from "../lasting.ts";
import { dropEntries, EXPIRED } from "./expire-entries.ts";
import { fenced, type LedgerHold } from "./ledger-hold.ts";
import { endOf, TREE, type LedgerEntryRow, type LedgerEnd, type StoredTree } from "./ledger-read.ts";

/** What waits for its place in the ledger. */
export interface PendingRow {
  readonly id: number;
  readonly kind: string;
  readonly at: string;
  readonly body: string;
}

/** Rows of one transaction: as many as cost a few milliseconds. */
const AT_ONCE = 500;

/**
 * Gives the next rows that wait their places, in the order in which they came, in one transaction: they are in the ledger
 * then, and wait no more. Gives how many there were. Throws StoreError `fenced` where the right to write was lost.
 */
export function takePending(
  db: Db,
  hold: LedgerHold,
  encode: (row: PendingRow, end: LedgerEnd) => LedgerEntryRow,
): Promise<number> {
  return lasting(db, async (tx) => {
    await fenced(tx, hold);
    const rows = await tx.selectFrom("ledger_pending").selectAll().orderBy("id").limit(AT_ONCE).execute();
    if (rows.length === 0) return 0;
    const { position, epoch } = await endOf(tx);
    const entries = rows.map((row, i) => encode(row, { position: position + i, epoch }));
    for (let i = 0; i < entries.length; i += 100)
      await tx
        .insertInto("ledger_entries")
        .values(entries.slice(i, i + 100))
        .execute();
    for (const { kind, body } of rows) if (kind === EXPIRED) await dropEntries(tx, body);
    const ids = rows.map(({ id }) => id);
    await tx.deleteFrom("ledger_pending").where("id", "in", ids).execute();
    return rows.length;
  });
}

/**
 * Appends an entry that nothing waits for. `make` is given the ledger's end, and gives null where it finds there what an
 * earlier run of it wrote.
 */
export function appendEntry(
  db: Db,
  hold: LedgerHold,
  make: (end: LedgerEnd) => LedgerEntryRow | null,
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  return lasting(db, async (tx) => {
    await fenced(tx, hold);
    const entry = make(await endOf(tx));
    if (entry !== null) await tx.insertInto("ledger_entries").values(entry).execute();
    for (const [name, value] of Object.entries(facts)) await putFact(tx, name, value);
  });
}

/** A signed head with the tree that it signs, from which the next one goes on. Written twice, it is the same. */
export function writeCheckpoint(
  db: Db,
  hold: LedgerHold,
  checkpoint: { readonly epoch: number; readonly size: number; readonly at: string; readonly note: string },
  tree: StoredTree,
): Promise<void> {
  return lasting(db, async (tx) => {
    await fenced(tx, hold);
    await tx
      .insertInto("checkpoints")
      .values(checkpoint)
      .onConflict((on) => on.columns(["epoch", "size"]).doNothing())
      .execute();
    await putFact(tx, TREE, JSON.stringify(tree));
  });
}

async function putFact(db: Db, name: string, value: string): Promise<void> {
  await db
    .insertInto("facts")
    .values({ name, value })
    .onConflict((on) => on.column("name").doUpdateSet({ value }))
    .execute();
}
