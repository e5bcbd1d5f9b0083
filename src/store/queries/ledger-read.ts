import type { Db } from "../tables.ts";

export interface LedgerEntryRow {
  readonly position: number;
  readonly epoch: number;
  readonly kind: string;
  readonly at: string;
  /** Null where retention deleted it. */
  readonly body: string | null;
  /** 64 hex digits. */
  readonly leaf: string;
}

export interface CheckpointRow {
  readonly epoch: number;
  readonly size: number;
  readonly at: string;
  readonly note: string;
}

/** The right edge of the tree at the last checkpoint: `peaks` are Base 64. */
export interface StoredTree {
  readonly size: number;
  readonly peaks: readonly string[];
}

export const TREE = "ledger tree";
export const KEYS = "ledger keys";

const AT_ONCE = 2000;

/** The entries from one place to before another, in order. */
export async function* ledgerEntries(db: Db, from = 0, to = Number.MAX_SAFE_INTEGER): AsyncGenerator<LedgerEntryRow> {
  for (let next = from; ;) {
    const rows = await db
      .selectFrom("ledger_entries")
      .selectAll()
      .where("position", ">=", next)
      .where("position", "<", Math.min(to, 2 ** 31 - 1))
      .orderBy("position")
      .limit(AT_ONCE)
      .execute();
    yield* rows;
    if (rows.length < AT_ONCE) return;
    next = rows.at(-1)!.position + 1;
  }
}

/** All signed heads, in the order in which they were signed. */
export function ledgerCheckpoints(db: Db): Promise<CheckpointRow[]> {
  return db.selectFrom("checkpoints").selectAll().orderBy("epoch").orderBy("size").execute();
}

/** The last signed head; null before the first. */
export async function lastCheckpoint(db: Db): Promise<CheckpointRow | null> {
  const row = await db
    .selectFrom("checkpoints")
    .selectAll()
    .orderBy("epoch", "desc")
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Where the next entry goes. */
export interface LedgerEnd {
  /** As many entries as there are. */
  readonly position: number;
  /** The epoch of the last entry; 0 where there is none. */
  readonly epoch: number;
}

export async function endOf(db: Db): Promise<LedgerEnd> {
  const last = await db
    .selectFrom("ledger_entries")
    .select(["position", "epoch"])
    .orderBy("position", "desc")
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? { position: 0, epoch: 0 } : { position: last.position + 1, epoch: last.epoch };
}

export interface LedgerState {
  readonly end: LedgerEnd;
  /** Rows that wait for their place. */
  readonly pending: number;
  /** Its verifier keys, as the store has them: whoever can write the store could change them. */
  readonly keys: readonly string[];
  readonly tree: StoredTree;
}

export async function ledgerState(db: Db): Promise<LedgerState> {
  const { pending } = await db
    .selectFrom("ledger_pending")
    .select(({ fn }) => fn.countAll().as("pending"))
    .executeTakeFirstOrThrow();
  const facts = await db.selectFrom("facts").selectAll().where("name", "in", [TREE, KEYS]).execute();
  const fact = (name: string, absent: string) => JSON.parse(facts.find((row) => row.name === name)?.value ?? absent);
  return {
    end: await endOf(db),
    pending: Number(pending),
    keys: fact(KEYS, "[]") as string[],
    tree: fact(TREE, '{"size":0,"peaks":[]}') as StoredTree,
  };
}
