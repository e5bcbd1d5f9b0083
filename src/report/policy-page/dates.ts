/** Times as people in any country read them; those that cannot be read, as they are. */

const months = "January February March April May June July August September October November December".split(" ");

/** `14 January 2026` of `2026-01-14` or of a time on that day. */
export function day(iso: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})(?:T|$)/.exec(iso) ?? [];
  const name = months[Number(month) - 1];
  return name === undefined ? iso : `${Number(date)} ${name} ${year}`;
}

/** `14 January 2026, 09:12 UTC`. */
export function minute(iso: string): string {
  const time = /T(\d{2}:\d{2})/.exec(iso)?.[1];
  return time === undefined ? day(iso) : `${day(iso)}, ${time} UTC`;
}
