/** How far the sentences of a policy are held, by what, and what is true of them today. */
import type { BoundClause, PolicyVersion } from "./clause.ts";
import type { OptionalService } from "./customer.ts";
import type { ResourceCounts } from "./events.ts";
import type { HipaaCitation } from "./hipaa.ts";
import type { Severity } from "./severity.ts";

/**
 * `checked`: its checks see all that it demands. `partly checked`: they see a part, and the control says what they do
 * not. `manual`: people look after it. `uncovered`: nothing does.
 */
export type ClauseState = "checked" | "partly checked" | "manual" | "not applicable" | "uncovered";
export const clauseStates: readonly ClauseState[] = [
  "checked",
  "partly checked",
  "manual",
  "not applicable",
  "uncovered",
];

/** What the last scan says. `nothing to judge`: everything was read, and there was nothing of the kind. */
export type Today = "pass" | "fail" | "unknown" | "nothing to judge";

export interface CoverageReport {
  readonly documents: readonly CoveredDocument[];
  /** The scan that says what is true today; null where none was given. */
  readonly scan: CoverageScan | null;
  /** Every sentence that promises something, or that the configuration names, in the order of the documents. */
  readonly clauses: readonly CoveredClause[];
  /** What the configuration names and no document holds any more: nothing can be true of it. */
  readonly gone: readonly CoveredClause[];
  /** Every enabled check. */
  readonly checks: readonly CoveredCheck[];
}

export interface CoveredDocument {
  readonly policy: string;
  readonly title: string;
  readonly file: string;
  readonly version: PolicyVersion;
}

export interface CoverageScan {
  readonly id: string;
  readonly started: string;
  readonly source: string;
  /** Why not all of it can be relied on; absent where it can. */
  readonly flaw?: string;
  /** It told customers apart otherwise than the configuration does now. */
  readonly otherCustomers?: true;
}

export interface CoveredClause {
  readonly clause: BoundClause;
  readonly state: ClauseState;
  /** Null where no check is of it, or no scan was given. */
  readonly today: Today | null;
  /** By what words, or by whose, it counts as a promise. */
  readonly normative: string;
  readonly controls: readonly ClauseControl[];
  readonly manual: readonly Manual[];
  /** Why it does not apply. */
  readonly notApplicable?: string;
}

/** A control that a clause demands, with the checks that hold it. */
export interface ClauseControl {
  readonly id: string;
  readonly title: string;
  readonly hipaa: readonly HipaaCitation[];
  /** Enabled ones. */
  readonly checks: readonly CoveredCheck[];
  /** What these checks cannot see, be it that some of the control's are disabled. */
  readonly blind: readonly string[];
  /** The optional service that it is part of. */
  readonly service?: OptionalService;
}

export interface CoveredCheck {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Of its own folder. */
  readonly control: string;
  /** Whether a clause demands it. */
  readonly demanded: boolean;
  readonly today: CheckToday | null;
}

export interface CheckToday {
  readonly status: Today;
  readonly findings: number;
  /** How many of these a waiver holds for: they fail all the same. */
  readonly waived: number;
  /** Resources. */
  readonly passes: number;
  /** Account-regions in which it could not be decided. */
  readonly unknownCells: number;
  readonly cells: number;
  /** Customer → how many of the resources are theirs; empty where the scan told none apart. */
  readonly customers: Readonly<Record<string, ResourceCounts>>;
  /** Why the scan does not say, or does not say all, of it as it is bound now. */
  readonly why?: string;
}

/** What of a policy helps to meet one rule of HIPAA. */
export interface RuleCoverage extends HipaaCitation {
  readonly clauses: readonly CoveredClause[];
  /** Of the checks that hold them. */
  readonly today: Today | null;
  /** The checks see a part of it. */
  readonly partly: boolean;
}

/** What a customer has of the company for one rule of HIPAA, and what remains the customer's own. */
export interface Inheritance extends HipaaCitation {
  readonly level: "inherited" | "partly inherited" | "not inherited";
  readonly inherited: readonly InheritedPart[];
  /** In words, each one thing. */
  readonly remains: readonly string[];
}

export interface InheritedPart {
  /** A control's title, or how and by whom the promise is kept. */
  readonly what: string;
  readonly clauses: readonly BoundClause[];
  /** Null where people look after it, or no scan was given. */
  readonly today: Today | null;
  /** The checks see a part of it. */
  readonly partly: boolean;
  /** Findings that concern the customer: its own, and those of what all customers share. */
  readonly findings: number;
}

/** A promise that people look after: what AWS cannot show. */
export interface Manual {
  readonly owner: string;
  readonly how: string;
  /** The day by which it is to be looked at again: `2027-03-01`. */
  readonly nextReview: string;
  readonly overdue: boolean;
  /** Whose duty it is. */
  readonly responsible: "company" | "customer" | "both";
  readonly hipaa: readonly HipaaCitation[];
}
