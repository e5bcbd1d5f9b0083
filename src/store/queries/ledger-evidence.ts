import type { ResourceCounts } from "../../contract/index.ts";
import type { Change, Episode, TrackedFinding } from "../../track/index.ts";
import { intern } from "../documents.ts";
import { storedOf } from "../finding-row.ts";
import { lasting } from "../lasting.ts";
import type { Db } from "../tables.ts";
import type { KeptCheck } from "./begin-scan.ts";
import type { KeptAnswers, ReadListing } from "./commit-unit.ts";
import { historiesOf } from "./findings-at.ts";
import { episodesOf } from "./show-finding.ts";

/** Keeps what the ledger is to name by its hash alone, once, as JSON. Gives the hex SHA-256 of that. */
export async function keepDocument(db: Db, document: unknown): Promise<string> {
  return lasting(db, async (tx) => (await intern(tx, JSON.stringify(document))).digest);
}

/** The JSON under a hash; null where the store has none. */
export async function keptDocument(db: Db, digest: string): Promise<string | null> {
  const row = await db.selectFrom("documents").select("body").where("digest", "=", digest).executeTakeFirst();
  return row?.body ?? null;
}

/** A scan that was tracked, with what its answers come to. */
export interface ScanDetail {
  readonly scan: number;
  readonly name: string;
  readonly started: string;
  readonly finished: string;
  readonly source: string;
  readonly checks: readonly KeptCheck[];
  /** Hashes of the documents that its entry in the ledger names. */
  readonly documents: { readonly scope: string; readonly checks: string };
  /** What each unit answered, by the hash of the document; in the order in which the ledger's hash of them all has them. */
  readonly units: readonly {
    readonly account: string;
    readonly region: string;
    readonly answers: string;
    readonly listings: readonly ReadListing[];
  }[];
  /** Check → its cells by their status, and its resources by their outcome. */
  readonly coverage: ReadonlyMap<string, CheckCoverage>;
}

export interface CheckCoverage {
  readonly cells: Readonly<Record<string, number>>;
  readonly resources: ResourceCounts;
}

/** The scans that were finished from one time to before another, in their order. */
export async function* scanDetails(
  db: Db,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<ScanDetail> {
  const scans = await db
    .selectFrom("scans")
    .innerJoin("documents as scope", "scope.id", "scans.scope")
    .innerJoin("documents as checks", "checks.id", "scans.checks")
    .select(["scans.id", "name", "started", "finished", "source", "scope.digest as scope"])
    .select(["checks.digest as checks", "checks.body as judged"])
    .where("state", "=", "done")
    .where("finished", ">=", from)
    .where("finished", "<", to)
    .orderBy("scans.id")
    .execute();
  // From one scan to the next most units answer the same.
  const known = new Map<string, UnitDetail>();
  for (const { id, name, started, finished, source, scope, checks, judged } of scans) {
    const rows = await db
      .selectFrom("scan_units")
      .innerJoin("units", "units.id", "scan_units.unit")
      .innerJoin("documents", "documents.id", "scan_units.answers")
      .select(["account", "region", "digest as answers"])
      .where("scan", "=", id)
      .orderBy("account")
      .orderBy("region")
      .execute();
    const coverage = new Map<string, CheckCoverage>();
    const units: ScanDetail["units"][number][] = [];
    for (const row of rows) {
      let unit = known.get(row.answers);
      if (unit === undefined) known.set(row.answers, (unit = unitDetail((await keptDocument(db, row.answers))!)));
      units.push({ ...row, listings: unit.listings });
      for (const [check, counts] of unit.cells) coverage.set(check, plus(coverage.get(check), counts));
    }
    const documents = { scope, checks };
    const parsed = JSON.parse(judged) as KeptCheck[];
    yield { scan: id, name, started, finished: finished!, source, checks: parsed, documents, units, coverage };
  }
}

interface UnitDetail {
  readonly cells: readonly (readonly [string, CheckCoverage])[];
  readonly listings: readonly ReadListing[];
}

function unitDetail(answers: string): UnitDetail {
  // Stores that are older than the hashes of listings have none.
  const { cells, listings = [] } = JSON.parse(answers) as Partial<KeptAnswers> & Pick<KeptAnswers, "cells">;
  return {
    cells: cells.map(({ check, status, resources }) => [check, { cells: { [status]: 1 }, resources }]),
    listings,
  };
}

function plus(a: CheckCoverage | undefined, b: CheckCoverage): CheckCoverage {
  return a === undefined ? b : { cells: sum(a.cells, b.cells), resources: sum({ ...a.resources }, { ...b.resources }) };
}

function sum<T extends Readonly<Record<string, number>>>(a: T, b: T): T {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)])) as T;
}

export interface FindingRecord {
  readonly finding: TrackedFinding;
  readonly episodes: readonly Episode[];
  readonly history: readonly Change[];
}

const AT_ONCE = 500;

/** The findings that were open at any time from one to before another, in the order in which they became known. */
export async function* findingsBetween(
  db: Db,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<FindingRecord> {
  for (let last = 0; ;) {
    const candidates = await db
      .selectFrom("episodes")
      .select("finding")
      .distinct()
      .where("finding", ">", last)
      .where("opened", "<", to)
      .where((eb) => eb.or([eb("resolved", "is", null), eb("resolved", ">=", from)]))
      .orderBy("finding")
      .limit(AT_ONCE)
      .execute();
    if (candidates.length === 0) return;
    const ids = candidates.map(({ finding }) => finding);
    last = ids.at(-1)!;
    const rows = await db.selectFrom("findings").select(["id", "body"]).where("id", "in", ids).orderBy("id").execute();
    const episodes = await episodesOf(db, ids);
    const histories = await historiesOf(db, ids);
    for (const { id, finding } of rows.map(storedOf))
      yield { finding, episodes: episodes.get(id) ?? [], history: histories.get(id) ?? [] };
  }
}
