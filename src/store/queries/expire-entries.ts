import { addYears } from "../../track/index.ts";
import type { Tx } from "../tables.ts";

/** Entries from one place to before another. */
interface Span {
  from: number;
  to: number;
}

/** The kind under which a row waits that tells which entries may go. */
export const EXPIRED = "expired";
/** Without these nobody can follow the ledger. */
const LASTING = ["epoch", "deletion"];
const AT_ONCE = 2000;

/**
 * Names the entries of the ledger whose time is over. Their bytes go when that has its place in the ledger itself, not
 * before. An entry stays as long as the store holds what it tells of, and as long as one before it does by its age: a
 * clock that once jumped back makes nothing old. Gives how many they are.
 */
export async function expireEntries(tx: Tx, at: string, years: number): Promise<number> {
  const waiting = await tx.selectFrom("ledger_pending").select("id").where("kind", "=", EXPIRED).executeTakeFirst();
  if (waiting !== undefined) return 0;
  const { young } = await tx
    .selectFrom("ledger_entries")
    .select(({ fn }) => fn.min("position").as("young"))
    .where("at", ">", addYears(at, -years))
    .executeTakeFirstOrThrow();
  const kept = await keptNames(tx);
  const spans: Span[] = [];
  let count = 0;
  for (let next = 0; ;) {
    const rows = await tx
      .selectFrom("ledger_entries")
      .select(["position", "body"])
      .where("position", ">=", next)
      .where("position", "<", young ?? 2 ** 31 - 1)
      .where("body", "is not", null)
      .where("kind", "not in", LASTING)
      .orderBy("position")
      .limit(AT_ONCE)
      .execute();
    for (const { position, body } of rows) {
      if (kept.has(nameIn(body!))) continue;
      count++;
      const last = spans.at(-1);
      if (last?.to === position) last.to++;
      else spans.push({ from: position, to: position + 1 });
    }
    if (rows.length < AT_ONCE) break;
    next = rows.at(-1)!.position + 1;
  }
  if (count > 0) {
    const body = JSON.stringify({ entries: spans });
    await tx.insertInto("ledger_pending").values({ kind: EXPIRED, at, body }).execute();
  }
  return count;
}

/** Takes the bytes of these entries away; their hashes stay. In the transaction that gives the deletion its place. */
export async function dropEntries(tx: Tx, body: string): Promise<void> {
  for (const { from, to } of (JSON.parse(body) as { entries: readonly Span[] }).entries)
    await tx
      .updateTable("ledger_entries")
      .set({ body: null })
      .where("position", ">=", from)
      .where("position", "<", to)
      .execute();
}

/** What the store still holds: findings by their keys, scans and waivers by their names. */
async function keptNames(tx: Tx): Promise<ReadonlySet<string>> {
  const lists = await Promise.all([
    tx.selectFrom("findings").select("key as name").execute(),
    tx.selectFrom("former_keys").select("key as name").execute(),
    tx.selectFrom("scans").select("name").execute(),
    tx.selectFrom("waivers").select("name").execute(),
  ]);
  const [findings, former, scans, waivers] = lists.map((rows) => rows.map(({ name }) => name));
  return new Set([
    ...[...findings!, ...former!].map((key) => `finding ${key}`),
    ...scans!.map((name) => `scan ${name}`),
    ...waivers!.map((name) => `waiver ${name}`),
  ]);
}

function nameIn(body: string): string {
  const outer = JSON.parse(body) as Told;
  const { finding, name, waiver } = typeof outer.json === "string" ? (JSON.parse(outer.json) as Told) : outer;
  if (finding !== undefined) return `finding ${finding}`;
  return waiver === undefined ? `scan ${name}` : `waiver ${waiver.id}`;
}

interface Told {
  readonly json?: string;
  readonly finding?: string;
  readonly name?: string;
  readonly waiver?: { readonly id: string };
}
