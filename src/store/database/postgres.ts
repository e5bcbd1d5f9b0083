import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Tables } from "../tables.ts";
import type { PostgresAddress } from "./address.ts";

/** Opens no connection yet. Connections that break while idle are replaced. */
export function openPostgres({ tls, ...address }: PostgresAddress, connections = 10): Kysely<Tables> {
  const pool = new pg.Pool({
    ...address,
    max: connections,
    ...(tls ? { ssl: { rejectUnauthorized: true } } : {}),
    application_name: "clausewatch",
    connectionTimeoutMillis: 30_000,
    options: "-c timezone=UTC",
  });
  // An idle connection that breaks tells only this; the next query gets another.
  pool.on("error", () => {});
  // One that breaks between two queries of a transaction: the next query fails, and that is told.
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
