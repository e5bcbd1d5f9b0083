import { createTask, parse, validateDetailed } from "node-cron";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** An expression that no day of so many years matches (30 February) is taken to match none. */
const HORIZON_DAYS = 9 * 366;

/** What is wrong with a cron expression, to be put behind its place; null where nothing is. */
export function cronProblem(expression: string): string | null {
  if (expression.trim().split(/\s+/).length !== 5) return "must have five fields: minute hour day month weekday";
  const { valid, errors } = validateDetailed(expression);
  if (valid) return null;
  return `is no cron expression: ${errors.map(({ message }) => message).join(", ")}`;
}

/**
 * The minutes that a cron expression of five fields names, in UTC: no day there is longer or shorter than another. Times
 * are milliseconds since 1970. Throws where the expression is none: `cronProblem` tells why.
 */
export class Cron {
  private readonly task: { match(date: Date): boolean };
  /** Minutes of the day that may match, ascending. */
  private readonly minutes: readonly number[];

  constructor(expression: string) {
    const { hour, minute } = parse(expression);
    this.minutes = hour.flatMap((h) => minute.map((m) => h * 60 + m)).sort((a, b) => a - b);
    const task = createTask(expression, () => undefined, { timezone: "UTC" });
    // It answers all the same; node-cron only keeps no list of it.
    void task.destroy();
    this.task = task;
  }

  /** The minutes after `after`, up to `to`, ascending. */
  *between(after: number, to: number): Generator<number> {
    for (let day = Math.floor(after / DAY) * DAY; day <= to; day += DAY)
      for (const minute of this.minutes) {
        const time = day + minute * MINUTE;
        if (time > to) return;
        if (time > after && this.task.match(new Date(time))) yield time;
      }
  }

  /** The first after a time; null where there is none in years. */
  next(after: number): number | null {
    for (const time of this.between(after, after + HORIZON_DAYS * DAY)) return time;
    return null;
  }

  /** The last after `after` and up to `to`, or null; looked for from the end, for it is near. */
  last(after: number, to: number): number | null {
    for (let day = Math.floor(to / DAY) * DAY; day > after - DAY; day -= DAY)
      for (const minute of this.minutes.toReversed()) {
        const time = day + minute * MINUTE;
        if (time <= to && time > after && this.task.match(new Date(time))) return time;
      }
    return null;
  }

  /** The longest distance between the four due times around a moment: two up to it, two after it. Null where it has no other. */
  longestGap(at: number): number | null {
    const earliest = at - HORIZON_DAYS * DAY;
    const last = this.last(earliest, at);
    const before = last === null ? null : this.last(earliest, last - 1);
    const next = this.next(at);
    const after = next === null ? null : this.next(next);
    const times = [before, last, next, after].filter((time) => time !== null);
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    return gaps.length === 0 ? null : Math.max(...gaps);
  }
}
