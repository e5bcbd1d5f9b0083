import { gaps, LedgerError, type DueScan, type ScanTimes } from "../../ledger/index.ts";
import { Cron } from "../../schedule/index.ts";
import { ledgerEntries, scanDetails, type Db } from "../../store/index.ts";
import { bodyOf } from "./rows.ts";

/** When scans were due: at equal distances from `from` on, or by schedules of the daemon. */
export type DuePlan =
  | { readonly everyMs: number }
  | { readonly schedules: readonly { readonly name: string; readonly cron: string }[] };

export type GapsRequest = DuePlan & {
  /** ISO 8601, as all times here. */
  readonly from: string;
  /** Due times after it do not count. */
  readonly to: string;
  /** Now. */
  readonly at: string;
  /** How late a scan may start. */
  readonly graceMs: number;
};

/** What became of a due time; by whose plan, and why it was missed, where the ledger says. */
export interface DueScanTold extends DueScan {
  readonly schedule?: string;
  readonly why?: string;
}

interface LedgerScan extends ScanTimes {
  readonly schedule?: string;
}

/** A due time that the daemon itself said it missed. */
interface Missed {
  readonly schedule: string;
  readonly first: string;
  readonly last: string;
  readonly why: string;
}

const MOST_DUE = 1_000_000;

/** Whether a scan was done at each time at which one was due. Throws LedgerError for more times than anybody reads. */
export async function gapsOf(db: Db, request: GapsRequest): Promise<DueScanTold[]> {
  const { from, to, at, graceMs } = request;
  const end = Math.min(Date.parse(to), Date.parse(at));
  const { scans, missed } = await told(db, from);
  const options = { at, graceMs };
  if ("everyMs" in request) return gaps(isoTimes(equalTimes(Date.parse(from), end, request.everyMs)), scans, options);
  return request.schedules.flatMap(({ name, cron }) => {
    const due = isoTimes(new Cron(cron).between(Date.parse(from), end));
    const own = scans.filter(({ schedule }) => schedule === name);
    return gaps(due, own, options).map((one): DueScanTold => {
      const why = one.state === "missed" ? missed.find((known) => explains(known, name, one.due))?.why : undefined;
      return { ...one, schedule: name, ...(why === undefined ? {} : { why }) };
    });
  });
}

/** Which scans there were, and what was missed, the ledger says: the store could say anything. */
async function told(db: Db, from: string): Promise<{ scans: LedgerScan[]; missed: Missed[] }> {
  const incomplete = new Set<string>();
  for await (const { name, coverage } of scanDetails(db, { from, to: "9999" }))
    if ([...coverage.values()].some(({ cells }) => (cells["unknown"] ?? 0) > 0)) incomplete.add(name);
  const scans: LedgerScan[] = [];
  const missed: Missed[] = [];
  for await (const row of ledgerEntries(db)) {
    if (row.kind !== "scan" && row.kind !== "daemon") continue;
    const body = bodyOf(row) as { name?: string; started?: string; schedule?: string; due?: string; event?: string };
    if (row.kind === "daemon" && body.event === "missed") missed.push(body as unknown as Missed);
    if (row.kind === "daemon" || body.name === undefined || body.started === undefined) continue;
    const { name, started, schedule, due } = body;
    const planned = typeof schedule === "string" && typeof due === "string" ? { schedule, due } : {};
    scans.push({ scan: name, started, finished: row.at, complete: !incomplete.has(name), ...planned });
  }
  return { scans, missed };
}

function* equalTimes(from: number, to: number, every: number): Generator<number> {
  for (let time = from; time <= to; time += every) yield time;
}

function isoTimes(times: Iterable<number>): string[] {
  const due: string[] = [];
  for (const time of times) {
    if (due.length === MOST_DUE) throw new LedgerError(`that is more than ${MOST_DUE} due times`);
    due.push(new Date(time).toISOString());
  }
  return due;
}

function explains({ schedule, first, last }: Missed, name: string, due: string): boolean {
  return schedule === name && first <= due && due <= last;
}
