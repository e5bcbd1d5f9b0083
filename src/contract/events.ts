/**
 * What a scan tells, in order: one `scan`, then as they come `account`, `finding`, `unknown`, `cell`; with a store the
 * `change`s since the last scan and one `tracked`; one `summary` last.
 * Outputs are written from these events alone; the `jsonl` output is these events, a line each.
 */
import type { BoundClause } from "./clause.ts";
import type { Severity } from "./severity.ts";
import type { Only } from "./source.ts";
import type { Resource, Unit, Unreadable } from "./unit.ts";

export type ScanEvent =
  | ScanStarted
  | AccountRead
  | Finding
  | UnknownResource
  | Cell
  | FindingChange
  | Tracked
  | Summary;

export interface ScanStarted {
  readonly type: "scan";
  /** The version of these lines; changes when a field changes its meaning. */
  readonly format: 1;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly program: string;
  /** `live`, or the recording's file name. */
  readonly source: string;
  /** When the accounts were read, where that was not now: the recording's time. */
  readonly recorded?: string;
  /** Accounts and regions that alone were asked for; absent where nothing was left out. */
  readonly only?: Only;
  /** What customers and services were known by: a hash of the configuration's. Absent where it names no customers. */
  readonly ownership?: string;
  /** A hash of the roles and the register that checks of the network judged by. Absent where the company declares none. */
  readonly access?: string;
  readonly checks: readonly CheckSummary[];
}

/** What an output needs to know of a check. */
export interface CheckSummary {
  readonly id: string;
  readonly controls: readonly string[];
  readonly controlTitles: readonly string[];
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** What it was judged by beside its defaults: what bindings set. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The clauses that demand it; empty where no clause of the policy asks for it. */
  readonly clauses: readonly BoundClause[];
}

export interface AccountRead {
  readonly type: "account";
  readonly account: string;
  readonly accountName?: string;
  /** The regions that are scanned. */
  readonly regions: readonly string[];
  /** Regions that exist and that the account has not enabled: out of scope, and said so. */
  readonly disabled: readonly string[];
  /** Why the account could not be opened, or its regions not be listed. */
  readonly unreadable?: Unreadable;
}

export interface Finding {
  readonly type: "finding";
  /**
   * Hash of account, region, check, resource and the check's own key: the same finding has the same key in every scan. Of
   * what has no regions, whichever it was judged in, the region is `global`.
   */
  readonly key: string;
  readonly unit: Unit;
  readonly check: string;
  readonly severity: Severity;
  readonly resource: Resource;
  readonly message: string;
  /** The check's own key, where one resource can have several findings. */
  readonly detail: string;
  /** The customer that the resource is of, where the configuration tells. */
  readonly customer?: string;
  /** The resource's tags, where it has some. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** The waiver that holds for it now. It fails all the same. */
  readonly waived?: Waived;
  readonly clauses: readonly BoundClause[];
}

/** An accepted exception that is in force. */
export interface Waived {
  readonly waiver: string;
  /** `addressable`: a decision on an addressable specification of HIPAA, 45 CFR 164.306(d)(3). */
  readonly kind: "waiver" | "addressable";
  /** When it expires, ISO 8601: from then on the finding is open as any other. */
  readonly until: string;
}

/** One resource that could not be judged though its listing was read. */
export interface UnknownResource {
  readonly type: "unknown";
  readonly unit: Unit;
  readonly check: string;
  /** Null where not even the identifying field was there. */
  readonly resource: Resource | null;
  readonly why: string;
}

export interface ResourceCounts {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
}

export type CellStatus = "pass" | "fail" | "unknown" | "not-applicable";

export interface Cell {
  readonly type: "cell";
  readonly unit: Unit;
  readonly check: string;
  /** What it judges has no regions: it stands for the whole account, in whichever region. */
  readonly global?: true;
  /**
   * `unknown` where anything it needs is missing, whatever else was found: the fails already seen stand beside it.
   * `not-applicable` where everything was read and nothing was there to judge.
   */
  readonly status: CellStatus;
  /** Resources by what was said of them. Passes of an incomplete cell are not counted: nothing vouches for them. */
  readonly resources: ResourceCounts;
  /** Customer → how many of the resources are theirs; what is left is nobody's, or everybody's. */
  readonly customers?: Readonly<Record<string, ResourceCounts>>;
  /** Why the cell is unknown; empty otherwise. */
  readonly reasons: readonly CellReason[];
  /** Why resources were not applicable, and how many. */
  readonly notApplicable: Readonly<Record<string, number>>;
}

/** Why a cell is unknown. */
export type CellReason =
  | { readonly kind: "unreadable"; readonly listing: string; readonly unreadable: Unreadable }
  | { readonly kind: "items"; readonly count: number; readonly why: string }
  | { readonly kind: "check-error"; readonly why: string };

/** What became of one finding since the last scan of the store. */
export interface FindingChange extends Pick<
  Finding,
  "key" | "unit" | "check" | "severity" | "resource" | "message" | "customer"
> {
  readonly type: "change";
  /** `opened`, `resolved`, `reopened`, `unverified`, `waived`, `waiver expired` and others: docs/output.md. */
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What it was, what it is, why: facts of this kind of change. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The scan is in the store, and all that it changed. */
export interface Tracked {
  readonly type: "tracked";
  /** The number of the scan in its store, from 1. */
  readonly scan: number;
  /** When the one before was tracked; null where this is the first. */
  readonly since: string | null;
  /** Kind of change → how many. */
  readonly changes: Readonly<Record<string, number>>;
  /** Of all findings in the store. */
  readonly open: number;
  /** Of these, how many a waiver holds for now. */
  readonly waived: number;
  readonly waivers: {
    /** Ids of those that began to be in force, and of those that ended. */
    readonly began: readonly string[];
    readonly ended: readonly string[];
    /** What somebody should look at. */
    readonly warnings: readonly WaiverNotice[];
  };
}

export interface WaiverNotice {
  readonly waiver: string;
  readonly kind: "expired" | "expires soon" | "covers nothing";
  /** Until it expires; 0 or less where it has. */
  readonly days: number;
}

export interface Summary {
  readonly type: "summary";
  readonly id: string;
  readonly finished: string;
  readonly cells: { readonly planned: number } & Readonly<Record<CellStatus, number>>;
  readonly findings: Readonly<Record<Severity, number>>;
  /** How many of these are waived; absent where none is. */
  readonly waived?: Readonly<Record<Severity, number>>;
  /** Accounts of which nothing could be read. */
  readonly accountsUnreadable: number;
  readonly accounts: number;
}
