import { PgBoss } from "pg-boss";
import type { Unit } from "../../contract/index.ts";
import type { PostgresAddress } from "../../store/index.ts";
import type { Log } from "../serve/log.ts";
import type { Wanted } from "../serve/setup.ts";

/** A unit that somebody is to read. */
export interface UnitJob {
  /** Number and id of the scan. */
  readonly scan: number;
  readonly id: string;
  readonly unit: Unit;
  readonly judgesGlobal: boolean;
  /** When the scan began: what is judged by. ISO 8601. */
  readonly at: string;
  readonly wanted: Wanted;
  /** `setupHash` of whoever planned it: who judges by another configuration must not answer. */
  readonly setup: string;
  /** What is not read by then is unknown; ISO 8601. */
  readonly deadline: string;
}

/** Units of a lower rank come first. */
export interface RankedJob {
  readonly job: UnitJob;
  readonly rank: number;
}

export interface QueueSettings {
  readonly leaseSeconds: number;
  readonly attempts: number;
  readonly unitMinutes: number;
  /** Before the second try; twice as long before each further one. Default: 5. */
  readonly retrySeconds?: number;
}

const UNITS = "units";
const DEAD = "units-dead";
/** Sent or taken at a time. */
const MOST_ROWS = 500;
/** Beside the store's tables, in a schema of its own. */
const SCHEMA = "clausewatch_queue";

/**
 * Units on their way to workers, in PostgreSQL. A job's lease ends when its worker was silent for `leaseSeconds`; then
 * another gets it. What was tried `attempts` times is told by `takeDead`.
 */
export class Queue {
  /** For so long a worker may be silent and keep its unit. */
  readonly leaseMs: number;
  private readonly boss: PgBoss;

  private constructor(boss: PgBoss, leaseMs: number) {
    this.boss = boss;
    this.leaseMs = leaseMs;
  }

  static async open({ tls, ...address }: PostgresAddress, settings: QueueSettings, log: Log): Promise<Queue> {
    const { leaseSeconds, attempts, unitMinutes, retrySeconds = 5 } = settings;
    const look = Math.max(1, Math.floor(leaseSeconds / 4));
    const boss = new PgBoss({
      ...address,
      ...(tls ? { ssl: { rejectUnauthorized: true } } : {}),
      application_name: "clausewatch queue",
      schema: SCHEMA,
      max: 6,
      schedule: false,
      superviseIntervalSeconds: look,
      monitorIntervalSeconds: look,
    });
    // While the server is away there is one for each question.
    boss.on("error", (error) => log.debug({ reason: error.message }, "the queue cannot be asked"));
    await boss.start();
    const options = {
      retryLimit: attempts - 1,
      retryDelay: retrySeconds,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: unitMinutes * 60,
      heartbeatSeconds: leaseSeconds,
      deleteAfterSeconds: 3600,
      retentionSeconds: 7 * 86_400,
    };
    if ((await boss.getQueue(DEAD)) === null) await boss.createQueue(DEAD, { retryLimit: 20, retryDelay: 5 });
    if ((await boss.getQueue(UNITS)) === null)
      await boss.createQueue(UNITS, { policy: "exclusive", deadLetter: DEAD, ...options });
    else await boss.updateQueue(UNITS, options);
    return new Queue(boss, leaseSeconds * 1000);
  }

  /** Sent again while it waits or somebody works on it, it is the same. Units of the same rank come in the order they were sent. */
  async send(jobs: readonly RankedJob[]): Promise<void> {
    const rows = jobs.map(({ job, rank }) => ({
      data: job,
      singletonKey: `${job.scan} ${job.unit.account} ${job.unit.region}`,
      priority: -rank,
      group: { id: job.unit.account },
    }));
    for (let i = 0; i < rows.length; i += MOST_ROWS) await this.boss.insert(UNITS, rows.slice(i, i + MOST_ROWS));
  }

  /** Takes so many units at a time; of one account at most `perAccount`. What the handler throws has the unit tried again. */
  async work(atOnce: number, perAccount: number, handler: (job: UnitJob) => Promise<void>): Promise<void> {
    const options = { localConcurrency: atOnce, localGroupConcurrency: perAccount, pollingIntervalSeconds: 0.5 };
    await this.boss.work<UnitJob>(UNITS, options, async (jobs) => {
      for (const { data } of jobs) await handler(data);
    });
  }

  /** Takes the units that nobody could answer out of the queue, with what the last one who tried said. */
  async takeDead(): Promise<readonly { readonly job: UnitJob; readonly why: string }[]> {
    const jobs = await this.boss.fetch<UnitJob>(DEAD, { batchSize: MOST_ROWS, includeMetadata: true });
    if (jobs.length > 0)
      await this.boss.complete(
        DEAD,
        jobs.map(({ id }) => id),
      );
    return jobs.map(({ data, sourceOutput }) => {
      const { message } = (sourceOutput ?? {}) as { message?: unknown };
      return { job: data, why: typeof message === "string" ? message : "no worker answered in time" };
    });
  }

  /** Takes no unit any more, and waits so long for those that are worked on; they are given to others then. */
  async stop(graceMs: number): Promise<void> {
    await this.boss.stop({ graceful: true, close: true, timeout: Math.max(1000, graceMs) });
  }
}
