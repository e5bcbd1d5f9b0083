import { sql } from "kysely";
import { severities, type Severity } from "../../contract/index.ts";
import type { Dialect } from "../database/dialect.ts";
import type { Store } from "../open.ts";
import type { Db } from "../tables.ts";

export interface StoreInfo {
  readonly dialect: Dialect;
  /** The store's own id, made when it was. */
  readonly store: string;
  readonly created: string;
  /** The number of the last migration. */
  readonly schema: number;
  readonly findings: Readonly<Record<"open" | "resolved", Readonly<Partial<Record<Severity, number>>>>>;
  readonly scans: Readonly<Partial<Record<"running" | "done" | "abandoned", number>>>;
  readonly units: number;
  /** What the ledger has not taken up yet. */
  readonly ledgerPending: number;
  /** On disk, without what is freed and not given back. */
  readonly bytes: number;
}

/** What is in the store; it counts, so it takes time in proportion. */
export async function storeInfo({ db, dialect }: Pick<Store, "db" | "dialect">): Promise<StoreInfo> {
  const facts = await db.selectFrom("facts").selectAll().execute();
  const fact = (name: string) => facts.find((row) => row.name === name)?.value ?? "";
  const count = (table: "units" | "ledger_pending" | "migrations") =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll().as("count"))
      .executeTakeFirstOrThrow();
  const findings = await db
    .selectFrom("findings")
    .select(["state", "severity", ({ fn }) => fn.countAll().as("count")])
    .groupBy(["state", "severity"])
    .orderBy("severity")
    .execute();
  const ofState = (state: number) =>
    Object.fromEntries(
      findings.filter((row) => row.state === state).map((row) => [severities[row.severity]!, Number(row.count)]),
    );
  const scans = await db
    .selectFrom("scans")
    .select(["state", ({ fn }) => fn.countAll().as("count")])
    .groupBy("state")
    .execute();
  return {
    dialect,
    store: fact("store"),
    created: fact("created"),
    schema: Number((await count("migrations")).count),
    findings: { open: ofState(0), resolved: ofState(1) },
    scans: Object.fromEntries(scans.map((row) => [row.state, Number(row.count)])),
    units: Number((await count("units")).count),
    ledgerPending: Number((await count("ledger_pending")).count),
    bytes: await bytesOf(db, dialect),
  };
}

async function bytesOf(db: Db, dialect: Dialect): Promise<number> {
  const query =
    dialect === "sqlite"
      ? sql<{ bytes: number }>`
          select (p.page_count - f.freelist_count) * s.page_size as bytes
          from pragma_page_count() p, pragma_freelist_count() f, pragma_page_size() s`
      : sql<{ bytes: string }>`
          select sum(pg_total_relation_size(c.oid)) as bytes
          from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`;
  const { rows } = await query.execute(db);
  return Number(rows[0]?.bytes ?? 0);
}
