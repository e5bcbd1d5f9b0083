/** Findings as a store has them, in the formats that tell them one by one. */
import type { BoundClause, CheckSummary } from "../../contract/index.ts";
import type { TrackedFinding } from "../../track/index.ts";
import { inertJson } from "../inert.ts";
import { asffOf } from "./asff.ts";
import { csvOf } from "./csv.ts";
import { ocsfOf } from "./ocsf.ts";
import type { Standing, TellingContext, Told } from "./told.ts";

export interface StoredFinding {
  readonly finding: TrackedFinding;
  readonly clauses: readonly BoundClause[];
  /** Undefined where its check is no longer enabled. */
  readonly check: CheckSummary | undefined;
}

type Pair = readonly [Told, TellingContext];

/** `program`: such as `clausewatch 1.2.3`. */
export function storedText(
  format: "csv" | "ocsf" | "asff",
  findings: readonly StoredFinding[],
  program: string,
): string {
  const pairs = findings.map((stored): Pair => [toldOf(stored.finding, stored.clauses), contextOf(stored, program)]);
  if (format === "csv") return csvOf(pairs);
  if (format === "ocsf") return pairs.map((pair) => `${inertJson(ocsfOf(...pair))}\n`).join("");
  return pairs.length === 0 ? "[]\n" : `[\n${pairs.map((pair) => inertJson(asffOf(...pair))).join(",\n")}\n]\n`;
}

/** A finding with what a waiver that holds says of it. */
export function toldOf(finding: TrackedFinding, clauses: readonly BoundClause[]): Told {
  const { key, unit, check, severity, resource, message, detail, customer, tags, evidence, waiver } = finding;
  return {
    key,
    unit,
    check,
    severity,
    resource,
    message,
    detail,
    ...(customer === undefined ? {} : { customer }),
    ...(tags === undefined ? {} : { tags }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(waiver === null || waiver.expired
      ? {}
      : { waived: { waiver: waiver.id, kind: waiver.kind, until: waiver.until } }),
    clauses,
  };
}

function contextOf({ finding, check }: StoredFinding, program: string): TellingContext {
  const { firstSeen, lastSeen, episode, unverifiedSince, outOfScopeSince } = finding;
  const unjudged = unverifiedSince ?? outOfScopeSince;
  const became = episode.resolved?.at ?? unjudged ?? episode.opened.at;
  return {
    check,
    program,
    // Whether it was judged to pass stands in its history, and not in the finding.
    standing: standingOf(finding, "resolved"),
    firstSeen: firstSeen.at,
    lastSeen: lastSeen.at,
    updated: became < firstSeen.at ? firstSeen.at : became,
  };
}

/** `resolved`: what it is where it is resolved. What is out of scope nobody judges. */
export function standingOf(
  { state, unverifiedSince, outOfScopeSince }: TrackedFinding,
  resolved: "passed" | "resolved",
): Standing {
  if (state === "resolved") return resolved;
  return unverifiedSince === null && outOfScopeSince === null ? "failing" : "unverified";
}
