import { digestOf } from "../column.ts";
import { StoreError } from "../error.ts";
import type { Db } from "../tables.ts";
import type { KeptAnswers, ReadListing } from "./commit-unit.ts";

/** A scan that was tracked, as far as what it read follows from it. */
export interface KeptScan {
  readonly name: string;
  readonly started: string;
  readonly finished: string;
  readonly recorded: string | null;
  readonly program: string;
  /** The hash of the document, and the document. */
  readonly scope: { readonly digest: string; readonly body: unknown };
  /** In the order in which the ledger's hash of their answers has them. */
  readonly units: readonly {
    readonly account: string;
    readonly region: string;
    /** The hash of the document. */
    readonly answers: string;
    readonly listings: readonly ReadListing[];
  }[];
}

/** A scan by its number, or its name; or the last one that was finished by a time, ISO 8601. Null where there is none such. */
export async function keptScan(
  db: Db,
  which: { readonly scan: string } | { readonly by: string },
): Promise<KeptScan | null> {
  let query = db.selectFrom("scans").selectAll().where("state", "=", "done");
  if ("by" in which) query = query.where("finished", "<=", which.by);
  else if (/^\d{1,9}$/.test(which.scan)) query = query.where("id", "=", Number(which.scan));
  else query = query.where("name", "=", which.scan);
  const row = await query.orderBy("id", "desc").limit(1).executeTakeFirst();
  if (row === undefined) return null;
  const { id, name, started, finished, recorded, program } = row;
  const units = await db
    .selectFrom("scan_units")
    .innerJoin("units", "units.id", "scan_units.unit")
    .innerJoin("documents", "documents.id", "scan_units.answers")
    .select(["account", "region", "digest", "body"])
    .where("scan", "=", id)
    .orderBy("account")
    .orderBy("region")
    .execute();
  const scope = await db
    .selectFrom("documents")
    .select(["digest", "body"])
    .where("id", "=", row.scope)
    .executeTakeFirst();
  return {
    name,
    started,
    finished: finished!,
    recorded,
    program,
    scope: { digest: scope?.digest ?? "", body: contentOf(scope) },
    units: units.map(({ account, region, digest, body }) => {
      const { listings = [] } = contentOf({ digest, body }) as Partial<KeptAnswers>;
      return { account, region, answers: digest, listings };
    }),
  };
}

/** Throws StoreError `damaged` for a document that is not what its hash says. */
function contentOf(document: { readonly digest: string; readonly body: string } | undefined): unknown {
  if (document === undefined || digestOf(document.body) !== document.digest)
    throw new StoreError("damaged", `the document ${document?.digest ?? "of a scan"} is not what its hash says`);
  return JSON.parse(document.body);
}

/** What the ledger tells of a scan; null where it has no entry, or only waits for it. `finished`: ISO 8601, UTC. */
export async function scanEntry(
  db: Db,
  { name, finished }: Pick<KeptScan, "name" | "finished">,
): Promise<{ readonly position: number; readonly answers: unknown; readonly scope: unknown } | null> {
  const rows = await db
    .selectFrom("ledger_entries")
    .select(["position", "body"])
    .where("kind", "=", "scan")
    .where("at", "=", new Date(finished).toISOString())
    .execute();
  for (const { position, body } of rows) {
    const outer = JSON.parse(body ?? "{}") as Record<string, unknown>;
    const told = typeof outer["json"] === "string" ? (JSON.parse(outer["json"]) as Record<string, unknown>) : outer;
    if (told["name"] === name) return { position, answers: told["answers"], scope: told["scope"] };
  }
  return null;
}

/** The hashes of all listings that a scan in the store read, be it done or not. */
export async function listingsNamed(db: Db): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (let last = 0; ;) {
    const rows = await db
      .selectFrom("documents")
      .select(["id", "body"])
      .where("id", ">", last)
      .where("id", "in", (eb) => eb.selectFrom("scan_units").select("answers"))
      .orderBy("id")
      .limit(500)
      .execute();
    if (rows.length === 0) return named;
    last = rows.at(-1)!.id;
    for (const { body } of rows)
      for (const { sha256 } of (JSON.parse(body) as Partial<KeptAnswers>).listings ?? []) named.add(sha256);
  }
}
