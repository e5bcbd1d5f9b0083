import { verifyStore } from "../../src/app/ledger/check.ts";
import { filePlace } from "../../src/app/ledger/places.ts";
import { bodyOf } from "../../src/app/ledger/rows.ts";
import type { KeptListings } from "../../src/recording/index.ts";
import { keptScan, ledgerEntries, scanDetails, type Db, type Store } from "../../src/store/index.ts";
import { keptBy, type Variant } from "./work.ts";

export interface Expected {
  readonly keys: Readonly<Record<Variant, ReadonlySet<string>>>;
  /** Cells of a scan. */
  readonly cells: number;
  /** Scans of which a process said that they were done: as many at least are. */
  readonly told: number;
}

/** What is wrong with a store after a process was killed and another one recovered it; nothing, if all is well. */
export async function problemsOf({ db }: Store, checkpoints: string, expected: Expected): Promise<string[]> {
  const wrong: string[] = [];
  const verdict = await verifyStore(db, { keys: [], older: [], places: [filePlace(checkpoints)] });
  if (!verdict.ok) wrong.push(`the ledger does not hold: ${JSON.stringify(verdict.faults)}`);
  if (verdict.pending > 0) wrong.push(`${verdict.pending} rows wait for the ledger`);
  if (verdict.signed !== verdict.size) wrong.push(`${verdict.size - verdict.signed} entries are not signed`);
  if (verdict.unasked.length > 0) wrong.push("the checkpoints outside cannot be read");
  for (const table of ["claims", "staged"] as const) {
    const rows = await db.selectFrom(table).selectAll().execute();
    if (rows.length > 0) wrong.push(`${rows.length} rows are left in ${table}`);
  }
  wrong.push(...(await scansWrong(db, expected)), ...(await findingsWrong(db, expected)));
  wrong.push(...(await keptWrong(db, keptBy(checkpoints))));
  return wrong;
}

/** Each scan that is done, and each that was given up, is once in the ledger; of those that are done no cell is missing. */
async function scansWrong(db: Db, { cells, told }: Expected): Promise<string[]> {
  const wrong: string[] = [];
  const scans = await db.selectFrom("scans").select(["name", "state"]).execute();
  const entries = new Map<string, string[]>();
  for await (const row of ledgerEntries(db)) {
    if (row.kind !== "scan" && row.kind !== "scan-abandoned") continue;
    const name = String(bodyOf(row)["name"]);
    entries.set(name, [...(entries.get(name) ?? []), row.kind]);
  }
  for (const { name, state } of scans) {
    const is = (entries.get(name) ?? []).join(" ");
    const due = { done: "scan", abandoned: "scan-abandoned", running: "none, for it is over" }[state];
    if (is !== due) wrong.push(`the scan ${name} is ${state}, and in the ledger as: ${is}`);
  }
  if (entries.size > scans.length) wrong.push("the ledger has scans that the store has not");
  const done = scans.filter(({ state }) => state === "done").length;
  if (done < told) wrong.push(`${told} scans were said to be done, and ${done} are`);
  for await (const { name, coverage } of scanDetails(db, { from: "", to: "9999" })) {
    const answered = [...coverage.values()].flatMap(({ cells }) => Object.values(cells)).reduce((a, b) => a + b, 0);
    if (answered !== cells) wrong.push(`the scan ${name} answers ${answered} of ${cells} cells`);
  }
  return wrong;
}

/** What the scans that are done read is there, each listing as it was; none of it, where they keep nothing. */
async function keptWrong(db: Db, kept: KeptListings): Promise<string[]> {
  const wrong: string[] = [];
  const scans = await db.selectFrom("scans").select("name").where("state", "=", "done").execute();
  const listings = new Set<string>();
  for (const { name } of scans) {
    const scan = await keptScan(db, { scan: name });
    if (scan === null || (scan.scope.body as { recording?: unknown }).recording === undefined) continue;
    for (const unit of scan.units) for (const { sha256 } of unit.listings) listings.add(sha256);
  }
  for (const sha256 of listings)
    await kept.read(sha256).catch((error: unknown) => wrong.push(`what a scan read: ${(error as Error).message}`));
  return wrong;
}

/** The open findings are those of the last scan; every change is told once, and once in the ledger. */
async function findingsWrong(db: Db, { keys }: Expected): Promise<string[]> {
  const wrong: string[] = [];
  const last = await db
    .selectFrom("scans")
    .select("source")
    .where("state", "=", "done")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  const due = last === undefined ? new Set<string>() : keys[last.source as Variant];
  const open = await db.selectFrom("findings").select("key").where("state", "=", 0).execute();
  const is = new Set(open.map(({ key }) => key));
  if (is.symmetricDifference(due).size > 0) wrong.push(`${is.size} findings are open, and should be ${due.size}`);

  const changes = await db
    .selectFrom("changes")
    .innerJoin("findings", "findings.id", "changes.finding")
    .select(["key", "number", "changes.kind", "findings.state"])
    .orderBy("finding")
    .orderBy("number")
    .execute();
  const told = new Set<string>();
  let entries = 0;
  for await (const row of ledgerEntries(db)) {
    if (row.kind !== "finding") continue;
    entries++;
    const { finding, number, change } = bodyOf(row);
    told.add(`${String(finding)} ${String(number)} ${String(change)}`);
  }
  if (entries !== told.size) wrong.push(`${entries - told.size} changes are in the ledger twice`);
  const known = new Set(changes.map(({ key, number, kind }) => `${key} ${number} ${kind}`));
  if (told.symmetricDifference(known).size > 0) wrong.push(`${known.size} changes, and ${told.size} in the ledger`);
  for (const [key, all] of Map.groupBy(changes, ({ key }) => key)) {
    const opened = all.filter(({ kind }) => kind === "opened" || kind === "reopened").length;
    const resolved = all.filter(({ kind }) => kind === "resolved").length;
    if (opened - resolved !== 1 - all[0]!.state)
      wrong.push(`${key} was opened ${opened} and resolved ${resolved} times`);
    if (all.at(-1)!.number !== all.length) wrong.push(`the history of ${key} has gaps`);
  }
  return wrong;
}
