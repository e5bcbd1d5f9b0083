import type { Resource, Severity, Unit } from "../contract/index.ts";

/** When something was so, and in which scan. `scan` is the number that the store gave it: the order of scans, whatever the clock said. */
export interface Moment {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Null where it was no scan that told, such as a person or the clock. */
  readonly scan: number | null;
}

/** From open to resolved. */
export interface Episode {
  /** From 1. */
  readonly number: number;
  readonly opened: Moment;
  /** Null while it is open. */
  readonly resolved: Moment | null;
}

/** The waiver that counts for a finding. It never makes a pass of it. */
export interface WaiverHold {
  readonly id: string;
  readonly kind: "waiver" | "addressable";
  /** When it expires, ISO 8601: from then on the finding is open as any other. */
  readonly until: string;
  /** It was told that it expired. */
  readonly expired: boolean;
  /** It was told that it expires soon, or it began when it was to expire soon. */
  readonly warned?: true;
}

/** A person closed its ticket. The finding stays open; that asks for a waiver. */
export interface ClosedByHand {
  readonly at: string;
  /** Who, as the ticket system names them. */
  readonly by: string;
  /** The sink and the ticket. */
  readonly where: string;
  readonly why: string;
}

/** What a check said of a resource, as often as it says it: all of a finding that a scan tells and that may differ. */
export interface Description {
  readonly resource: Resource;
  readonly message: string;
  readonly customer?: string;
  /** The tags of the resource, where they are known: owners and waivers go by them. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly evidence?: Readonly<Record<string, unknown>>;
}

/** A failing outcome followed over time. Only this room makes one, or changes it. */
export interface TrackedFinding extends Description {
  readonly key: string;
  /** Keys that it had while its check had another id. */
  readonly formerKeys: readonly string[];
  readonly unit: Unit;
  readonly check: string;
  /** The check's own key. */
  readonly detail: string;
  readonly severity: Severity;
  /** Names the sentences that it breaks, as they stood: a digest of what `Rule.clauses` held. */
  readonly clauses: string;
  readonly owner: string | null;
  /** When it is to be resolved by, ISO 8601; null where nothing is due. */
  readonly due: string | null;
  readonly state: "open" | "resolved";
  readonly firstSeen: Moment;
  /** The last scan known to have seen it failing. While it is open and verified, later scans saw it too. */
  readonly lastSeen: Moment;
  /** The one that is open, or the last. */
  readonly episode: Episode;
  /** Since when it could not be judged; null where the last scan that was asked could. */
  readonly unverifiedSince: string | null;
  /** Since when its account, region or check is no longer configured, or does not apply to it. */
  readonly outOfScopeSince: string | null;
  readonly waiver: WaiverHold | null;
  readonly closedByHand: ClosedByHand | null;
  /** How many changes it has had: the number of the last one, from 1. */
  readonly changes: number;
}

export const changeKinds = [
  "opened",
  "resolved",
  "reopened",
  "unverified", // could not be judged any more
  "verified", // can be judged again
  "out of scope",
  "in scope",
  "waived",
  "waiver expires soon",
  "waiver expired",
  "waiver ended", // withdrawn, or it covers the finding no more
  "closed by hand",
  "described", // message, evidence, name, tags or customer
  "severity",
  "owner",
  "due",
  "clauses", // the sentences that it breaks are others, or stand elsewhere
  "renamed", // its check has another id, and it another key
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** One step in the history of a finding. */
export interface Change extends Moment {
  /** Counts within the finding, from 1. */
  readonly number: number;
  readonly kind: ChangeKind;
  /** The number of the episode. */
  readonly episode: number;
  /** What it was, what it is, why: facts of this kind of change. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What became of one finding: how it was, how it is, and every change between. */
export interface Step {
  /** Null where it is new. */
  readonly before: TrackedFinding | null;
  readonly after: TrackedFinding;
  /** Never empty. */
  readonly changes: readonly Change[];
}
