import { Agenda, type Turn } from "../../schedule/index.ts";
import { tellLedger, unfinishedScans, type Store } from "../../store/index.ts";
import { programName } from "../version.ts";
import { doneUpTo } from "./done-up-to.ts";
import type { Log } from "./log.ts";
import { AlreadyScanned, requestOf, type ScanRequest, type ScanTold, type Scanner } from "./scanner.ts";
import { schedulesOf, type PlannedSchedule, type ScheduleState, type Setup, type Wanted } from "./setup.ts";
import type { Ticker } from "./ticker.ts";
import { isBusy, messageOf, type ScanEnd } from "./told.ts";
import type { WaiverTimes } from "./waiver-times.ts";

export interface DaemonOptions {
  readonly store: Store;
  readonly scanner: Scanner;
  /** Reads the configuration; throws what is wrong with it. */
  readonly load: () => Promise<Setup>;
  /** Whether something that the configuration is made of is another than when it was last asked. */
  readonly changed: () => Promise<boolean>;
  readonly ticker: Ticker;
  readonly log: Log;
  /** Told how each scan ended. */
  readonly ended: (end: ScanEnd) => void;
  /** Tells what the time alone changed; gives how much that is. */
  readonly waiverTimes: Pick<WaiverTimes, "look">;
}

interface Asked {
  readonly wanted: Wanted;
  readonly resolve: (told: ScanTold) => void;
  readonly reject: (error: unknown) => void;
}

/** How often is looked whether the configuration changed, or a scan of another process was left. */
const LOOK_MS = 60_000;
/** Tries of one due time, a look apart. */
const MOST_TRIES = 3;
const DEFAULT_DEADLINE_MS = 6 * 3_600_000;

/** Runs schedules and what is asked for, one scan at a time, until it is stopped. */
export class Daemon {
  /** Whether the configuration that was read last is refused, and an older one in force. */
  refused = false;
  private readonly options: DaemonOptions;
  private readonly asked: Asked[] = [];
  private readonly stopping = new AbortController();
  private woken = new AbortController();
  private setup: Setup;
  private agenda: Agenda<PlannedSchedule>;
  private since: number;
  private reload = false;
  /** The due time that was tried in vain, and how often. */
  private failed: { readonly name: string; readonly due: number; readonly times: number } | null = null;
  /** What is scanned now. */
  private running: string | null = null;

  private constructor(options: DaemonOptions, setup: Setup) {
    this.options = options;
    this.setup = setup;
    this.since = options.ticker.now().getTime();
    this.agenda = new Agenda([], () => this.since);
  }

  /** Throws what is wrong with the configuration. */
  static async start(options: DaemonOptions): Promise<Daemon> {
    // Asked first: what changes while it is read is another change.
    await options.changed();
    const daemon = new Daemon(options, await options.load());
    daemon.agenda = await daemon.planned(daemon.setup, new Map());
    await daemon.tell({
      event: "started",
      schedules: schedulesOf(daemon.setup.read).map(({ name, cron }) => ({ name, cron })),
    });
    return daemon;
  }

  /** Returns when it was stopped and nothing is under way. */
  async run(): Promise<void> {
    const { ticker, log } = this.options;
    try {
      while (!this.stopping.signal.aborted) {
        try {
          await this.look();
          if (await this.once()) continue;
        } catch (error) {
          // The store is away, for one: the next look finds out whether it is back.
          log.error({ reason: messageOf(error) }, "cannot go on for now");
        }
        await ticker.wait(this.pause(), this.woken.signal);
        if (this.woken.signal.aborted) this.woken = new AbortController();
        if (this.stopping.signal.aborted) break;
      }
      await this.tell({ event: "stopped" }).catch((error: unknown) => {
        log.error({ reason: messageOf(error) }, "the ledger could not be told that the daemon stops");
      });
    } finally {
      for (const { reject } of this.asked.splice(0)) reject(new Error("clausewatch is stopping"));
      await this.setup.close();
    }
  }

  /** No scan is begun any more, and no unit of the one that is under way. */
  stop(): void {
    this.stopping.abort();
    this.woken.abort();
  }

  /** The configuration is read again, whether or not it changed. */
  reloadSoon(): void {
    this.reload = true;
    this.woken.abort();
  }

  /** It is looked now whether the configuration changed. */
  lookSoon(): void {
    this.woken.abort();
  }

  /** A scan as soon as the one that may be under way is done. */
  scan(wanted: Wanted): Promise<ScanTold> {
    return new Promise((resolve, reject) => {
      if (this.stopping.signal.aborted) return reject(new Error("clausewatch is stopping"));
      this.asked.push({ wanted, resolve, reject });
      this.woken.abort();
    });
  }

  get current(): Setup {
    return this.setup;
  }

  /** The schedule of the scan that is under way, `by hand` where somebody asked for it; null where none is. */
  get scanning(): string | null {
    return this.running;
  }

  schedules(): readonly ScheduleState[] {
    const now = this.options.ticker.now().getTime();
    return schedulesOf(this.setup.read).map(({ name, jitterMs }) => {
      const due = this.agenda.dueOf(name, now);
      const period = this.agenda.periodOf(name, now);
      return {
        name,
        periodSeconds: period === null ? null : period / 1000,
        lateSeconds: due === null ? 0 : Math.max(0, (now - due - jitterMs) / 1000),
      };
    });
  }

  /** Until the next turn. What is due already could not be done: it is tried again after a while. */
  private pause(): number {
    const now = this.options.ticker.now().getTime();
    const next = this.agenda.next(now);
    return next === null || next <= now ? LOOK_MS : Math.min(LOOK_MS, next - now);
  }

  /** One scan, where one is asked for, left unfinished, or due. False where there was none, or it could not be done. */
  private async once(): Promise<boolean> {
    const [first] = this.asked;
    if (first !== undefined) {
      this.asked.shift();
      const request = { schedule: null, wanted: first.wanted, deadlineMs: DEFAULT_DEADLINE_MS };
      await this.scanFor(request).then(first.resolve, first.reject);
      return true;
    }
    const left = await this.leftBehind();
    if (left !== null) return (await this.taken(left)) === "done";
    const turn = this.agenda.turn(this.options.ticker.now().getTime());
    if (turn === null) return false;
    const { name } = turn.schedule;
    const before = this.failed?.name === name && this.failed.due === turn.due ? this.failed.times : 0;
    if (turn.missed !== null && before === 0) await this.tellMissed(turn, turn.missed);
    const end = await this.taken(requestOf(turn.schedule, turn.due));
    if (end === "failed") this.failed = { name, due: turn.due, times: before + 1 };
    // What cannot be done is not tried for ever; the next due time is.
    if (end === "done" || (end === "failed" && before + 1 >= MOST_TRIES)) this.agenda.took({ name, due: turn.due });
    return end === "done";
  }

  private async taken(request: ScanRequest): Promise<"done" | "busy" | "failed"> {
    try {
      await this.scanFor(request);
      return "done";
    } catch (error) {
      return error instanceof AlreadyScanned ? "done" : isBusy(error) ? "busy" : "failed";
    }
  }

  private async scanFor(request: ScanRequest): Promise<ScanTold> {
    const { scanner, ticker, log, ended } = this.options;
    const schedule = request.schedule?.name ?? "by hand";
    const began = ticker.now().getTime();
    const end = (outcome: ScanEnd["outcome"]) => {
      const now = ticker.now().getTime();
      const due = request.schedule === null ? null : Date.parse(request.schedule.due);
      const lateSeconds = due === null ? null : Math.max(0, (now - due) / 1000);
      ended({ schedule, outcome, seconds: Math.max(0, (now - began) / 1000), lateSeconds });
    };
    this.running = schedule;
    try {
      const told = await scanner.scan(this.setup, request, this.stopping.signal);
      end(told.summary === null ? "handed back" : told.summary.cells.unknown > 0 ? "incomplete" : "complete");
      return told;
    } catch (error) {
      if (error instanceof AlreadyScanned) log.info({ schedule }, error.message);
      else if (isBusy(error)) log.info({ schedule }, "another process scans");
      else {
        end("failed");
        log.error({ schedule, reason: messageOf(error) }, "scan failed");
      }
      throw error;
    } finally {
      this.running = null;
    }
  }

  /** A scan that a process left unfinished and that can be taken up; it is nobody's that still runs, or it answers `busy`. */
  private async leftBehind(): Promise<ScanRequest | null> {
    const now = this.options.ticker.now().getTime();
    const schedules = schedulesOf(this.setup.read);
    for (const { schedule: name, due, started } of await unfinishedScans(this.options.store.db)) {
      const schedule = schedules.find((one) => one.name === name);
      if (schedule === undefined || due === null) continue;
      const age = now - Date.parse(started);
      if (age >= 0 && age < schedule.deadlineMs) return requestOf(schedule, Date.parse(due));
    }
    return null;
  }

  private async look(): Promise<void> {
    if (this.reload || (await this.options.changed())) await this.reloadNow();
    await this.catchUp();
    await this.tellTimes();
  }

  /** What cannot be told now keeps nobody from scanning, and a scan tells it, too. */
  private async tellTimes(): Promise<void> {
    const { waiverTimes, log } = this.options;
    try {
      const changes = await waiverTimes.look(this.setup);
      if (changes > 0) log.info({ changes }, "waivers expire soon, or have expired: findings changed without a scan");
    } catch (error) {
      log.error({ reason: messageOf(error) }, "that waivers expire cannot be told for now");
    }
  }

  private async reloadNow(): Promise<void> {
    this.reload = false;
    try {
      await this.reloadOnce();
    } catch (error) {
      // The store is away: what could not be planned, or told, is when it is back.
      this.reload = true;
      throw error;
    }
  }

  private async reloadOnce(): Promise<void> {
    const { load, log } = this.options;
    const read = await load().catch((error: unknown) => messageOf(error));
    this.refused = typeof read === "string";
    if (typeof read === "string") {
      log.error({ reason: read }, "the new configuration is refused: the old one stays in force");
      return await this.tell({ event: "configuration refused", why: read });
    }
    const before = this.setup;
    const done = new Map(schedulesOf(before.read).map(({ name }) => [name, this.agenda.doneOf(name)]));
    try {
      this.agenda = await this.planned(read, done);
    } catch (error) {
      await read.close();
      throw error;
    }
    this.setup = read;
    await before.close();
    log.info({}, "the configuration was read again");
    await this.tell({ event: "reloaded" });
  }

  /** Schedules go on where the store, or this process, knows that they were; new ones begin now. */
  private async planned({ read }: Setup, known: ReadonlyMap<string, number | null>): Promise<Agenda<PlannedSchedule>> {
    const now = this.options.ticker.now();
    const stored = await doneUpTo(this.options.store.db, now);
    const done = ({ name }: PlannedSchedule) => known.get(name) ?? stored.get(name) ?? now.getTime();
    return new Agenda(schedulesOf(read), done);
  }

  /** What other processes did. */
  private async catchUp(): Promise<void> {
    const done = await doneUpTo(this.options.store.db, this.options.ticker.now());
    for (const { name } of schedulesOf(this.setup.read)) {
      const due = done.get(name);
      if (due !== undefined) this.agenda.took({ name, due });
    }
  }

  private async tellMissed({ schedule, due }: Turn, missed: NonNullable<Turn["missed"]>): Promise<void> {
    const iso = (time: number) => new Date(time).toISOString();
    const why =
      missed.first < this.since
        ? "clausewatch was not running"
        : "another scan was under way, or the process stood still";
    const told = {
      schedule: schedule.name,
      count: missed.count,
      first: iso(missed.first),
      last: iso(missed.last),
      why,
    };
    this.options.log.warn({ ...told, due: iso(due) }, "due times were missed: this scan stands for them");
    await this.tell({ event: "missed", ...told });
  }

  private async tell(body: { readonly event: string } & Readonly<Record<string, unknown>>): Promise<void> {
    const at = this.options.ticker.now().toISOString();
    await tellLedger(this.options.store.db, { kind: "daemon", at, body: { program: programName(), ...body } });
  }
}
