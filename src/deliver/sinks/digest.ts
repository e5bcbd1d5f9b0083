/** What the settings of sinks of digests have in common. */
import { z } from "zod";
import type { Answer, Delivery, Limits } from "../sink.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00");

export const digestSettings = {
  everyMinutes: z
    .int()
    .min(1)
    .max(44_640)
    .default(60)
    .describe("At most one digest in so many minutes; where nothing happened there is none."),
  quiet: z
    .strictObject({
      from: clock.describe("From then on nothing is sent; HH:MM."),
      to: clock.describe("Then what waited is sent; before `from` where the night lies between."),
      timeZone: z
        .string()
        .refine(isTimeZone, "must be a time zone by its IANA name, such as Europe/Berlin")
        .describe("Whose clock that is, by its IANA name."),
    })
    .refine(({ from, to }) => from !== to, "begin and end at the same time")
    .nullable()
    .default(null)
    .describe("Hours of each day in which nothing is sent."),
};
export interface DigestSettings {
  readonly everyMinutes: number;
  readonly quiet: { readonly from: string; readonly to: string; readonly timeZone: string } | null;
}

/** A digest holds more than is ever told at once; that there is one a period keeps to everybody's pace. */
const MOST = 5000;

export function digestLimits({ everyMinutes, quiet }: DigestSettings): Limits {
  const hours = quiet && { from: minuteOf(quiet.from), to: minuteOf(quiet.to), timeZone: quiet.timeZone };
  return { most: MOST, parallel: 1, pace: [], digest: { everyMs: everyMinutes * 60_000, quiet: hours } };
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(":").map(Number) as [number, number];
  return hours * 60 + minutes;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format();
    // An offset such as +01:00 is taken by it, too, and knows no summer.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

/** Where a digest has nothing to say of them. */
export function needless(deliveries: readonly Delivery[]): readonly Answer[] {
  return deliveries.map(() => ({ is: "needless", why: "there is nothing of it that a digest tells" }));
}
