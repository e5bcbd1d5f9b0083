/** What formats for other programs tell: findings, and what could not be judged. A pass is a cell's, and never told here. */
import type { BoundClause, Cell, CellReason, CheckSummary, Finding, ScanEvent } from "../../contract/index.ts";
import { count } from "../text.ts";

/** A finding as a scan or a store has it. */
export type Told = Omit<Finding, "type">;

/**
 * How it stands. `failing`: judged, and not waived away: what is waived fails all the same. `unverified`: it failed, and
 * could not be judged since. `passed`: resolved, its resource was judged to pass. `resolved`: it is not among what fails
 * any more, by complete inputs; whether its resource passes or is gone, nobody said.
 */
export type Standing = "failing" | "unverified" | "passed" | "resolved";

/** What is told beside the finding itself. Times are ISO 8601, UTC. */
export interface TellingContext {
  /** Undefined where the check is no longer enabled. */
  readonly check: CheckSummary | undefined;
  /** `clausewatch 1.2.3`. */
  readonly program: string;
  readonly standing: Standing;
  readonly firstSeen: string;
  /** When it was last seen failing, or judged. */
  readonly lastSeen: string;
  /** When what is told became so: never before `firstSeen`. */
  readonly updated: string;
}

/** What one format makes of each. */
export interface Teller<T> {
  finding(told: Told, context: TellingContext): T;
  /** Of a cell that is unknown. */
  unknown(cell: Cell, context: TellingContext): T;
}

/**
 * Makes what a format tells of each event; undefined of events that it tells nothing of. Keeps the checks, and nothing
 * else. A scan does not say since when a finding is known: times are those at which the accounts were read.
 */
export function telling<T>({ finding, unknown }: Teller<T>): (event: ScanEvent) => T | undefined {
  let checks: ReadonlyMap<string, CheckSummary> = new Map();
  let program = "clausewatch";
  let read = "1970-01-01T00:00:00.000Z";
  const context = (check: string, standing: Standing, at = read): TellingContext => ({
    check: checks.get(check),
    program,
    standing,
    firstSeen: at,
    lastSeen: at,
    updated: at,
  });
  return (event) => {
    switch (event.type) {
      case "scan":
        checks = new Map(event.checks.map((check) => [check.id, check]));
        program = event.program;
        read = new Date(event.recorded ?? event.started).toISOString();
        return undefined;
      case "finding":
        return finding(event, context(event.check, "failing"));
      case "cell":
        return event.status === "unknown" ? unknown(event, context(event.check, "unverified")) : undefined;
      case "change": {
        if (event.kind !== "resolved") return undefined;
        const standing = event.detail["how"] === "passed" ? "passed" : "resolved";
        const clauses = checks.get(event.check)?.clauses ?? [];
        return finding({ ...event, detail: "", clauses }, context(event.check, standing, event.at));
      }
      default:
        return undefined;
    }
  };
}

/** Names an unknown cell, the same in every scan. */
export function unknownKey({ unit, check }: Pick<Cell, "unit" | "check">): string {
  return `unknown/${unit.account}/${unit.region}/${check}`;
}

/** Why a cell is unknown, with the call that failed and the permission that it needs. */
export function reasonText(reason: CellReason): string {
  if (reason.kind === "check-error") return `the check failed: ${reason.why}`;
  if (reason.kind === "items") return `${reason.why} (${count(reason.count, "resource")})`;
  const { api, action, kind, code, account, region } = reason.unreadable;
  return `${api} in ${account} ${region}: ${kind}, ${code}; it needs ${action}`;
}

/** `Security Policy 2.3, 7.14.2`. */
export function citation({ title, version, number, section }: BoundClause): string {
  return `${title} ${version.label}, ${number ?? section.at(-1) ?? ""}`.replace(/, $/, "");
}

/** The program's own version, as `clausewatch 1.2.3` has it. */
export function versionOf(program: string): string {
  return program.slice(program.indexOf(" ") + 1);
}
