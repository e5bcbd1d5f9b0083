import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { StoreError } from "./error.ts";
import type { Store } from "./open.ts";
import { abandonScan } from "./queries/abandon-scan.ts";
import { unfinishedScans, type UnfinishedScan } from "./queries/unfinished-scans.ts";
import type { Db } from "./tables.ts";

/** Any number that other programs on the same server are unlikely to take. */
const LOCK = 7_216_301_965;

/** How long a server may take to notice that the process which held the lock is no more, in milliseconds. */
const PATIENCE = 5_000;
const PAUSE = 200;
const HOLDER = "scanning";

/** How long a process may stand still and keep its right to scan, in milliseconds; only a server can take it away. */
const LEASE = 120_000;

/**
 * Runs one scan, while no other process does: its lock ends with the process, however that ends. On a server it ends too
 * where the process stands still for longer than `lease`; what it writes when it goes on is refused unit by unit. So what is unfinished
 * when it begins is of a process that is no more, and is given up, but for the one that `resumes` says is taken up
 * again. Throws StoreError `busy` where another one scans.
 */
export async function whileScanning<T>(
  store: Store,
  at: string,
  work: (givenUp: readonly UnfinishedScan[], resumed: UnfinishedScan | null) => Promise<T>,
  resumes: (scan: UnfinishedScan) => boolean = () => false,
  { lease = LEASE } = {},
): Promise<T> {
  const begin = async () => {
    const unfinished = await unfinishedScans(store.db);
    const resumed = unfinished.findLast(resumes) ?? null;
    const others = unfinished.filter((one) => one !== resumed);
    for (const { scan } of others) await abandonScan(store.db, scan, at, "the process that ran it ended");
    return await work(others, resumed);
  };
  return store.dialect === "sqlite" ? await inFile(store, begin) : await onServer(store, begin, lease);
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

async function onServer<T>({ db }: Store, work: () => Promise<T>, lease: number): Promise<T> {
  return await db.connection().execute(async (one) => {
    const tryLock = async () => {
      const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${LOCK}) as held`.execute(one);
      return rows[0]?.held === true;
    };
    const deadline = performance.now() + PATIENCE;
    for (; !(await tryLock()); await setTimeout(PAUSE)) {
      if (performance.now() > deadline) throw busy();
      await endStanding(one);
    }
    await renewLease(one, lease);
    // Where it cannot be renewed the connection broke, and the next write tells.
    const renewal = setInterval(() => void renewLease(one, lease).catch(() => undefined), lease / 4);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      // Where the connection broke, the lock ended with it.
      await sql`select pg_advisory_unlock(${LOCK})`.execute(one).catch(() => undefined);
    }
  });
}

/** Who holds the lock, and until when it may be silent, by the clock of the server, which all share. */
async function renewLease(one: Db, lease: number): Promise<void> {
  const until = sql<string>`pg_backend_pid() || ' ' || (extract(epoch from clock_timestamp()) * 1000 + ${lease}::bigint)::bigint`;
  await one
    .insertInto("facts")
    .values({ name: HOLDER, value: until })
    .onConflict((on) => on.column("name").doUpdateSet({ value: until }))
    .execute();
}

/** Ends the connection of a process that holds the lock and was silent for too long: it stands still, or hangs. */
async function endStanding(one: Db): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_locks, facts
    where locktype = 'advisory' and granted and (classid::bigint << 32) + objid::bigint = ${LOCK}::bigint
      and database = (select oid from pg_database where datname = current_database())
      and facts.name = ${HOLDER} and split_part(facts.value, ' ', 1) = pid::text
      and split_part(facts.value, ' ', 2)::bigint < extract(epoch from clock_timestamp()) * 1000
  `.execute(one);
}

function busy(): StoreError {
  return new StoreError("busy", "another scan is under way in this store: wait until it ends, or use another store");
}
