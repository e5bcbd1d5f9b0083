import { ConfigError } from "../config/index.ts";
import type { Finding, ScanEvent } from "../contract/index.ts";
import { covers, holdOf, waiverProblems, type Waiver } from "../track/index.ts";
import type { Read, ReadProblem } from "./read.ts";

/** Says beside findings which waiver holds for them, and remembers which waivers cover one. */
export class WaivedMarks {
  /** Ids of waivers that cover a finding, be it that another counts for it. */
  readonly covering = new Set<string>();
  private readonly waivers: readonly Waiver[];
  private readonly at: string;

  /** `at`: the time to judge by, ISO 8601. */
  constructor(waivers: readonly Waiver[], at: string) {
    this.waivers = waivers;
    this.at = at;
  }

  mark(event: ScanEvent): ScanEvent {
    return event.type === "finding" && this.waivers.length > 0 ? this.marked(event) : event;
  }

  private marked(finding: Finding): Finding {
    const own = this.waivers.filter((waiver) => covers(waiver, finding));
    for (const { id } of own) this.covering.add(id);
    const hold = holdOf(finding, own, this.at);
    if (hold === null || hold.expired) return finding;
    const { id: waiver, kind, until } = hold;
    return { ...finding, waived: { waiver, kind, until } };
  }
}

/** What is wrong with waivers by that day: who wrote them could not know it, or hoped for more. */
export function waiverFaults({ waivers, placeOf }: Pick<Read, "waivers" | "placeOf">, day: string): ReadProblem[] {
  return waivers.flatMap((waiver, i) =>
    waiverProblems(waiver, day).map((problem) => ({
      ...placeOf(["waivers", i, "expires"]),
      rule: "waiver-too-long" as const,
      message: `the waiver "${waiver.id}" ${problem}`,
      hint: "Name an earlier day; when it comes, the exception can be looked at again.",
    })),
  );
}

/**
 * Throws ConfigError for waivers that last longer than one may. An old recording is judged by its own day; what may be
 * written is a matter of today.
 */
export function refuseLongWaivers(read: Pick<Read, "waivers" | "placeOf">, { at, now }: { at: string; now: string }) {
  const wrong = waiverFaults(read, (at > now ? at : now).slice(0, 10));
  if (wrong.length > 0) throw new ConfigError(wrong);
}
