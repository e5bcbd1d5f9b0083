import type { Config } from "../../config/index.ts";
import type { PostgresAddress, Store } from "../../store/index.ts";
import type { Log } from "../serve/log.ts";
import type { Observer, ScannerOptions } from "../serve/scanner.ts";
import type { Setup } from "../serve/setup.ts";
import { systemTicker } from "../serve/ticker.ts";
import { Queue } from "./queue.ts";
import { UnitWorker } from "./worker.ts";

export interface WorkersOptions {
  readonly store: Store;
  readonly address: PostgresAddress;
  readonly config: Pick<Config, "collect" | "work">;
  readonly open: ScannerOptions["open"];
  readonly keep?: ScannerOptions["keep"];
  readonly log: Log;
}

/** The workers of this process, and the queue that they take units from. */
export class Workers {
  readonly queue: Queue;
  private readonly options: WorkersOptions;
  private units: UnitWorker | null = null;
  private stopped: Promise<void> | null = null;

  private constructor(queue: Queue, options: WorkersOptions) {
    this.queue = queue;
    this.options = options;
  }

  static async open(options: WorkersOptions): Promise<Workers> {
    return new Workers(await Queue.open(options.address, options.config.work, options.log), options);
  }

  /** Takes units from now on. `setup`: the configuration as it is then; `outdated`: told that a scan has another one. */
  async work(setup: () => Setup, observer: Observer, outdated: () => void): Promise<void> {
    const { store, open, keep, log, config } = this.options;
    const keeping = keep === undefined ? {} : { keep };
    const worker = new UnitWorker({ store, setup, outdated, open, ...keeping, ticker: systemTicker, log, observer });
    this.units = worker;
    const { units } = config.collect;
    // An account that answers slowly holds no more than half of the places.
    await this.queue.work(units, Math.ceil(units / 2), (job) => worker.answer(job));
  }

  /** Takes no unit any more; waits so long for those that are under way. */
  async stop(graceMs: number): Promise<void> {
    this.stopped ??= this.queue.stop(graceMs).then(() => this.units?.close());
    await this.stopped;
  }
}
