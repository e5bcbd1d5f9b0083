/** OCSF, https://schema.ocsf.io: a Compliance Finding, class 2003, for each finding and each cell that is unknown. */
import type { BoundClause, Cell, CheckSummary, Severity, Unit } from "../../contract/index.ts";
import { inertJson } from "../inert.ts";
import type { Output } from "../output.ts";
import { cut } from "./cut.ts";
import {
  citation,
  reasonText,
  telling,
  unknownKey,
  versionOf,
  type Standing,
  type TellingContext,
  type Told,
} from "./told.ts";

/** Another version would be an output of its own, such as `ocsf-1.9`: what consumes a stream expects one. */
const VERSION = "1.8.0";
const CLASS = 2003;
const LONGEST = 4096;

const severityIds: Readonly<Record<Severity, number>> = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 };

const COMPLIANCE = { unknown: [0, "Unknown"], pass: [1, "Pass"], fail: [3, "Fail"] } as const;
const compliance: Readonly<Record<Standing, keyof typeof COMPLIANCE>> = {
  failing: "fail",
  unverified: "unknown",
  passed: "pass",
  resolved: "unknown",
};

const ACTIVITY = { create: [1, "Create"], update: [2, "Update"], close: [3, "Close"] } as const;
const STATUS = { new: [1, "New"], suppressed: [3, "Suppressed"], resolved: [4, "Resolved"] } as const;

/** JSON Lines, as they come. */
export function ocsf(): Output {
  const tell = telling({ finding: ocsfOf, unknown: ocsfOfUnknown });
  return {
    event(event) {
      const told = tell(event);
      return told === undefined ? undefined : `${inertJson(told)}\n`;
    },
    end: () => "",
  };
}

/**
 * A finding as a Compliance Finding. What is waived is suppressed and still says Fail; what could not be judged since says
 * Unknown. Strings are as AWS has them, cut at 4,096: who draws them makes them inert.
 */
export function ocsfOf(told: Told, context: TellingContext): object {
  const { unit, resource, message, severity, evidence, clauses } = told;
  const { check, standing, firstSeen, lastSeen, updated } = context;
  const closed = standing === "passed" || standing === "resolved";
  const activity = closed ? ACTIVITY.close : updated > firstSeen ? ACTIVITY.update : ACTIVITY.create;
  const status = closed ? STATUS.resolved : told.waived === undefined ? STATUS.new : STATUS.suppressed;
  const text = cut(message, LONGEST);
  return {
    ...frame(activity, severity, context),
    message: text,
    status_id: status[0],
    status: status[1],
    cloud: cloudOf(unit),
    finding_info: {
      uid: told.key,
      title: cut(check?.title ?? told.check, LONGEST),
      desc: text,
      created_time: Date.parse(firstSeen),
      first_seen_time: Date.parse(firstSeen),
      last_seen_time: Date.parse(lastSeen),
      modified_time: Date.parse(updated),
      analytic: analyticOf(told.check),
    },
    compliance: complianceOf(compliance[standing], told.check, check, clauses, [text]),
    resources: [
      {
        uid: cut(resource.arn, LONGEST),
        uid_alt: cut(resource.id, LONGEST),
        type: cut(resource.type, LONGEST),
        ...(resource.name === undefined ? {} : { name: cut(resource.name, LONGEST) }),
        cloud_partition: unit.partition,
        region: unit.region,
        ...(told.tags === undefined ? {} : { tags: keyValues(told.tags) }),
      },
    ],
    ...(evidence === undefined ? {} : { evidences: [{ data: wellFormed(evidence) }] }),
    ...(check === undefined ? {} : { remediation: { desc: cut(check.fix, LONGEST) } }),
    unmapped: wellFormed({
      detail: told.detail,
      ...(told.customer === undefined ? {} : { customer: told.customer }),
      ...(told.waived === undefined ? {} : { waived: told.waived }),
      clauses: clauses.map(clauseOf),
    }),
  };
}

/** A cell that could not be judged. It is no finding of a resource's, and says neither pass nor fail. */
export function ocsfOfUnknown(cell: Cell, context: TellingContext): object {
  const { unit, check } = cell;
  const reasons = cell.reasons.map((reason) => cut(reasonText(reason), LONGEST));
  const { check: summary, updated } = context;
  return {
    ...frame(ACTIVITY.create, "informational", context),
    message: cut(`Could not be judged: ${summary?.title ?? check}: ${reasons.join("; ")}`, LONGEST),
    status_id: 0,
    status: "Unknown",
    cloud: cloudOf(unit),
    finding_info: {
      uid: unknownKey(cell),
      title: cut(`Could not be judged: ${summary?.title ?? check}`, LONGEST),
      created_time: Date.parse(updated),
      analytic: analyticOf(check),
    },
    compliance: complianceOf("unknown", check, summary, summary?.clauses ?? [], reasons),
  };
}

function frame([activity, name]: readonly [number, string], severity: Severity, context: TellingContext): object {
  return {
    activity_id: activity,
    activity_name: name,
    category_uid: 2,
    category_name: "Findings",
    class_uid: CLASS,
    class_name: "Compliance Finding",
    type_uid: CLASS * 100 + activity,
    type_name: `Compliance Finding: ${name}`,
    severity_id: severityIds[severity],
    severity: `${severity[0]!.toUpperCase()}${severity.slice(1)}`,
    time: Date.parse(context.updated),
    metadata: {
      version: VERSION,
      profiles: ["cloud"],
      product: { name: "clausewatch", vendor_name: "clausewatch", version: versionOf(context.program) },
    },
  };
}

function cloudOf({ account, accountName, partition, region }: Unit): object {
  const name = accountName === undefined ? {} : { name: cut(accountName, LONGEST) };
  return {
    provider: "AWS",
    cloud_partition: partition,
    region,
    account: { uid: account, type: "AWS Account", type_id: 10, ...name },
  };
}

function analyticOf(check: string): object {
  return { uid: check, name: check, type_id: 1, type: "Rule" };
}

function complianceOf(
  is: keyof typeof COMPLIANCE,
  check: string,
  summary: CheckSummary | undefined,
  clauses: readonly BoundClause[],
  why: readonly string[],
): object {
  const [id, status] = COMPLIANCE[is];
  const standards = new Set(clauses.map(({ title, version }) => cut(`${title} ${version.label}`, LONGEST)));
  return {
    status_id: id,
    status,
    status_details: why,
    control: summary?.controls[0] ?? check,
    ...(summary === undefined ? {} : { desc: cut(summary.why, LONGEST) }),
    standards: [...standards],
    requirements: clauses.map((clause) => cut(`${citation(clause)}: ${clause.text}`, LONGEST)),
    checks: [
      { uid: check, status_id: id, status, ...(summary === undefined ? {} : { name: cut(summary.title, LONGEST) }) },
    ],
  };
}

function clauseOf({ policy, version, file, line, link, hash, number, stale }: BoundClause): object {
  return {
    policy,
    version: version.label,
    file,
    line,
    link,
    hash,
    ...(number === undefined ? {} : { number }),
    ...(stale === undefined ? {} : { stale: stale.kind }),
  };
}

function keyValues(tags: Readonly<Record<string, string>>): object[] {
  return Object.entries(tags).map(([name, value]) => ({ name: cut(name, LONGEST), value: cut(value, LONGEST) }));
}

/** The same, each string well-formed and cut. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return cut(value, LONGEST);
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cut(key, LONGEST), wellFormed(inner)]));
}
