import type { Severity } from "../contract/index.ts";
import type { Change, ClosedByHand, Episode, Moment, WaiverHold } from "./finding.ts";

/** A scan that was tracked. */
export interface TrackedScan {
  readonly scan: number;
  /** When, ISO 8601. */
  readonly at: string;
}

/**
 * The scan by which a day is told: of those that were tracked until then, the last one in the order of scans. So what
 * counts is what was known last, and a clock that ran ahead or was set back misleads about no other time than its own.
 * Null where there was none.
 */
export function scanAt(scans: Iterable<TrackedScan>, at: string): number | null {
  let last: number | null = null;
  for (const { scan, at: tracked } of scans) if (tracked <= at && (last === null || scan > last)) last = scan;
  return last;
}

/** The episode in which a finding was open after a scan, null where it was not. Episodes are opened and resolved by scans alone. */
export function openAt(episodes: readonly Episode[], scan: number): Episode | null {
  const until = (moment: Moment | null) => moment !== null && moment.scan !== null && moment.scan <= scan;
  return episodes.find(({ opened, resolved }) => until(opened) && !until(resolved)) ?? null;
}

/** The findings that were open after a scan, each with its episode. */
export function findingsAt<F extends { readonly episodes: readonly Episode[] }>(
  findings: Iterable<F>,
  scan: number,
): { readonly finding: F; readonly episode: Episode }[] {
  const open: { finding: F; episode: Episode }[] = [];
  for (const finding of findings) {
    const episode = openAt(finding.episodes, scan);
    if (episode !== null) open.push({ finding, episode });
  }
  return open;
}

/** How a finding stood at a time. */
export interface FactsAt {
  readonly state: "open" | "resolved";
  readonly episode: number;
  readonly severity: Severity;
  readonly owner: string | null;
  readonly due: string | null;
  readonly unverifiedSince: string | null;
  readonly outOfScopeSince: string | null;
  readonly waiver: Pick<WaiverHold, "id" | "until"> | null;
  readonly closedByHand: ClosedByHand | null;
}

/**
 * The same from its history, with the facts beside the state: after a scan, and by what people and the clock told until
 * `at`. Null where nothing was known of it yet.
 */
export function factsAt(history: readonly Change[], scan: number, at: string): FactsAt | null {
  let facts: FactsAt | null = null;
  for (const change of history) {
    if (change.scan !== null && change.scan > scan) break;
    if (change.scan !== null || change.at <= at) facts = after(facts, change);
  }
  if (facts === null) return null;
  // A waiver that ran out before anybody told of it.
  return facts.waiver !== null && facts.waiver.until <= at ? { ...facts, waiver: null } : facts;
}

const nothingBeside = { unverifiedSince: null, outOfScopeSince: null, waiver: null, closedByHand: null };

function after(before: FactsAt | null, { kind, at, episode, detail }: Change): FactsAt {
  const facts: FactsAt = before ?? {
    ...nothingBeside,
    state: "open",
    episode,
    severity: (detail["severity"] as Severity | undefined) ?? "informational",
    owner: (detail["owner"] as string | null | undefined) ?? null,
    due: (detail["due"] as string | null | undefined) ?? null,
  };
  switch (kind) {
    case "opened":
    case "reopened":
      return { ...facts, ...nothingBeside, state: "open", episode };
    case "resolved":
      return { ...facts, ...nothingBeside, state: "resolved", episode, due: null };
    case "unverified":
      return { ...facts, unverifiedSince: at };
    case "verified":
      return { ...facts, unverifiedSince: null };
    case "out of scope":
      return { ...facts, outOfScopeSince: at };
    case "in scope":
      return { ...facts, outOfScopeSince: null };
    case "waived":
      return { ...facts, waiver: { id: String(detail["waiver"]), until: String(detail["until"]) } };
    case "waiver expired":
    case "waiver ended":
      return { ...facts, waiver: null };
    case "closed by hand":
      return { ...facts, closedByHand: detail as unknown as ClosedByHand };
    case "severity":
      return { ...facts, severity: detail["is"] as Severity };
    case "owner":
      return { ...facts, owner: detail["is"] as string | null };
    case "due":
      return { ...facts, due: detail["is"] as string | null };
    default:
      return facts;
  }
}
