import { configuredSinks } from "../../config/index.ts";
import { deliveryCounts, type DeliveryCounts, type Store } from "../../store/index.ts";
import { openSenders } from "../deliver/open-senders.ts";
import { systemClock, type Senders } from "../deliver/senders.ts";
import type { Log } from "./log.ts";
import type { Setup } from "./setup.ts";
import type { Ticker } from "./ticker.ts";
import { messageOf } from "./told.ts";

export interface DeliveriesOptions {
  readonly store: Store;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ticker: Ticker;
  readonly log: Log;
  readonly secrets: Set<string>;
  /** What is in force now. */
  readonly current: () => Setup;
}

/** How often is looked whether the configuration was read again. */
const LOOK_MS = 5_000;

/** Tells the sinks of the configuration that is in force, as long as the daemon runs. */
export class Deliveries {
  private readonly options: DeliveriesOptions;
  private senders: Senders | null = null;
  /** Why no sink can be told; null where that is not so. */
  private failed: string | null = null;

  constructor(options: DeliveriesOptions) {
    this.options = options;
  }

  /** Something was tracked: there may be something to tell. */
  wake(): void {
    this.senders?.wake();
  }

  /** What keeps sinks from being told, and what they refused; null where nothing does, and they did not. */
  async wrong(): Promise<string | null> {
    const counts = await deliveryCounts(this.options.store.db).catch(() => new Map<string, DeliveryCounts>());
    const named = configuredSinks(this.options.current().read.loaded.config.sinks).map(({ name }) => name);
    const refused = named.flatMap((sink) => {
      const parked = counts.get(sink)?.parked ?? 0;
      return parked === 0 ? [] : [`${sink}: ${parked} refused, see clausewatch deliveries list`];
    });
    const ill = this.ill().map(({ sink, why }) => `${sink}: ${why}`);
    return [...ill, ...refused].join("; ") || null;
  }

  /** The sinks that take nothing for now, and why. */
  ill(): ReturnType<Senders["wrong"]> {
    const { failed, senders } = this;
    if (failed === null) return senders?.wrong() ?? [];
    return configuredSinks(this.options.current().read.loaded.config.sinks).map(({ name }) => ({
      sink: name,
      why: failed,
    }));
  }

  /** Returns when the signal is aborted and nothing is under way. */
  async run(signal: AbortSignal): Promise<void> {
    const { ticker, log, current } = this.options;
    while (!signal.aborted) {
      const setup = current();
      try {
        await this.with(setup, signal);
      } catch (error) {
        this.failed = messageOf(error);
        log.error({ reason: this.failed }, "sinks cannot be opened: nothing is told for now");
        await ticker.wait(12 * LOOK_MS, signal);
      }
    }
  }

  private async with(setup: Setup, signal: AbortSignal): Promise<void> {
    const { store, env, ticker, log, secrets, current } = this.options;
    const { read } = setup;
    const senders = await openSenders({ store, read, env, clock: systemClock(ticker), log, secrets });
    [this.senders, this.failed] = [senders, null];
    const replaced = new AbortController();
    const running = senders?.run(AbortSignal.any([signal, replaced.signal]));
    try {
      while (!signal.aborted && current() === setup) await ticker.wait(LOOK_MS, signal);
    } finally {
      replaced.abort();
      await running;
      await senders?.close();
      this.senders = null;
    }
  }
}
