/** What scans read, where it is kept at length: written as a recording again, and deleted when no scan is kept that read it. */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import type { AccountPlan, Only } from "../../contract/index.ts";
import { LedgerError } from "../../ledger/index.ts";
import { createRecording, type KeptListings } from "../../recording/index.ts";
import { keptScan, listingsNamed, scanEntry, tellLedger, type Db, type KeptScan } from "../../store/index.ts";

/** What a recording says beside its listings; in the scope of a scan that kept them. */
export interface KeptPlan {
  readonly accounts: readonly AccountPlan[];
  readonly only?: Only;
}

/** Without whom the accounts were read as: another process, which takes the scan up, may be somebody else. */
export function keptPlan(accounts: readonly AccountPlan[], only: Only | undefined): KeptPlan {
  const plans = accounts.map(({ identity: _identity, ...plan }) => plan);
  return { accounts: plans, ...(only === undefined ? {} : { only }) };
}

export interface KeptRecording {
  /** The scan's name. */
  readonly scan: string;
  /** When it was read, ISO 8601. */
  readonly recorded: string;
  readonly listings: number;
  readonly items: number;
  /** The entry of the ledger that it was held against; null where the ledger does not tell of the scan yet. */
  readonly entry: number | null;
}

/**
 * Writes what a scan read as a recording. Each listing is held against its hash, and the hashes against the ledger.
 * Throws LedgerError where there is no such scan, it kept nothing, or the ledger says otherwise; KeepError for a
 * listing that is missing or was changed; StoreError for a document that was; RecordingError where nothing can be written.
 */
export async function writeKept(
  db: Db,
  kept: KeptListings,
  which: Parameters<typeof keptScan>[1],
  out: string,
): Promise<KeptRecording> {
  const scan = await keptScan(db, which);
  if (scan === null)
    throw new LedgerError(
      "scan" in which ? `there is no finished scan ${which.scan}` : `no scan was finished by ${which.by}`,
    );
  const plan = (scan.scope.body as { readonly recording?: KeptPlan }).recording;
  if (plan === undefined)
    throw new LedgerError(`the scan ${scan.name} kept hashes alone: what scans read is kept with \`evidence: full\``);
  const entry = await entryOf(db, scan);
  const { accounts, ...only } = plan;
  const recorded = scan.recorded ?? scan.started;
  const writer = await createRecording(out, { recorded, program: scan.program, ...only });
  const sum = { listings: 0, items: 0 };
  try {
    for (const account of accounts) await writer.write({ kind: "account", ...account });
    for (const { account, region, listings } of scan.units)
      for (const { listing, sha256, complete, unreadable } of listings) {
        const place = { account, region, listing };
        const { items, flawed } = await kept.read(sha256);
        await writer.write({ kind: "page", ...place, items, flawed });
        if (complete) await writer.write({ kind: "end", ...place, complete });
        else if (unreadable !== undefined) await writer.write({ kind: "end", ...place, complete, unreadable });
        sum.listings++;
        sum.items += items.length + flawed.length;
      }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  return { scan: scan.name, recorded, ...sum, entry };
}

/** The entry of a scan. Throws LedgerError where it tells of other answers, or another plan. */
async function entryOf(db: Db, scan: KeptScan): Promise<number | null> {
  const entry = await scanEntry(db, scan);
  if (entry === null) return null;
  const lines = scan.units.map(({ account, region, answers }) => `${account} ${region} ${answers}\n`);
  const answers = createHash("sha256").update(lines.join("")).digest("hex");
  if (entry.answers !== answers || entry.scope !== scan.scope.digest)
    throw new LedgerError(
      `what the store has of the scan ${scan.name} is not what entry ${entry.position} tells of it`,
    );
  return entry.position;
}

/** Whoever reads now may need a listing that no scan names yet; in days. */
const READING_DAYS = 31;
const AT_ONCE = 500;

/**
 * Deletes the listings that no scan in the store read, once the ledger has their hashes to take up; call it after
 * `compact`. Broken off, it is gone on with the next time. `at`: ISO 8601, UTC. Gives how many there were.
 */
export async function dropUnnamed(db: Db, kept: KeptListings, at: string): Promise<number> {
  const since = new Date(Date.parse(at) - READING_DAYS * 86_400_000);
  const files = await kept.unnamed(await listingsNamed(db), since);
  let count = 0;
  for (let i = 0; i < files.length; i += AT_ONCE) {
    const some = files.slice(i, i + AT_ONCE);
    const listings = some.flatMap(({ sha256 }) => sha256 ?? []);
    if (listings.length > 0) await tellLedger(db, { kind: "listings deleted", at, body: { listings } });
    for (const { path } of some) await rm(path, { force: true });
    count += listings.length;
  }
  return count;
}
