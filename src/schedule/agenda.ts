import { createHash } from "node:crypto";
import { Cron } from "./cron.ts";

/** When something is to be done, again and again. */
export interface Schedule {
  readonly name: string;
  /** Five fields, in UTC. */
  readonly cron: string;
  /** Each time begins up to so much later, by chance, so that not all begin at once. */
  readonly jitterMs: number;
}

/** What is to be done now. Times are milliseconds since 1970. */
export interface Turn<S extends Schedule = Schedule> {
  readonly schedule: S;
  readonly due: number;
  /** Due times that came before it and were never done: this one stands for them. */
  readonly missed: { readonly count: number; readonly first: number; readonly last: number } | null;
}

interface Entry<S> {
  readonly schedule: S;
  readonly cron: Cron;
  done: number;
  period?: { readonly from: number; readonly until: number; readonly gap: number | null };
}

/** How far a clock may go back before what was done in its future no longer counts. */
export const BACK_MS = 25 * 3_600_000;

/**
 * Knows of each schedule which due time was done last, and so what is to be done. Nothing is done twice where the clock
 * goes back a little; where it goes back a day and more, what was done in that future is forgotten.
 */
export class Agenda<S extends Schedule> {
  private readonly entries: Entry<S>[];

  /** `done`: the last due time done of a schedule, or the time from which it counts. */
  constructor(schedules: readonly S[], done: (schedule: S) => number) {
    this.entries = schedules.map((schedule) => ({ schedule, cron: new Cron(schedule.cron), done: done(schedule) }));
  }

  /** What is due, the longest first; null where nothing is. It stays due until it is told to be done. */
  turn(now: number): Turn<S> | null {
    let first: Turn<S> | null = null;
    for (const entry of this.entries) {
      if (entry.done > now + BACK_MS) entry.done = now;
      let due = entry.cron.last(entry.done, now);
      // Where the jitter is longer than the period, the one before may begin while this one waits.
      while (due !== null && now < due + jitterOf(entry.schedule, due)) due = entry.cron.last(entry.done, due - 1);
      if (due === null) continue;
      if (first !== null && first.due <= due) continue;
      first = { schedule: entry.schedule, due, missed: missedIn(entry.cron.between(entry.done, due - 1)) };
    }
    return first;
  }

  /** A turn was taken, whatever came of it. */
  took({ name, due }: { readonly name: string; readonly due: number }): void {
    const entry = this.entryOf(name);
    if (entry !== undefined) entry.done = Math.max(entry.done, due);
  }

  /** When the next turn comes; null where none ever does. */
  next(now: number): number | null {
    const times = this.entries.flatMap(({ schedule, cron, done }) => {
      const due = cron.last(done, now) ?? cron.next(Math.max(done, now));
      return due === null ? [] : [Math.max(now, due + jitterOf(schedule, due))];
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  /** The last due time of a schedule that was done. */
  doneOf(name: string): number | null {
    return this.entryOf(name)?.done ?? null;
  }

  /** The first due time of a schedule that has come and was not done; null where none has. */
  dueOf(name: string, now: number): number | null {
    const { cron, done } = this.entryOf(name) ?? {};
    const next = cron?.next(done!) ?? null;
    return next !== null && next <= now ? next : null;
  }

  /** The longest distance between the due times around now; null where there is but one. */
  periodOf(name: string, now: number): number | null {
    const entry = this.entryOf(name);
    if (entry === undefined) return null;
    // Looked for in years, where there is none: kept until the next one.
    if (entry.period === undefined || now < entry.period.from || now >= entry.period.until)
      entry.period = {
        from: now,
        until: entry.cron.next(now) ?? Number.POSITIVE_INFINITY,
        gap: entry.cron.longestGap(now),
      };
    return entry.period.gap;
  }

  private entryOf(name: string) {
    return this.entries.find(({ schedule }) => schedule.name === name);
  }
}

function missedIn(times: Iterable<number>): Turn["missed"] {
  let [count, first, last] = [0, 0, 0];
  for (const time of times) [count, first, last] = [count + 1, count === 0 ? time : first, time];
  return count === 0 ? null : { count, first, last };
}

/** The same for the same due time, so that who starts again in between does not draw again. */
function jitterOf({ name, jitterMs }: Schedule, due: number): number {
  if (jitterMs === 0) return 0;
  const drawn = createHash("sha256").update(`${name} ${due}`).digest().readUInt32BE(0);
  return Math.floor((drawn / 2 ** 32) * jitterMs);
}
