import { StoreError, type Store } from "../../store/index.ts";
import { enabled } from "../enable.ts";
import { Follower } from "../follow.ts";
import { ListingsRead } from "../listings-read.ts";
import { followed } from "../scan-now.ts";
import { abortAfter, untilDeadline } from "../serve/deadline.ts";
import type { Log } from "../serve/log.ts";
import { lendsOf, type Observer, type ScannerOptions } from "../serve/scanner.ts";
import { checksOf, everything, type OpenSource, type Setup } from "../serve/setup.ts";
import type { Ticker } from "../serve/ticker.ts";
import { scanUnit } from "../unit.ts";
import { unitsOf, type SourcedPlan } from "../units.ts";
import type { UnitJob } from "./queue.ts";
import { setupHash } from "./setup-hash.ts";

export interface WorkerOptions {
  readonly store: Store;
  /** The configuration as it is now. */
  readonly setup: () => Setup;
  /** Told that a scan is judged by another one: it may have changed. */
  readonly outdated?: () => void;
  readonly open: ScannerOptions["open"];
  readonly keep?: ScannerOptions["keep"];
  readonly ticker: Ticker;
  readonly log: Log;
  readonly observer: Observer;
}

/** An account that is open for the units of one scan. */
interface OpenAccount {
  readonly source: OpenSource;
  /** What was read through it. */
  readonly read: ListingsRead;
  readonly units: readonly SourcedPlan[];
}

/** What a scan is judged by; held, for it may be replaced before the scan ends. */
interface Judged {
  readonly scan: number;
  readonly hash: string;
  readonly setup: Setup;
  readonly release: () => Promise<void>;
}

/** Reads and judges units for scans that another process leads. */
export class UnitWorker {
  private readonly options: WorkerOptions;
  /** Of the scan that the last job was of. */
  private accounts = new Map<string, Promise<OpenAccount>>();
  private scan = 0;
  private ended = new AbortController();
  private judged: Judged | null = null;

  constructor(options: WorkerOptions) {
    this.options = options;
  }

  /** Answers a unit. Throws where it could not, and somebody should try again. */
  async answer(job: UnitJob): Promise<void> {
    const { store, log } = this.options;
    const { account, region } = job.unit;
    const facts = { scan: job.id, account, region };
    const setup = this.setupFor(job);
    const release = setup.hold();
    const { read } = setup;
    const checks = checksOf(read, job.wanted);
    const follower = new Follower({
      store,
      ...followed(read, checks, { chosen: false }),
      lends: lendsOf(read),
    });
    try {
      follower.join(job.scan);
      // A unit that nobody needs any more, for its scan is over, must not close the accounts of the one that is under way.
      if (!(await follower.claim(job))) return;
      const open = await this.openAccount(job, setup);
      follower.readThrough(open.read);
      const plan = planOf(open, job);
      const tell = follower.tell;
      const { listing } = this.options.observer;
      const result = await scanUnit(plan, checks.map(enabled), read.ownership, plan.source, job.at, tell, listing);
      const { gathered, ownerOf, readAny } = result;
      await follower.unit(plan, { part: { unit: plan.unit, gathered, ownerOf }, readAny });
      log.info(facts, "unit answered");
    } catch (error) {
      if (!(error instanceof StoreError && (error.kind === "fenced" || error.kind === "gone"))) throw error;
      log.warn({ ...facts, reason: error.message }, "what this worker read counts for nothing");
    } finally {
      await release();
    }
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    await this.judged?.release();
    this.judged = null;
    await this.closeAccounts();
  }

  /** The one that a scan began with is not given up with a change in its middle: nobody else might be left that has it. */
  private setupFor({ scan, setup: hash }: UnitJob): Setup {
    const { judged } = this;
    const now = this.options.setup();
    if (judged?.hash === hash && (judged.scan === scan || setupHash(now.read) !== hash)) return judged.setup;
    if (setupHash(now.read) !== hash) {
      this.options.outdated?.();
      throw new Error("this worker judges by another configuration, policy or program than the scan");
    }
    this.judged = { scan, hash, setup: now, release: now.hold() };
    void judged?.release();
    return now;
  }

  private async closeAccounts(): Promise<void> {
    this.ended.abort();
    this.ended = new AbortController();
    const open = [...this.accounts.values()];
    this.accounts = new Map();
    for (const account of await Promise.allSettled(open))
      if (account.status === "fulfilled") account.value.source.close();
  }

  private async openAccount(job: UnitJob, setup: Setup): Promise<OpenAccount> {
    const { scan, unit } = job;
    if (scan !== this.scan) {
      this.scan = scan;
      await this.closeAccounts();
    }
    const { accounts } = this;
    let open = accounts.get(unit.account);
    if (open === undefined) {
      open = this.openNow(job, setup);
      accounts.set(unit.account, open);
      // One that could not be opened is tried anew with the next unit.
      open.catch(() => accounts.delete(unit.account));
    }
    return await open;
  }

  private async openNow({ unit: { account }, deadline }: UnitJob, setup: Setup): Promise<OpenAccount> {
    const { open, keep, observer, ticker } = this.options;
    const { signal } = this.ended;
    const passed = new AbortController();
    const source = await open(setup, { ...everything, accounts: [account] }, observer.call);
    try {
      const plan = (await source.accounts()).find((one) => one.account === account);
      if (plan === undefined) throw new Error(`this worker does not find ${account}`);
      const { unreadable: why } = plan;
      if (why !== undefined) throw new Error(`this worker cannot open ${account}: ${why.code}: ${why.message}`);
      void abortAfter(ticker, Date.parse(deadline) - ticker.now().getTime(), passed, signal);
      // What units of the account read together, and what is told of all that was read, ends at the deadline, too.
      const read = new ListingsRead(untilDeadline(source, passed.signal), keep?.(setup));
      return { source, read, units: unitsOf(plan, read.source, observer.listing) };
    } catch (error) {
      source.close();
      throw error;
    }
  }
}

function planOf({ units }: OpenAccount, { unit, judgesGlobal }: UnitJob): SourcedPlan {
  const found = units.find((one) => one.unit.region === unit.region);
  if (found === undefined) throw new Error(`this worker does not find ${unit.account} ${unit.region}`);
  return { ...found, unit, judgesGlobal };
}
