import type { QuietHours } from "../../deliver/index.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/**
 * For how many milliseconds nothing is told, from that time on; 0 where it may be told. Goes by the clock on the wall there:
 * on the days on which that is changed the hours are as long as it says.
 */
export function quietMs(hours: QuietHours | null, now: Date): number {
  if (hours === null || hours.from === hours.to || !isQuiet(hours, now)) return 0;
  // The clock on the wall may jump: looked at minute by minute, beginning at the next whole one.
  const first = MINUTE_MS - (now.getTime() % MINUTE_MS);
  for (let ms = first; ms < 2 * DAY_MINUTES * MINUTE_MS; ms += MINUTE_MS)
    if (!isQuiet(hours, new Date(now.getTime() + ms))) return ms;
  return first;
}

function isQuiet({ from, to, timeZone }: QuietHours, at: Date): boolean {
  const minute = minuteOfDay(timeZone, at);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minuteOfDay(timeZone: string, at: Date): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return (part("hour") % 24) * 60 + part("minute");
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than using it a hundred times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    formats.set(timeZone, format);
  }
  return format;
}
