/** Was every scheduled scan done, and how late. */

/** What the manifest of a scan says of its time; ISO 8601, UTC. */
export interface ScanTimes {
  readonly scan: string;
  /** The due time that it was started for, if it was started by the schedule. */
  readonly due?: string;
  readonly started: string;
  readonly finished: string;
  /** Whether no planned cell stayed unknown. */
  readonly complete: boolean;
}

/** What became of one due time. */
export interface DueScan {
  readonly due: string;
  /** `incomplete`: done, with cells unknown. `pending`: not yet done, and the grace is not over. */
  readonly state: "done" | "incomplete" | "missed" | "pending";
  readonly scan: string | null;
  /** From the due time to the start and to the end of the scan, in milliseconds, 0 at least; null without a scan. */
  readonly startedLateMs: number | null;
  readonly finishedLateMs: number | null;
}

/**
 * One row for each due time up to `at`, in ascending order. A scan counts for the due time that it names; one that
 * names none of these, for the last that had come when it started. So a scan that came after two due times leaves the
 * first missed. Of several scans for one due time, the first complete one counts, or else the first. All times are ISO
 * 8601 in UTC; `graceMs` is how late a scan may start before it counts as missed.
 */
export function gaps(
  due: readonly string[],
  scans: readonly ScanTimes[],
  { at, graceMs = 0 }: { readonly at: string; readonly graceMs?: number },
): DueScan[] {
  const now = Date.parse(at);
  const times = [...new Set(due.map((text) => Date.parse(text)))].filter((time) => time <= now).sort((a, b) => a - b);
  const known = new Set(times);
  const found = new Map<number, ScanTimes>();
  for (const scan of scans.toSorted((a, b) => Date.parse(a.started) - Date.parse(b.started))) {
    const named = scan.due === undefined ? Number.NaN : Date.parse(scan.due);
    const time = known.has(named) ? named : lastUpTo(times, Date.parse(scan.started));
    if (time === undefined) continue;
    const before = found.get(time);
    if (before === undefined || (!before.complete && scan.complete)) found.set(time, scan);
  }
  return times.map((time) => {
    const scan = found.get(time);
    const due = new Date(time).toISOString();
    if (scan === undefined) {
      const state = now - time > graceMs ? "missed" : "pending";
      return { due, state, scan: null, startedLateMs: null, finishedLateMs: null };
    }
    const late = (text: string) => Math.max(0, Date.parse(text) - time);
    const state = scan.complete ? "done" : "incomplete";
    return {
      due,
      state,
      scan: scan.scan,
      startedLateMs: late(scan.started),
      finishedLateMs: late(scan.finished),
    };
  });
}

/** The last of ascending times that is not after another, by halves. */
function lastUpTo(times: readonly number[], time: number): number | undefined {
  let [from, to] = [0, times.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (times[middle]! <= time) from = middle + 1;
    else to = middle;
  }
  return times[from - 1];
}
