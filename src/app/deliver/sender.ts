import { randomUUID } from "node:crypto";
import type { Delivery } from "../../deliver/index.ts";
import {
  dueDeliveries,
  loadSubjects,
  nextDelivery,
  noteAnswers,
  noteSinkFact,
  sinkFact,
  type DueDelivery,
  type Hold,
  type LoadedSubject,
} from "../../store/index.ts";
import { backoffMs } from "./backoff.ts";
import { ClosedByHand } from "./closed-by-hand.ts";
import { deliveryOf } from "./delivery.ts";
import { Health, type Answers } from "./health.ts";
import { notedOf } from "./noted.ts";
import { Pace } from "./pace.ts";
import { quietMs } from "./quiet.ts";
import { Repeats } from "./repeats.ts";
import { BEAT_MS, Right } from "./right.ts";
import type { SenderOptions } from "./sender-options.ts";
import { Threads } from "./threads.ts";

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
  /** A ticket is waited for that may have been created: who comes later waits for it from the beginning. */
  readonly isUnsure: boolean;
}

/** What is wrong with a sink until then. */
export const HELD = "another process sends to it";
const PAGE = 500;
/** So often one subject is tried first, where the sink as a whole takes nothing. */
const MOST_FIRST = 3;
/** One digest tells at most so many changes. */
const MOST_OF_DIGEST = 5000;

interface Item {
  readonly subject: number;
  /** The rows that are told; all that wait, if absent. */
  readonly only?: ReadonlySet<number>;
}

/** Tells one sink what waits for it. One process does at a time; another takes over where that one dies. */
export class Sender {
  readonly name: string;
  private readonly options: SenderOptions;
  private readonly hold: Hold;
  private readonly threads: Threads;
  private readonly pace: Pace;
  private readonly health: Health;
  private readonly closed: ClosedByHand;
  private readonly right: Right;
  private readonly repeats: Repeats;
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
    this.health = new Health(options);
    this.closed = new ClosedByHand(options, this.hold);
    this.right = new Right(db, this.hold, clock);
    this.repeats = new Repeats(options, this.hold, this.pace);
  }

  /** Tells all that can be told now, or until the signal is aborted. Throws what the store says, `fenced` among it. */
  async look(stop?: AbortSignal): Promise<Looked> {
    this.stop = stop;
    [this.told, this.parked] = [0, 0];
    const paused = this.health.pausedMs();
    if (paused > 0) return this.looked(paused);
    if (!(await this.hasWork())) return this.looked(await this.untilNext());
    const looked = await this.right.during(async () => {
      const wait = this.options.open.kind.style === "digest" ? await this.digest() : await this.pass();
      const more = await this.repeats.goOn(
        (ids) => this.again(ids),
        () => this.health.pausedMs(),
      );
      if (this.closed.isTime() && this.health.pausedMs() === 0) await this.closed.poll();
      return this.looked(wait ?? more ?? (await this.untilNext()));
    });
    return looked ?? { ...this.looked(BEAT_MS), wrong: HELD };
  }

  /** What keeps the sink from being told; null where nothing does. */
  get wrong(): string | null {
    return this.health.wrong;
  }

  /** What would be sent now, for people to read. */
  async preview(): Promise<readonly string[]> {
    const { open } = this.options;
    const texts: string[] = [];
    for await (const items of this.items()) {
      const all: Delivery[] = [];
      for (const { subject, only } of items)
        for (const one of await this.load([subject], only)) all.push(this.deliveryOf(one));
      texts.push(...open.sink.preview(all));
    }
    return texts;
  }

  /** What may be told now, page by page: each row, or each subject with all that waits of it. */
  private async *items(): AsyncGenerator<readonly Item[]> {
    const { style } = this.options.open.kind;
    const isEach = style === "each";
    const seen = new Set<number>();
    for (let after = 0; ;) {
      const page = await this.due(after, style === "digest" ? MOST_OF_DIGEST : PAGE);
      if (page.length === 0) return;
      after = page.at(-1)!.id;
      if (isEach) yield page.map(({ id, subject }) => ({ subject, only: new Set([id]) }));
      else {
        const fresh = new Set(page.map(({ subject }) => subject)).difference(seen);
        for (const subject of fresh) seen.add(subject);
        yield [...fresh].map((subject) => ({ subject }));
      }
    }
  }

  private looked(againMs: number | null): Looked {
    const { told, parked, wrong } = this;
    return { told, parked, againMs, wrong, isUnsure: this.threads.isUnsure };
  }

  private async hasWork(): Promise<boolean> {
    const due = await this.due(0, 1);
    return due.length > 0 || (await this.repeats.isTime()) || this.closed.isTime();
  }

  private async due(after: number, limit: number): Promise<readonly DueDelivery[]> {
    const { db, clock } = this.options;
    return await dueDeliveries(db, { sink: this.name, now: clock.now().toISOString(), after, limit });
  }

  /** Until the first one may be told that waits for its time. */
  private async untilNext(): Promise<number | null> {
    const { db, clock } = this.options;
    const paused = this.health.pausedMs();
    if (paused > 0) return paused;
    if ((await this.due(0, 1)).length > 0) return BEAT_MS;
    const next = await nextDelivery(db, this.name);
    return next === null ? null : Math.max(1, Date.parse(next) - clock.now().getTime());
  }

  /** What waits, in its order. Gives after how many milliseconds there is room again, where the sink's limits ended it. */
  private async pass(): Promise<number | null> {
    for await (const items of this.items()) {
      const wait = await this.tell(items);
      if (wait !== null) return wait;
    }
    return null;
  }

  /** Tells them, several at a time, those of one subject one after the other. */
  private async tell(items: readonly Item[]): Promise<number | null> {
    const { most, parallel } = this.options.open.sink.limits;
    const failed = new Set<number>();
    for (let left = items; left.length > 0;) {
      const paused = this.health.pausedMs();
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
    const only = items.flatMap((item) => [...(item.only ?? [])]);
    const rows = only.length === 0 ? undefined : new Set(only);
    const ids = items.map(({ subject }) => subject);
    const loaded = (await this.load(ids, rows)).filter(({ waiting }) => waiting.length > 0);
    if (loaded.length === 0) return [];
    return await this.note(loaded, await this.health.ask(loaded.map((one) => this.deliveryOf(one))));
  }

  private async load(ids: readonly number[], only?: ReadonlySet<number>): Promise<readonly LoadedSubject[]> {
    const { db, outbox, open } = this.options;
    const tickets = open.kind.style === "digest";
    return await loadSubjects(db, { sink: this.name, ids, only, route: outbox.route, tickets });
  }

  private deliveryOf(loaded: LoadedSubject): Delivery {
    return deliveryOf(loaded, this.options.checkText, this.threads.of(loaded));
  }

  /** Gives the subjects that were not told. */
  private async note(loaded: readonly LoadedSubject[], { answers, isOfSink }: Answers): Promise<readonly number[]> {
    const { db, clock, log, open } = this.options;
    const now = clock.now();
    const isTogether = open.kind.style === "digest";
    // What is put off again and again lets the others go first: it may be the matter of it alone.
    const waits = ({ attempts }: LoadedSubject) => !isOfSink || (!isTogether && attempts >= MOST_FIRST);
    const pauseMs = (attempts: number) => this.health.pausedMs() + backoffMs(attempts, this.options.random);
    const notes = loaded.map((one, i) => notedOf(one, answers[i], { now: waits(one) ? now : null, pauseMs }));
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
    const loaded = await this.load(ids, new Set(rows.map(({ id }) => id)));
    const answers = await this.health.ask(loaded.map((one) => this.deliveryOf(one)));
    // None of them waits longer than the others: they are told again together.
    await this.note(loaded, { ...answers, isOfSink: true });
    if (answers.answers.some(({ is }) => is === "unsure" || is === "later")) return null;
    await noteSinkFact(db, this.hold, this.name, "digest", JSON.stringify({ at, upTo: null }));
    return null;
  }

  /** Nothing that waits is told by this. */
  private async again(ids: readonly number[]): Promise<void> {
    await this.health.ask((await this.load(ids, new Set())).map((one) => this.deliveryOf(one)));
  }
}
