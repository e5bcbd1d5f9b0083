import { sql } from "kysely";
import { addDays, addYears, deletionRefused, RETENTION_YEARS } from "../../track/index.ts";
import { digestOf } from "../column.ts";
import { storedOf } from "../finding-row.ts";
import { lasting, lock } from "../lasting.ts";
import type { Store } from "../open.ts";
import type { Db, Tx } from "../tables.ts";
import { expireEntries } from "./expire-entries.ts";

export interface Compacted {
  readonly findings: number;
  readonly scans: number;
  readonly waivers: number;
  /** Entries of the ledger; their bytes go when the ledger has taken up that they do. */
  readonly entries: number;
}

const AT_ONCE = 200;
/** A clock further ahead of the last scan than this, in days, is not believed. */
const BELIEVED = 31;

/**
 * Deletes what need not be kept any more, and gives the space back. Resolved findings, scans and ended waivers are kept
 * six years, or longer where it is asked for, and the ledger's entries as long as what they tell of; of what is deleted
 * its hash goes to the ledger. In between, other processes go on.
 */
export async function compact(
  { db, dialect }: Pick<Store, "db" | "dialect">,
  { at, years = RETENTION_YEARS }: { at: string; years?: number },
): Promise<Compacted> {
  const now = await believed(db, at);
  const kept = Math.max(years, RETENTION_YEARS);
  const deleted = { findings: 0, scans: 0, waivers: 0, entries: 0 };
  for (const [what, some] of [
    ["findings", findings],
    ["scans", scans],
    ["waivers", waivers],
  ] as const) {
    for (let count = AT_ONCE; count === AT_ONCE; deleted[what] += count)
      count = await lasting(db, async (tx) => {
        await lock(tx);
        return some(tx, now, kept);
      });
  }
  deleted.entries = await lasting(db, async (tx) => {
    await lock(tx);
    return expireEntries(tx, now, kept);
  });
  if (dialect === "sqlite") await sql`pragma wal_checkpoint(truncate)`.execute(db);
  await sql.raw(dialect === "sqlite" ? "vacuum" : "vacuum (analyze)").execute(db);
  return deleted;
}

async function believed(db: Db, at: string): Promise<string> {
  const last = await db
    .selectFrom("scans")
    .select("finished")
    .where("state", "=", "done")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const latest = typeof last?.finished === "string" ? addDays(last.finished, BELIEVED) : at;
  return at < latest ? at : latest;
}

async function findings(tx: Tx, at: string, years: number): Promise<number> {
  const rows = await tx
    .selectFrom("findings")
    .select(["id", "body"])
    .where("state", "=", 1)
    .where("changed", "<=", addYears(at, -years))
    .orderBy("changed")
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  const over = rows.map(storedOf).filter(({ finding }) => {
    const { firstSeen, episode } = finding;
    const kept = { created: firstSeen.at, lastInEffect: episode.resolved?.at ?? null };
    return deletionRefused(kept, at, years) === null;
  });
  if (over.length === 0) return 0;
  const ids = over.map(({ id }) => id);
  for (const { id, finding } of over) {
    const history = await tx.selectFrom("changes").selectAll().where("finding", "=", id).orderBy("number").execute();
    await tell(tx, at, { finding: finding.key }, [finding, history]);
  }
  await dropDeliveries(tx, ids);
  for (const table of ["changes", "episodes", "former_keys"] as const)
    await tx.deleteFrom(table).where("finding", "in", ids).execute();
  await tx.deleteFrom("findings").where("id", "in", ids).execute();
  return over.length;
}

/** What sinks were told of them; the ledger holds that they were. */
async function dropDeliveries(tx: Tx, findings: readonly number[]): Promise<void> {
  const changes = tx.selectFrom("changes").select("id").where("finding", "in", findings);
  await tx.deleteFrom("deliveries").where("change", "in", changes).execute();
  await tx.deleteFrom("subjects").where("finding", "in", findings).execute();
}

/** Scans that no finding refers to any more; never the last one. */
async function scans(tx: Tx, at: string, years: number): Promise<number> {
  const rows = await tx
    .selectFrom("scans")
    .selectAll()
    .where("state", "!=", "running")
    .where("finished", "<=", addYears(at, -years))
    .where("id", "<", (eb) => eb.selectFrom("scans").select(({ fn }) => fn.max("id").as("last")))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("changes").select("changes.id").whereRef("changes.scan", "=", "scans.id"))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("episodes")
            .select("finding")
            .where((eb) =>
              eb.or([eb("opened_scan", "=", eb.ref("scans.id")), eb("resolved_scan", "=", eb.ref("scans.id"))]),
            ),
        ),
      ),
    )
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  const over = rows.filter(
    ({ started, finished }) => deletionRefused({ created: started, lastInEffect: finished }, at, years) === null,
  );
  for (const scan of over) {
    const units = await tx.selectFrom("scan_units").selectAll().where("scan", "=", scan.id).orderBy("unit").execute();
    await tell(tx, at, { scan: scan.name }, [scan, units]);
    await tx.deleteFrom("scan_units").where("scan", "=", scan.id).execute();
    await tx.deleteFrom("scans").where("id", "=", scan.id).execute();
    await dropDocuments(tx, [scan.scope, scan.checks, ...units.map(({ answers }) => answers)]);
  }
  return over.length;
}

/** Those of them that nothing refers to any more. */
async function dropDocuments(tx: Tx, ids: readonly number[]): Promise<void> {
  const candidates = [...new Set(ids)];
  for (let i = 0; i < candidates.length; i += AT_ONCE) {
    const some = candidates.slice(i, i + AT_ONCE);
    await tx
      .deleteFrom("documents")
      .where("id", "in", some)
      .where("id", "not in", (eb) => eb.selectFrom("scan_units").select("answers").where("answers", "in", some))
      .where("id", "not in", (eb) =>
        eb.selectFrom("units").select("answered").where("answered", "in", some).$castTo<{ answered: number }>(),
      )
      .where("id", "not in", (eb) => eb.selectFrom("scans").select("scope").where("scope", "in", some))
      .where("id", "not in", (eb) => eb.selectFrom("scans").select("checks").where("checks", "in", some))
      .execute();
  }
}

async function waivers(tx: Tx, at: string, years: number): Promise<number> {
  const rows = await tx.selectFrom("waivers").selectAll().where("ended", "is not", null).orderBy("id").execute();
  const over = rows
    .filter(({ began, ended }) => deletionRefused({ created: began, lastInEffect: ended }, at, years) === null)
    .slice(0, AT_ONCE);
  for (const waiver of over) {
    await tell(tx, at, { waiver: waiver.name }, waiver);
    await tx.deleteFrom("waivers").where("id", "=", waiver.id).execute();
  }
  return over.length;
}

async function tell(tx: Tx, at: string, what: object, deleted: unknown): Promise<void> {
  const body = JSON.stringify({ ...what, sha256: digestOf(JSON.stringify(deleted)) });
  await tx.insertInto("ledger_pending").values({ kind: "deleted", at, body }).execute();
}
