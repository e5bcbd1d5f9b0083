import { applyNow, waiversInForce, type Store } from "../../store/index.ts";
import { soonFrom, startOf } from "../../track/index.ts";
import { outboxOf } from "../deliver/outbox.ts";
import { sequenceNow } from "../ledger/sequence-now.ts";
import { settingsOf } from "../open-store.ts";
import { refuseLongWaivers } from "../waived.ts";
import type { Log } from "./log.ts";
import type { Setup } from "./setup.ts";
import type { Ticker } from "./ticker.ts";

export interface WaiverTimesOptions {
  readonly store: Store;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ticker: Ticker;
  readonly log: Log;
}

/** Tells between scans what the time alone makes of waivers: that they expire soon, or have expired. */
export class WaiverTimes {
  private readonly options: WaiverTimesOptions;
  /** What came until then is told. */
  private upTo = "";

  constructor(options: WaiverTimesOptions) {
    this.options = options;
  }

  /** How many changes of findings that came to; one read of the waivers in force where nothing came. A scan does the same. */
  async look({ read }: Setup): Promise<number> {
    const { store, env, ticker, log } = this.options;
    const at = ticker.now().toISOString();
    // The clock was set back.
    if (at < this.upTo) this.upTo = "";
    const times = (await waiversInForce(store.db)).flatMap((waiver) => [soonFrom(waiver), startOf(waiver.expires)]);
    if (!times.some((time) => time <= at && time > this.upTo)) return 0;
    refuseLongWaivers(read, { at, now: at });
    const { loaded, waivers } = read;
    const counts = await applyNow(store.db, { at, settings: settingsOf(loaded), waivers, outbox: outboxOf(read) });
    this.upTo = at;
    await sequenceNow({ store, read, env, now: () => ticker.now(), log });
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }
}
