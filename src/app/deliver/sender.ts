import { randomUUID } from "node:crypto";
import { SinkError, type Answer, type CheckText, type Delivery } from "../../deliver/index.ts";
import {
  closeFindingByHand,
  dueDeliveries,
  holdValue,
  loadSubjects,
  LONGEST_PAUSE_MS,
  nextDelivery,
  noteAnswers,
  noteSinkFact,
  openFindingsOfTicket,
  openSubjects,
  releaseHold,
  renewSending,
  sinkFact,
  takeHold,
  type Db,
  type DueDelivery,
  type Hold,
  type LoadedSubject,
  type Noted,
  type Outbox,
} from "../../store/index.ts";
import type { Ticker } from "../serve/ticker.ts";
import { backoffMs } from "./backoff.ts";
import { deliveryOf } from "./delivery.ts";
import type { OpenSink } from "./open-sinks.ts";
import { Pace } from "./pace.ts";
import { quietMs } from "./quiet.ts";
import { Threads } from "./threads.ts";

/** Time as senders see it. */
export interface Clock extends Ticker {
  /** Milliseconds of a clock that nobody sets. */
  monotonic(): number;
}

export interface SenderOptions {
  readonly db: Db;
  readonly open: OpenSink;
  readonly outbox: Outbox;
  readonly checkText: (check: string) => CheckText | null;
  readonly clock: Clock;
  /** From 0 to 1, for pauses that are not all alike. */
  readonly random: () => number;
  /** Takes secrets out of what a sink says. */
  readonly mask: (text: string) => string;
  readonly log: SenderLog;
}

export interface SenderLog {
  info(told: object, message: string): void;
  warn(told: object, message: string): void;
  error(told: object, message: string): void;
}

/** What a look at the outbox came to. */
export interface Looked {
  /** How many were told. */
  readonly told: number;
  /** How many were refused for good. */
  readonly parked: number;
  /** In how many milliseconds there may be something to do; null where nothing waits. */
  readonly againMs: number | null;
  /** What keeps the sink from being told; null where nothing does. */
  readonly wrong: string | null;
}

/** Who sends to a sink and writes nothing for so long is taken to be dead. */
const DEAD_AFTER_MS = 60_000;
const BEAT_MS = 10_000;
/** Who waits so long for a sink that another process sends to takes over where that one is dead. */
export const TAKEN_OVER_MS = DEAD_AFTER_MS + 2 * BEAT_MS;
/** What is wrong with a sink until then. */
export const HELD = "another process sends to it";
const PAGE = 500;
/** One digest tells at most so many changes. */
const MOST_OF_DIGEST = 5000;
/** How often tickets are looked at that people may have closed, and how far back the first time. */
const POLL_MS = 300_000;
const FIRST_POLL_MS = 86_400_000;
/** What was closed is looked at again for so long: clocks differ, and what waits to be told comes first. */
const POLL_OVERLAP_MS = 3_600_000;
/** One lost answer is the matter of what was sent; so many in a row are the sink's. */
const MOST_UNSURE = 3;

interface Item {
  readonly subject: number;
  /** The rows that are told; all that wait, if absent. */
  readonly only?: ReadonlySet<number>;
}

interface Answers {
  readonly answers: readonly Answer[];
  /** It is no matter of what was sent: the sink takes nothing for now. */
  readonly isOfSink: boolean;
}

/** Tells one sink what waits for it. One process does at a time; another takes over where that one dies. */
export class Sender {
  readonly name: string;
  private readonly options: SenderOptions;
  private readonly hold: Hold;
  private readonly threads: Threads;
  private readonly pace: Pace;
  private seen: { readonly value: string; readonly at: number } | null = null;
  private pausedUntil = 0;
  private failures = 0;
  private ill: string | null = null;
  private repeatedAt = Number.NEGATIVE_INFINITY;
  private polledAt = Number.NEGATIVE_INFINITY;
  private stop: AbortSignal | undefined;
  private told = 0;
  private parked = 0;

  constructor(options: SenderOptions) {
    const { db, open, clock } = options;
    this.options = options;
    this.name = open.configured.name;
    this.hold = { fact: `sender ${this.name}`, holder: randomUUID() };
    const monotonic = () => clock.monotonic();
    this.threads = new Threads(db, this.hold, monotonic);
    this.pace = new Pace(open.sink.limits.pace, monotonic);
  }

  /** Tells all that can be told now, or until the signal is aborted. Throws what the store says, `fenced` among it. */
  async look(stop?: AbortSignal): Promise<Looked> {
    this.stop = stop;
    [this.told, this.parked] = [0, 0];
    const { db, clock } = this.options;
    const paused = this.pausedUntil - clock.monotonic();
    if (paused > 0) return this.looked(paused);
    if (!(await this.hasWork())) return this.looked(await this.untilNext());
    if (!(await this.take())) return { ...this.looked(BEAT_MS), wrong: HELD };
    const beating = new AbortController();
    const beat = this.beat(beating.signal);
    try {
      const wait = this.options.open.kind.style === "digest" ? await this.digest() : await this.pass();
      await this.repeat();
      await this.poll();
      return this.looked(wait ?? (await this.untilNext()));
    } finally {
      beating.abort();
      await beat;
      await releaseHold(db, this.hold).catch(() => undefined);
    }
  }

  /** What keeps the sink from being told; null where nothing does. */
  get wrong(): string | null {
    return this.ill;
  }

  /** What would be sent now, for people to read. */
  async preview(): Promise<readonly string[]> {
    const { db, open } = this.options;
    const texts: string[] = [];
    for (let after = 0; ;) {
      const page = await this.due(after, PAGE);
      if (page.length === 0) return texts;
      after = page.at(-1)!.id;
      const { style } = open.kind;
      const items =
        style === "each"
          ? page.map(({ id, subject }): Item => ({ subject, only: new Set([id]) }))
          : [...new Set(page.map(({ subject }) => subject))].map((subject): Item => ({ subject }));
      const all: Delivery[] = [];
      for (const { subject, only } of items)
        for (const one of await loadSubjects(db, this.name, [subject], only)) all.push(this.deliveryOf(one));
      texts.push(...open.sink.preview(all));
    }
  }

  private looked(againMs: number | null): Looked {
    const { told, parked, ill: wrong } = this;
    return { told, parked, againMs, wrong };
  }

  private async hasWork(): Promise<boolean> {
    const due = await this.due(0, 1);
    return due.length > 0 || this.isTimeToRepeat() || this.isTimeToPoll();
  }

  private async due(after: number, limit: number): Promise<readonly DueDelivery[]> {
    const { db, clock } = this.options;
    return await dueDeliveries(db, { sink: this.name, now: clock.now().toISOString(), after, limit });
  }

  /** Until the first one may be told that waits for its time. */
  private async untilNext(): Promise<number | null> {
    const { db, clock } = this.options;
    const paused = this.pausedUntil - clock.monotonic();
    if (paused > 0) return paused;
    if ((await this.due(0, 1)).length > 0) return BEAT_MS;
    const next = await nextDelivery(db, this.name);
    return next === null ? null : Math.max(1, Date.parse(next) - clock.now().getTime());
  }

  private async take(): Promise<boolean> {
    const { db, clock } = this.options;
    const value = await holdValue(db, this.hold.fact);
    const now = clock.monotonic();
    const isOurs = value.startsWith(`${this.hold.holder} `);
    if (value !== "" && !isOurs) {
      if (this.seen?.value !== value) this.seen = { value, at: now };
      if (now - this.seen.at < DEAD_AFTER_MS) return false;
    }
    return await takeHold(db, this.hold, value);
  }

  /** Shows that this process lives, until the signal is aborted. Who finds that it lost the right is stopped by its next write. */
  private async beat(signal: AbortSignal): Promise<void> {
    const { db, clock } = this.options;
    while (!signal.aborted) {
      await clock.wait(BEAT_MS, signal);
      if (!signal.aborted) await renewSending(db, this.hold).catch(() => undefined);
    }
  }

  /** What waits, in its order. Gives after how many milliseconds there is room again, where the sink's limits ended it. */
  private async pass(): Promise<number | null> {
    const isEach = this.options.open.kind.style === "each";
    const seen = new Set<number>();
    for (let after = 0; ;) {
      const page = await this.due(after, PAGE);
      if (page.length === 0) return null;
      after = page.at(-1)!.id;
      const items = isEach
        ? page.map(({ id, subject }): Item => ({ subject, only: new Set([id]) }))
        : [...new Set(page.map(({ subject }) => subject))]
            .filter((subject) => !seen.has(subject))
            .map((subject): Item => ({ subject }));
      for (const { subject } of items) seen.add(subject);
      const wait = await this.tell(items);
      if (wait !== null) return wait;
    }
  }

  /** Tells them, several at a time, those of one subject one after the other. */
  private async tell(items: readonly Item[]): Promise<number | null> {
    const { clock, open } = this.options;
    const { most, parallel } = open.sink.limits;
    const failed = new Set<number>();
    for (let left = items; left.length > 0;) {
      const paused = this.pausedUntil - clock.monotonic();
      if (paused > 0) return paused;
      if (this.stop?.aborted === true) return BEAT_MS;
      const room = Math.min(this.pace.room(), most * parallel);
      if (room === 0) return this.pace.waitMs();
      const wave: Item[] = [];
      const rest: Item[] = [];
      const taken = new Set<number>();
      for (const item of left) {
        // What comes after something that was not told waits behind it.
        if (failed.has(item.subject)) continue;
        if (wave.length < room && !taken.has(item.subject)) wave.push(item);
        else rest.push(item);
        taken.add(item.subject);
      }
      left = rest;
      this.pace.took(wave.length);
      const batches = Array.from({ length: Math.ceil(wave.length / most) }, (_, i) =>
        wave.slice(i * most, (i + 1) * most),
      );
      const untold = await Promise.all(batches.map((batch) => this.send(batch)));
      for (const subject of untold.flat()) failed.add(subject);
    }
    return null;
  }

  /** Gives the subjects that were not told. */
  private async send(items: readonly Item[]): Promise<readonly number[]> {
    const { db } = this.options;
    const only = items.flatMap((item) => [...(item.only ?? [])]);
    const rows = only.length === 0 ? undefined : new Set(only);
    const ids = items.map(({ subject }) => subject);
    const loaded = (await loadSubjects(db, this.name, ids, rows)).filter(({ waiting }) => waiting.length > 0);
    if (loaded.length === 0) return [];
    return await this.note(loaded, await this.ask(loaded.map((one) => this.deliveryOf(one))));
  }

  private deliveryOf(loaded: LoadedSubject): Delivery {
    return deliveryOf(loaded, this.options.checkText, this.threads.of(loaded));
  }

  /** The answer to each; what is thrown is the answer to all. What the store throws is thrown. */
  private async ask(deliveries: readonly Delivery[]): Promise<Answers> {
    const { open, log, mask } = this.options;
    try {
      const answers = (await open.sink.send(deliveries)).map((answer) => this.masked(answer));
      this.judge(answers);
      return { answers, isOfSink: false };
    } catch (error) {
      if (error instanceof Error && error.name === "StoreError") throw error;
      const told: Exclude<Answer, { is: "accepted" | "needless" }> =
        error instanceof SinkError
          ? { is: error.is, why: mask(error.message) }
          : { is: "unsure", why: mask(`internal error: ${error instanceof Error ? error.message : String(error)}`) };
      if (!(error instanceof SinkError)) log.error({ sink: this.name, why: told.why }, "a sink failed");
      if (told.is === "refused") this.healthy();
      else this.fail(told.why, error instanceof SinkError ? error.afterMs : undefined, told.is === "later");
      return { answers: deliveries.map(() => told), isOfSink: told.is === "later" };
    }
  }

  private masked(answer: Answer): Answer {
    return "why" in answer ? { ...answer, why: this.options.mask(answer.why) } : answer;
  }

  private judge(answers: readonly Answer[]): void {
    if (answers.some(({ is }) => is === "accepted" || is === "needless" || is === "refused")) return this.healthy();
    const unsure = answers.find(({ is }) => is === "unsure");
    if (unsure?.is === "unsure") this.fail(unsure.why, undefined, false);
  }

  private healthy(): void {
    if (this.ill !== null) this.options.log.info({ sink: this.name }, "the sink takes what it is told again");
    [this.failures, this.ill] = [0, null];
  }

  /** The whole sink waits, longer each time. */
  private fail(why: string, afterMs: number | undefined, isCertain: boolean): void {
    const { clock, open, random, log } = this.options;
    this.failures++;
    // A digest is the matter of the sink: it is told again as a whole.
    if (!isCertain && this.failures < MOST_UNSURE && open.kind.style !== "digest") return;
    if (this.ill === null) log.warn({ sink: this.name, why }, "the sink takes nothing for now");
    this.ill = why;
    const pause = Math.max(afterMs ?? 0, backoffMs(this.failures, random));
    this.pausedUntil = Math.max(this.pausedUntil, clock.monotonic() + pause);
  }

  /** Gives the subjects that were not told. */
  private async note(loaded: readonly LoadedSubject[], { answers, isOfSink }: Answers): Promise<readonly number[]> {
    const { db, clock, log } = this.options;
    const now = clock.now();
    const notes = loaded.map((one, i) => this.notedOf(one, answers[i], isOfSink ? null : now));
    await noteAnswers(db, this.hold, now.toISOString(), notes);
    for (const note of notes) {
      if (note.is === "again") continue;
      if (note.is === "parked") {
        this.parked++;
        log.warn({ sink: this.name, deliveries: note.deliveries, why: note.why }, "a delivery is refused, and parked");
      } else this.told++;
    }
    return notes.flatMap(({ is, subject }) => (is === "again" ? [subject] : []));
  }

  /** `now`: null where the sink waits as a whole, and the subject not longer. */
  private notedOf(
    { id: subject, waiting, attempts }: LoadedSubject,
    answer: Answer | undefined,
    now: Date | null,
  ): Noted {
    const of = { subject, deliveries: waiting.map(({ id }) => id) };
    switch (answer?.is) {
      case "accepted":
        return { ...of, is: "accepted" };
      case "needless":
        return { ...of, is: "needless", why: answer.why };
      case "refused":
        return { ...of, is: "parked", why: answer.why };
      default: {
        const { why, afterMs = 0 } = { afterMs: 0, ...(answer ?? { why: "the sink gave no answer" }) };
        const pause = Math.min(LONGEST_PAUSE_MS, Math.max(afterMs, backoffMs(attempts + 1, this.options.random)));
        return { ...of, is: "again", why, next: now === null ? null : new Date(now.getTime() + pause).toISOString() };
      }
    }
  }

  /** All that waits at once, where it is time. What was not surely told is told again as it was, and no more with it. */
  private async digest(): Promise<number | null> {
    const { db, clock, open } = this.options;
    const { everyMs, quiet } = open.sink.limits.digest ?? { everyMs: 0, quiet: null };
    const now = clock.now();
    const known = JSON.parse((await sinkFact(db, this.name, "digest")) ?? "{}") as {
      at?: string;
      upTo?: number | null;
    };
    const since = known.at === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(known.at);
    let upTo = known.upTo ?? null;
    if (upTo === null) {
      // A last one in the future was told by a clock that was wrong.
      if (since >= 0 && since < everyMs) return everyMs - since;
      const silence = quietMs(quiet, now);
      if (silence > 0) return silence;
    }
    const rows = (await this.due(0, MOST_OF_DIGEST)).filter(({ id }) => upTo === null || id <= upTo);
    const at = now.toISOString();
    if (rows.length === 0) {
      if (upTo !== null) await noteSinkFact(db, this.hold, this.name, "digest", JSON.stringify({ at, upTo: null }));
      return null;
    }
    upTo ??= rows.at(-1)!.id;
    await noteSinkFact(db, this.hold, this.name, "digest", JSON.stringify({ ...known, upTo }));
    const ids = [...new Set(rows.map(({ subject }) => subject))];
    const loaded = await loadSubjects(db, this.name, ids, new Set(rows.map(({ id }) => id)));
    const answers = await this.ask(loaded.map((one) => this.deliveryOf(one)));
    // None of them waits longer than the others: they are told again together.
    await this.note(loaded, { ...answers, isOfSink: true });
    if (answers.answers.some(({ is }) => is === "unsure" || is === "later")) return null;
    await noteSinkFact(db, this.hold, this.name, "digest", JSON.stringify({ at, upTo: null }));
    return null;
  }

  private isTimeToRepeat(): boolean {
    const { open, clock } = this.options;
    const { repeat } = open.sink;
    return repeat !== undefined && clock.monotonic() - this.repeatedAt >= repeat.everyMs;
  }

  /** All that is open, to who forgets it otherwise. */
  private async repeat(): Promise<void> {
    const { db, clock, open } = this.options;
    if (!this.isTimeToRepeat()) return;
    this.repeatedAt = clock.monotonic();
    for (let after = 0; ;) {
      if (this.pausedUntil > clock.monotonic()) return;
      const ids = await openSubjects(db, { sink: this.name, after, limit: open.sink.limits.most });
      if (ids.length === 0) return;
      after = ids.at(-1)!;
      // Nothing that waits is told by this.
      await this.ask((await loadSubjects(db, this.name, ids, new Set())).map((one) => this.deliveryOf(one)));
    }
  }

  private isTimeToPoll(): boolean {
    const { open, clock } = this.options;
    return open.sink.closedByHand !== undefined && clock.monotonic() - this.polledAt >= POLL_MS;
  }

  /** Tickets that people closed: their findings stay open, and say so. */
  private async poll(): Promise<void> {
    const { db, clock, open, outbox, log, mask } = this.options;
    const { sink } = open;
    if (sink.closedByHand === undefined || !this.isTimeToPoll() || this.pausedUntil > clock.monotonic()) return;
    this.polledAt = clock.monotonic();
    const now = clock.now();
    const known = await sinkFact(db, this.name, "closed");
    const first = new Date(now.getTime() - FIRST_POLL_MS).toISOString();
    const since = known === null || known > now.toISOString() ? first : known;
    try {
      for (const { id, at, by, why } of await sink.closedByHand(since)) {
        const where = `${this.name} ${id}`;
        let isClosed: boolean | null = null;
        for (const { key, closedByHand } of await openFindingsOfTicket(db, this.name, id)) {
          if (closedByHand !== null) continue;
          // A search learns late, and other clocks go otherwise: what we reopened may be told as closed.
          isClosed ??= (await sink.isClosed?.(id)) ?? true;
          if (!isClosed) break;
          await closeFindingByHand(db, key, { at, by, where, why: mask(why) }, outbox);
          log.info(
            { sink: this.name, ticket: id, finding: key },
            "a ticket was closed by hand: its finding stays open",
          );
        }
      }
      const upTo = new Date(now.getTime() - POLL_OVERLAP_MS).toISOString();
      await noteSinkFact(db, this.hold, this.name, "closed", upTo);
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      log.warn({ sink: this.name, why: mask(error.message) }, "tickets that people closed could not be looked for");
    }
  }
}
