import type { Kysely } from "kysely";
import type { Dialect } from "./database/dialect.ts";
import type { PostgresAddress } from "./database/address.ts";
import type { SqliteHandle } from "./database/sqlite.ts";
import { migrate } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** Where a store is. */
export type StoreAddress =
  | { readonly kind: "sqlite"; readonly file: string; readonly wrap?: (handle: SqliteHandle) => SqliteHandle }
  | { readonly kind: "postgres"; readonly address: PostgresAddress; readonly connections?: number };

/** An open store: what every query of this room is given. */
export interface Store {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  /** Numbers of the migrations that opening it took. */
  readonly migrated: readonly number[];
  close(): Promise<void>;
}

/**
 * Opens a store, makes it where there is none, and brings its schema up to date. `at` is the time, ISO 8601. Throws
 * StoreError where a newer program has written it; whatever the database says otherwise.
 */
export async function openStore(where: StoreAddress, at: string): Promise<Store> {
  const { kind: dialect } = where;
  const db = await connect(where);
  try {
    const migrated = await migrate(db, dialect, at);
    return { db, dialect, migrated, close: () => db.destroy() };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** Only the driver that is used is loaded. */
async function connect(where: StoreAddress): Promise<Kysely<Tables>> {
  if (where.kind === "sqlite") {
    const { openSqlite } = await import("./database/sqlite.ts");
    return openSqlite(where.file, where.wrap);
  }
  const { openPostgres } = await import("./database/postgres.ts");
  return openPostgres(where.address, where.connections);
}
