import { randomUUID } from "node:crypto";
import type { ApiCall } from "../../collect/index.ts";
import type { Listing, ScanEvent, Summary } from "../../contract/index.ts";
import type { KeptListings } from "../../recording/index.ts";
import { StoreError, whileScanning, type Store, type UnfinishedScan } from "../../store/index.ts";
import { Follower, type Lends } from "../follow.ts";
import { scanLedger } from "../ledger/scan-ledger.ts";
import type { Read } from "../read.ts";
import type { Progress } from "../reader.ts";
import { followed, scanNow } from "../scan-now.ts";
import type { ScanOptions } from "../scan-options.ts";
import { HandedBack } from "../unit-readings.ts";
import { refuseLongWaivers } from "../waived.ts";
import { abortAfter, untilDeadline } from "./deadline.ts";
import { doneUpTo } from "./done-up-to.ts";
import type { Log } from "./log.ts";
import { checksOf, type OpenSource, type PlannedSchedule, type Setup, type Wanted } from "./setup.ts";
import type { Ticker } from "./ticker.ts";

/** What is to be scanned, and for whom. */
export interface ScanRequest {
  /** Null where somebody asked for it. */
  readonly schedule: { readonly name: string; readonly due: string } | null;
  readonly wanted: Wanted;
  readonly deadlineMs: number;
}

/** What came of it; null where it was handed back: it goes on when somebody takes it up. */
export interface ScanTold {
  readonly id: string;
  readonly summary: Summary | null;
  /** Of all findings in the store; null where the scan was handed back. */
  readonly open: number | null;
}

/** Is told what happens, for metrics. */
export interface Observer {
  readonly event: (event: ScanEvent) => void;
  readonly listing: (progress: Progress) => void;
  readonly call: (call: ApiCall) => void;
}

export const blind: Observer = { event: () => undefined, listing: () => undefined, call: () => undefined };

export interface ScannerOptions {
  readonly store: Store;
  /** The accounts of the configuration; `only` narrows them. */
  readonly open: (
    setup: Setup,
    only: Pick<Wanted, "accounts" | "regions">,
    onCall: Observer["call"],
  ) => Promise<OpenSource>;
  /** Where what is read is kept at length; null, and absent: nowhere. Asked for each scan. */
  readonly keep?: (setup: Setup) => KeptListings | null;
  /** Has units read by workers; absent: they are read here. */
  readonly elsewhere?: (scan: Elsewhere) => NonNullable<ScanOptions["elsewhere"]>;
  /** For so long this process may stand still and keep the right to scan, in milliseconds; absent: two minutes. */
  readonly leaseMs?: number;
  readonly ticker: Ticker;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly observer: Observer;
}

/** What workers have to know of a scan. */
export interface Elsewhere {
  readonly setup: Setup;
  readonly request: ScanRequest;
  readonly begun: string;
  readonly stop: AbortSignal;
}

/** Another process, or this one before it lost sight of the store, made the scan of this due time. */
export class AlreadyScanned extends Error {
  override readonly name = "AlreadyScanned";
}

/** Scans, one at a time: into the store, into the ledger, until the deadline. */
export class Scanner {
  private readonly options: ScannerOptions;

  constructor(options: ScannerOptions) {
    this.options = options;
  }

  /**
   * Throws StoreError `busy` where another process scans, AlreadyScanned where one did meanwhile; whatever else ends the scan, which then counts as given up.
   * Once `stop` is aborted no unit is begun, and the scan is handed back.
   */
  async scan(setup: Setup, request: ScanRequest, stop: AbortSignal, { resume = true } = {}): Promise<ScanTold> {
    const { store, ticker, log, leaseMs } = this.options;
    const now = ticker.now();
    const at = now.toISOString();
    refuseLongWaivers(setup.read, { at, now: at });
    const resumes = (scan: UnfinishedScan) => resume && isResumable(scan, request, now);
    try {
      const work = async (givenUp: readonly UnfinishedScan[], resumed: UnfinishedScan | null) => {
        if (resumed === null && (await this.isScanned(request))) return await this.refuseAgain(setup, request);
        for (const { name, started } of givenUp) log.warn({ scan: name, started }, "an unfinished scan is given up");
        return await this.scanHeld(setup, request, stop, resumed ?? { name: randomUUID(), started: at });
      };
      return await whileScanning(store, at, work, resumes, leaseMs === undefined ? {} : { lease: leaseMs });
    } catch (error) {
      if (!(error instanceof StoreError && error.kind === "changed")) throw error;
      // It was begun for other checks or accounts than there are now: it cannot be finished as it was meant.
      return await this.scan(setup, request, stop, { resume: false });
    }
  }

  /** Whoever had the right to scan before may have made this one: it is asked once nobody else can. */
  private async isScanned({ schedule }: ScanRequest): Promise<boolean> {
    if (schedule === null) return false;
    const { store, ticker } = this.options;
    const upTo = (await doneUpTo(store.db, ticker.now())).get(schedule.name);
    return upTo !== undefined && upTo >= Date.parse(schedule.due);
  }

  /** It may have ended between its scan and its ledger: what waits there is taken in. */
  private async refuseAgain({ read }: Setup, { schedule }: ScanRequest): Promise<never> {
    const { store, env, ticker } = this.options;
    await (await scanLedger(store, read, env, () => ticker.now())).sequence();
    throw new AlreadyScanned(`the scan of ${schedule?.due} is made already`);
  }

  private async scanHeld(
    setup: Setup,
    request: ScanRequest,
    stop: AbortSignal,
    { name: id, started: begun }: Pick<UnfinishedScan, "name" | "started">,
  ): Promise<ScanTold> {
    const { store, open, keep, elsewhere, ticker, env, log, observer } = this.options;
    const { read } = setup;
    const { schedule, wanted } = request;
    const checks = checksOf(read, wanted);
    const ended = new AbortController();
    const passed = new AbortController();
    const left = Date.parse(begun) + request.deadlineMs - ticker.now().getTime();
    const deadline = abortAfter(ticker, left, passed, ended.signal);
    const source = await open(setup, wanted, observer.call);
    try {
      const ledger = await scanLedger(store, read, env, () => ticker.now());
      const follower = new Follower({
        store,
        ...followed(read, checks, { ...askedOf(wanted), chosen: checks.length < read.checks.length }),
        ...(schedule === null ? {} : { schedule }),
        keep: keep?.(setup) ?? null,
        lends: lendsOf(read),
        manifest: ledger.manifest,
        sequence: ledger.sequence,
      });
      log.info({ scan: id, ...schedule, checks: checks.length }, "scan begins");
      let open: number | null = null;
      const summary = await scanNow(read, untilDeadline(source, passed.signal), checks, {
        id,
        begun,
        follower,
        signal: stop,
        now: () => ticker.now(),
        emit: (event) => {
          observer.event(event);
          logEvent(log, id, event);
          if (event.type === "tracked") open = event.open;
        },
        progress: (progress) => observer.listing(progress),
        ...(elsewhere === undefined ? {} : { elsewhere: elsewhere({ setup, request, begun, stop }) }),
      });
      for (const warning of ledger.warnings) log.warn({ scan: id }, warning);
      for (const note of ledger.printed) process.stdout.write(note);
      log.info({ scan: id, cells: summary.cells, findings: summary.findings, open }, "scan done");
      return { id, summary, open };
    } catch (error) {
      if (!(error instanceof HandedBack)) throw error;
      log.warn({ scan: id }, "scan handed back: it goes on when it is taken up again");
      return { id, summary: null, open: null };
    } finally {
      ended.abort();
      await deadline;
      source.close();
    }
  }
}

/** One for the same schedule, or asked for by somebody as this one is, and not past its deadline. */
function isResumable({ schedule, started }: UnfinishedScan, request: ScanRequest, now: Date): boolean {
  const age = now.getTime() - Date.parse(started);
  return schedule === (request.schedule?.name ?? null) && age >= 0 && age < request.deadlineMs;
}

function askedOf({ accounts, regions }: Wanted) {
  return { ...(accounts.length > 0 ? { accounts } : {}), ...(regions.length > 0 ? { regions } : {}) };
}

/** What may be kept of a unit: whatever listing any check reads. */
export function lendsOf({ checks, ownership }: Read): Lends {
  const all = new Set<Listing>(checks.flatMap(({ listings }) => listings));
  if (ownership?.vpcs) all.add(ownership.vpcs);
  return { listings: new Map([...all].map((listing) => [listing.id, listing])), ownership };
}

function logEvent(log: Log, scan: string, event: ScanEvent): void {
  if (event.type === "account" && event.unreadable !== undefined) {
    const { api, code, message } = event.unreadable;
    log.warn({ scan, account: event.account, api, code, reason: message }, "account unreadable");
  }
  if (event.type === "cell" && event.status === "unknown") {
    const { account, region } = event.unit;
    log.debug({ scan, account, region, check: event.check, reasons: event.reasons }, "cell unknown");
  }
  if (event.type === "change") {
    const { kind, check, unit, resource, key } = event;
    log.info(
      { scan, account: unit.account, region: unit.region, check, resource: resource.id, key },
      `finding ${kind}`,
    );
  }
}

/** As a schedule asks for it. */
export function requestOf({ name, wanted, deadlineMs }: PlannedSchedule, due: number): ScanRequest {
  return { schedule: { name, due: new Date(due).toISOString() }, wanted, deadlineMs };
}
