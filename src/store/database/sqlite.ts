import { closeSync, openSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Kysely, SqliteDialect } from "kysely";
import type { Tables } from "../tables.ts";

/** As much of a statement and a database of `node:sqlite` as the store uses. */
type Statement = Pick<StatementSync, "all" | "run" | "iterate" | "columns">;
export interface SqliteHandle extends Pick<DatabaseSync, "exec" | "close" | "isTransaction"> {
  prepare(sql: string): Statement;
}

/** How long opening a database waits for another process, in milliseconds. */
const PATIENCE = 5_000;
const STATEMENTS_KEPT = 200;

/**
 * A database in a file, which is made where there is none. A commit is in the file when it returns
 * (`synchronous=FULL`, with a write-ahead log beside it). `wrap` sees every call, for tests of faults.
 */
export function openSqlite(file: string, wrap: (handle: SqliteHandle) => SqliteHandle = same): Kysely<Tables> {
  // What it holds is a plan of the network: it is nobody else's.
  if (file !== ":memory:") closeSync(openSync(file, "a", 0o600));
  const bare = new DatabaseSync(file, { timeout: PATIENCE });
  try {
    bare.exec("pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma cache_size=-32000");
    // From here on `lasting` waits, which lets this process go on meanwhile.
    bare.exec("pragma busy_timeout=0");
  } catch (error) {
    bare.close();
    throw error;
  }
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Shim(wrap(bare)) }) });
}

function same(handle: SqliteHandle): SqliteHandle {
  return handle;
}

/** What kysely expects of a database, over `node:sqlite`. */
class Shim {
  private readonly handle: SqliteHandle;
  private readonly kept = new Map<string, Prepared>();

  constructor(handle: SqliteHandle) {
    this.handle = handle;
  }

  prepare(sql: string): Prepared {
    if (sql === "begin") {
      return plain(() => {
        // One whose begin was told to have failed, and had not: nobody goes on with it.
        if (this.handle.isTransaction) this.handle.exec("rollback");
        this.handle.exec("begin immediate");
      });
    }
    if (sql === "commit") return plain(() => this.handle.exec("commit"));
    if (sql === "rollback") {
      // After some failures SQLite has rolled back by itself.
      return plain(() => this.handle.isTransaction && this.handle.exec("rollback"));
    }
    const known = this.kept.get(sql);
    if (known !== undefined) return known;
    const prepared = new Prepared(this.handle.prepare(sql));
    if (this.kept.size >= STATEMENTS_KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(sql, prepared);
    return prepared;
  }

  close(): void {
    this.kept.clear();
    this.handle.close();
  }
}

class Prepared {
  readonly reader: boolean;
  private readonly statement: Statement;

  constructor(statement: Statement) {
    this.statement = statement;
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.statement.all(...(parameters as SQLInputValue[]));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.statement.run(...(parameters as SQLInputValue[]));
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.statement.iterate(...(parameters as SQLInputValue[]));
  }
}

/** A command that kysely runs and that gives nothing. */
function plain(command: () => unknown): Prepared {
  const run = () => {
    command();
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, all: () => [], run, iterate: () => [][Symbol.iterator]() } as unknown as Prepared;
}

/** Holds a file beside a database for this process alone; null where another process does. */
export function lockFile(database: string): { release(): void } | null {
  if (database === "") return { release: () => undefined };
  const bare = new DatabaseSync(`${database}-scan`, { timeout: 0 });
  try {
    bare.exec("begin exclusive");
  } catch (error) {
    bare.close();
    if ((error as { errcode?: number }).errcode === BUSY) return null;
    throw error;
  }
  return { release: () => bare.close() };
}

/** SQLite's code for a database that another connection holds. */
const BUSY = 5;
