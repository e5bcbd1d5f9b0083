import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Tables } from "../tables.ts";
import type { PostgresAddress } from "./address.ts";

/** A server finds out within so many seconds that a process of ours is no more, and lets go of what that one held. */
const NOTICED_SECONDS = 2;

/**
 * Of a machine that vanished the server asks by itself, a few times. Of a process that died while its statement runs it
 * finds out where it looks for that (PostgreSQL 14 and later, on most systems): an older one does not know the name.
 */
const keepalives = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3";
const noticeDeath = `select set_config(name, '${NOTICED_SECONDS}s', false) from pg_settings
  where name = 'client_connection_check_interval'`;

/** Opens no connection yet. Connections that break while idle are replaced. */
export function openPostgres({ tls, ...address }: PostgresAddress, connections = 10): Kysely<Tables> {
  const pool = new pg.Pool({
    ...address,
    max: connections,
    ...(tls ? { ssl: { rejectUnauthorized: true } } : {}),
    application_name: "clausewatch",
    connectionTimeoutMillis: 30_000,
    options: `-c timezone=UTC ${keepalives}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
  });
  // An idle connection that breaks tells only this; the next query gets another.
  pool.on("error", () => {});
  // One that breaks between two queries of a transaction: the next query fails, and that is told.
  pool.on("connect", (client) => {
    client.on("error", () => {});
    // Goes out before any other query of this connection. A server that refuses it does as it did.
    client.query(noticeDeath).catch(() => {});
  });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
