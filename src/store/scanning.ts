import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { StoreError } from "./error.ts";
import type { Store } from "./open.ts";
import { abandonScan } from "./queries/abandon-scan.ts";
import { unfinishedScans, type UnfinishedScan } from "./queries/unfinished-scans.ts";

/** Any number that other programs on the same server are unlikely to take. */
const LOCK = 7_216_301_965;

/** How long a server may take to notice that the process which held the lock is no more, in milliseconds. */
const PATIENCE = 5_000;
const PAUSE = 200;

/**
 * Runs one scan, while no other process does: its lock ends with the process, however that ends. So what is unfinished
 * when it begins is of a process that is no more, and is given up, but for the one that `resumes` says is taken up
 * again. Throws StoreError `busy` where another one scans.
 */
export async function whileScanning<T>(
  store: Store,
  at: string,
  work: (givenUp: readonly UnfinishedScan[], resumed: UnfinishedScan | null) => Promise<T>,
  resumes: (scan: UnfinishedScan) => boolean = () => false,
): Promise<T> {
  const begin = async () => {
    const unfinished = await unfinishedScans(store.db);
    const resumed = unfinished.findLast(resumes) ?? null;
    const others = unfinished.filter((one) => one !== resumed);
    for (const { scan } of others) await abandonScan(store.db, scan, at, "the process that ran it ended");
    return await work(others, resumed);
  };
  return store.dialect === "sqlite" ? await inFile(store, begin) : await onServer(store, begin);
}

async function inFile<T>({ db }: Store, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ file: string }>`select file from pragma_database_list where name = 'main'`.execute(db);
  const { lockFile } = await import("./database/sqlite.ts");
  const held = lockFile(rows[0]?.file ?? "");
  if (held === null) throw busy();
  try {
    return await work();
  } finally {
    held.release();
  }
}

async function onServer<T>({ db }: Store, work: () => Promise<T>): Promise<T> {
  return await db.connection().execute(async (one) => {
    const tryLock = async () => {
      const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${LOCK}) as held`.execute(one);
      return rows[0]?.held === true;
    };
    for (const deadline = performance.now() + PATIENCE; !(await tryLock()); await setTimeout(PAUSE))
      if (performance.now() > deadline) throw busy();
    try {
      return await work();
    } finally {
      // Where the connection broke, the lock ended with it.
      await sql`select pg_advisory_unlock(${LOCK})`.execute(one).catch(() => undefined);
    }
  });
}

function busy(): StoreError {
  return new StoreError("busy", "another scan is under way in this store: wait until it ends, or use another store");
}
