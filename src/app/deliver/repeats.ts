import { noteSinkFact, openSubjects, sinkFact, type Hold } from "../../store/index.ts";
import type { Pace } from "./pace.ts";
import type { SenderOptions } from "./sender-options.ts";

/** Tells all that is open again, to a sink that forgets it otherwise; at its pace, and once a period whoever sends. */
export class Repeats {
  private readonly options: SenderOptions;
  private readonly hold: Hold;
  private readonly pace: Pace;
  /** Before that it is surely not time, by the clock that nobody sets. */
  private notBefore = Number.NEGATIVE_INFINITY;
  /** How far it has come, and when it began; null where none is under way. */
  private under: { after: number; readonly begun: string } | null = null;

  constructor(options: SenderOptions, hold: Hold, pace: Pace) {
    this.options = options;
    this.hold = hold;
    this.pace = pace;
  }

  async isTime(): Promise<boolean> {
    const { db, clock, open } = this.options;
    const { repeat } = open.sink;
    if (repeat === undefined) return false;
    if (this.under !== null) return true;
    if (clock.monotonic() < this.notBefore) return false;
    const last = await sinkFact(db, open.configured.name, "repeated");
    const since = last === null ? Number.POSITIVE_INFINITY : clock.now().getTime() - Date.parse(last);
    // A last one in the future was noted by a clock that was wrong.
    if (since < 0 || since >= repeat.everyMs) return true;
    this.notBefore = clock.monotonic() + repeat.everyMs - since;
    return false;
  }

  /**
   * Goes on as far as it may; `tell` is given the subjects, of which it tells nothing that waits. Gives after how many
   * milliseconds it can go on, null where all is told.
   */
  async goOn(tell: (subjects: readonly number[]) => Promise<void>, pausedMs: () => number): Promise<number | null> {
    const { db, clock, open } = this.options;
    if (!(await this.isTime())) return null;
    const { name } = open.configured;
    // What was never repeated was told a moment ago.
    if ((await sinkFact(db, name, "repeated")) === null) return await this.note(clock.now().toISOString());
    this.under ??= { after: 0, begun: clock.now().toISOString() };
    for (;;) {
      if (pausedMs() > 0) return pausedMs();
      const room = Math.min(this.pace.room(), open.sink.limits.most);
      if (room === 0) return this.pace.waitMs();
      const ids = await openSubjects(db, { sink: name, after: this.under.after, limit: room });
      if (ids.length === 0) return await this.note(this.under.begun);
      this.pace.took(ids.length);
      await tell(ids);
      this.under.after = ids.at(-1)!;
    }
  }

  private async note(begun: string): Promise<null> {
    const { db, open } = this.options;
    await noteSinkFact(db, this.hold, open.configured.name, "repeated", begun);
    this.under = null;
    return null;
  }
}
