import { messageOf } from "../serve/told.ts";
import type { Clock, SenderOptions } from "./sender-options.ts";
import { TAKEN_OVER_MS } from "./right.ts";
import { HELD, Sender, type Looked } from "./sender.ts";
import type { OpenSink, UnopenedSink } from "./open-sinks.ts";

export interface SendersOptions extends Omit<SenderOptions, "open"> {
  readonly sinks: readonly OpenSink[];
  /** Told as soon as they can be opened. */
  readonly unopened?: readonly UnopenedSink[];
  /** Gives the ledger what was told; not called where nothing was. */
  readonly sequence: () => Promise<void>;
}

/** What became of one sink's deliveries. */
export interface Sent extends Looked {
  readonly sink: string;
}

export interface Preview {
  readonly sink: string;
  readonly texts: readonly string[];
  /** Why there are none; null where nothing keeps it from being told. */
  readonly wrong: string | null;
}

/** How often is looked whether another process left something to tell. */
const LOOK_MS = 15_000;
/** How often a sink is tried that cannot be opened. */
const OPEN_MS = 60_000;
/** Longer than any ticket is waited for that may have been created. */
const FOUND_MS = 600_000;

/** One sender for each sink: none waits for another. */
export class Senders {
  private readonly options: SendersOptions;
  private readonly senders: Sender[];
  private readonly sinks: OpenSink[];
  /** Sinks that cannot be opened, and why. */
  private readonly unopened: Map<string, string>;
  private woken = new AbortController();

  constructor(options: SendersOptions) {
    this.options = options;
    this.sinks = [...options.sinks];
    this.senders = this.sinks.map((open) => new Sender({ ...options, open }));
    this.unopened = new Map(options.unopened?.map(({ name, why }) => [name, unopenedText(why)]));
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
    const none = { told: 0, parked: 0, againMs: null, isUnsure: false };
    const unopened = [...this.unopened].map(([sink, wrong]) => ({ ...none, sink, wrong }));
    return [...sent, ...unopened];
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
    const later = (this.options.unopened ?? []).map((sink) => this.openLater(sink, signal));
    await Promise.all([...this.senders.map((sender) => this.goOn(sender, signal)), ...later]);
  }

  private async openLater({ name, open }: UnopenedSink, signal: AbortSignal): Promise<void> {
    const { clock, log, mask } = this.options;
    log.error({ sink: name, reason: this.unopened.get(name) }, "the sink is told nothing for now");
    let opened: OpenSink | null = null;
    while (opened === null) {
      await clock.wait(OPEN_MS, signal);
      if (signal.aborted) return;
      opened = await open().catch((error: unknown) => {
        this.unopened.set(name, unopenedText(mask(messageOf(error))));
        return null;
      });
    }
    this.unopened.delete(name);
    log.info({ sink: name }, "the sink can be opened again");
    this.sinks.push(opened);
    const sender = new Sender({ ...this.options, open: opened });
    this.senders.push(sender);
    await this.goOn(sender, signal);
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
    const ill = this.senders.flatMap(({ name, wrong }) => (wrong === null ? [] : [{ sink: name, why: wrong }]));
    return [...ill, ...[...this.unopened].map(([sink, why]) => ({ sink, why }))];
  }

  /** What would be sent now. Nothing is sent, and nothing is written down. */
  async preview(): Promise<readonly Preview[]> {
    const texts = this.senders.map(async (sender) => ({
      sink: sender.name,
      texts: await sender.preview(),
      wrong: null,
    }));
    return [...(await Promise.all(texts)), ...[...this.unopened].map(([sink, wrong]) => ({ sink, texts: [], wrong }))];
  }

  /** There may be something new to tell. */
  wake(): void {
    this.woken.abort();
    this.woken = new AbortController();
  }

  async close(): Promise<void> {
    await Promise.all(this.sinks.map(({ sink }) => sink.close()));
  }
}

function unopenedText(why: string): string {
  return `it cannot be opened: ${why}`;
}

/** The clock of this machine. */
export function systemClock(ticker: Omit<Clock, "monotonic">): Clock {
  return { now: () => ticker.now(), wait: (ms, signal) => ticker.wait(ms, signal), monotonic: () => performance.now() };
}
