/** Days and years in UTC. Times are ISO 8601 with milliseconds and `Z`; days are `2027-03-01`. */

const DAY = 86_400_000;

/** The day that a time falls on. */
export function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** When a day begins. Throws RangeError for what is no day of the calendar, such as `2027-02-29`. */
export function startOf(day: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  const start = Number.isNaN(time) ? "" : new Date(time).toISOString();
  // Some engines read the 29th of February of a common year as the first of March.
  if (dayOf(start) !== day) throw new RangeError(`${JSON.stringify(day)} is no day of the calendar`);
  return start;
}

/** So many days of 24 hours later. */
export function addDays(at: string, days: number): string {
  return new Date(Date.parse(at) + days * DAY).toISOString();
}

/** The same moment so many years later; where that year has no 29th of February, on the first of March. */
export function addYears(at: string, years: number): string {
  const later = new Date(at);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later.toISOString();
}

/** Whole days from one day to another; negative where the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(startOf(to)) - Date.parse(startOf(from))) / DAY);
}
