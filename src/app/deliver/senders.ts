import { messageOf } from "../serve/told.ts";
import type { Clock, SenderOptions } from "./sender-options.ts";
import { HELD, Sender, TAKEN_OVER_MS, type Looked } from "./sender.ts";
import type { OpenSink } from "./open-sinks.ts";

export interface SendersOptions extends Omit<SenderOptions, "open"> {
  readonly sinks: readonly OpenSink[];
  /** Gives the ledger what was told; not called where nothing was. */
  readonly sequence: () => Promise<void>;
}

/** What became of one sink's deliveries. */
export interface Sent extends Looked {
  readonly sink: string;
}

/** How often is looked whether another process left something to tell. */
const LOOK_MS = 15_000;
/** Longer than any ticket is waited for that may have been created. */
const FOUND_MS = 600_000;

/** One sender for each sink: none waits for another. */
export class Senders {
  private readonly options: SendersOptions;
  private readonly senders: readonly Sender[];
  private woken = new AbortController();

  constructor(options: SendersOptions) {
    this.options = options;
    this.senders = options.sinks.map((open) => new Sender({ ...options, open }));
  }

  /** Tells all that can be told within so many milliseconds, each sink for itself. */
  async drain(patienceMs: number): Promise<readonly Sent[]> {
    const sent = await Promise.all(
      this.senders.map(async (sender): Promise<Sent> => {
        try {
          return await this.drained(sender, patienceMs);
        } catch (error) {
          // The others go on, and what they told is told to the ledger.
          return { sink: sender.name, told: 0, parked: 0, againMs: null, wrong: messageOf(error), isUnsure: false };
        }
      }),
    );
    if (sent.some(({ told, parked }) => told + parked > 0)) await this.options.sequence();
    return sent;
  }

  private async drained(sender: Sender, patienceMs: number): Promise<Sent> {
    const { clock } = this.options;
    const began = clock.monotonic();
    /** Since when no other process sends to it. */
    let since = began;
    let [told, parked] = [0, 0];
    for (;;) {
      const looked = await sender.look();
      told += looked.told;
      parked += looked.parked;
      const { againMs, wrong, isUnsure } = looked;
      // Else nobody would ever send again, where each one that comes after a dead one goes too early.
      const needed = wrong === HELD ? TAKEN_OVER_MS : wrong === null && isUnsure ? FOUND_MS : 0;
      const end = (wrong === HELD ? began : since) + Math.max(patienceMs, needed);
      if (againMs === null || clock.monotonic() + againMs > end) return { sink: sender.name, ...looked, told, parked };
      await clock.wait(againMs, new AbortController().signal);
      if (wrong === HELD) since = clock.monotonic();
    }
  }

  /** Tells what comes, until the signal is aborted. What fails is logged, and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.senders.map((sender) => this.goOn(sender, signal)));
  }

  private async goOn(sender: Sender, signal: AbortSignal): Promise<void> {
    const { clock, log, sequence } = this.options;
    while (!signal.aborted) {
      let wait = LOOK_MS;
      try {
        const { told, parked, againMs } = await sender.look(signal);
        if (told + parked > 0) await sequence();
        wait = Math.min(LOOK_MS, againMs ?? LOOK_MS);
      } catch (error) {
        log.error({ sink: sender.name, reason: messageOf(error) }, "cannot tell the sink for now");
      }
      const { signal: woken } = this.woken;
      await clock.wait(Math.max(1, wait), AbortSignal.any([signal, woken]));
    }
  }

  /** The sinks that take nothing for now, and why. */
  wrong(): readonly { readonly sink: string; readonly why: string }[] {
    return this.senders.flatMap(({ name, wrong }) => (wrong === null ? [] : [{ sink: name, why: wrong }]));
  }

  /** What would be sent now. Nothing is sent, and nothing is written down. */
  async preview(): Promise<readonly { readonly sink: string; readonly texts: readonly string[] }[]> {
    return await Promise.all(
      this.senders.map(async (sender) => ({ sink: sender.name, texts: await sender.preview() })),
    );
  }

  /** There may be something new to tell. */
  wake(): void {
    this.woken.abort();
    this.woken = new AbortController();
  }

  async close(): Promise<void> {
    await Promise.all(this.options.sinks.map(({ sink }) => sink.close()));
  }
}

/** The clock of this machine. */
export function systemClock(ticker: Omit<Clock, "monotonic">): Clock {
  return { now: () => ticker.now(), wait: (ms, signal) => ticker.wait(ms, signal), monotonic: () => performance.now() };
}
