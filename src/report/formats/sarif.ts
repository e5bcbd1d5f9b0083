/**
 * Findings as a SARIF log: each points at the sentence of the policy that it breaks, so that a code host shows it there.
 * GitHub takes 25,000 results and 20 tags a rule: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support.
 */
import {
  severities,
  type BoundClause,
  type Cell,
  type CheckSummary,
  type Finding,
  type ScanStarted,
  type Severity,
} from "../../contract/index.ts";
import { by, first } from "../order.ts";
import type { Output } from "../output.ts";
import { artifact, plain, sarifLog } from "../sarif-log.ts";
import { number } from "../text.ts";
import { cutInert } from "./cut.ts";
import { citation, reasonText, versionOf } from "./told.ts";

const MOST_RESULTS = 25_000;
const MOST_TAGS = 20;
const LONGEST = 1000;
const CUT = "results-cut";

const levels: Readonly<Record<Severity, string>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  informational: "note",
};
/** In the middle of what GitHub calls so; what is informational has none. */
const scores: Readonly<Record<Severity, string | null>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  informational: null,
};

/**
 * At the end, the worst first. What is unknown is no result but a notification of the run: code hosts would take a result
 * for a fail, whatever its kind.
 */
export function sarif(): Output {
  const findings = first<Finding>(MOST_RESULTS, worst);
  const unknown: Cell[] = [];
  let count = 0;
  let scan: ScanStarted | null = null;
  let whole = false;
  return {
    event(event) {
      if (event.type === "scan") scan = event;
      if (event.type === "summary") whole = true;
      if (event.type === "cell" && event.status === "unknown") unknown.push(event);
      if (event.type === "finding") {
        findings.add(event);
        count += 1;
      }
      return undefined;
    },
    end: () => sarifLog(runOf(scan, findings.items(), count, unknown, whole)),
  };
}

const worst = by(({ severity, check, key }: Finding) => [String(severities.indexOf(severity)), check, key]);

function runOf(
  scan: ScanStarted | null,
  worstFirst: readonly Finding[],
  count: number,
  unknown: readonly Cell[],
  whole: boolean,
): object {
  const checks = scan?.checks ?? [];
  const index = new Map(checks.map(({ id }, i) => [id, i]));
  const shown = count > MOST_RESULTS ? worstFirst.slice(0, MOST_RESULTS - 1) : worstFirst;
  const notes = [
    ...unknown
      .toSorted(by(({ unit, check }) => [unit.account, unit.region, check]))
      .map((cell) => notification(unknownText(cell), { id: cell.check, index: index.get(cell.check) })),
    ...(whole ? [] : [notification("The scan broke off: what is not here was not judged.")]),
  ];
  const cut = count - shown.length;
  return {
    tool: {
      driver: {
        name: "clausewatch",
        version: versionOf(scan?.program ?? ""),
        rules: [...checks.map(ruleOf), ...(cut > 0 ? [CUT_RULE] : [])],
      },
    },
    invocations: [
      {
        executionSuccessful: whole,
        ...(scan === null ? {} : { startTimeUtc: scan.started }),
        ...(notes.length === 0 ? {} : { toolExecutionNotifications: notes }),
      },
    ],
    results: [
      ...shown.map((finding) => resultOf(finding, index.get(finding.check))),
      ...(cut > 0 ? [cutResult(cut, checks.length)] : []),
    ],
  };
}

function notification(text: string, rule?: { readonly id: string; readonly index: number | undefined }): object {
  return {
    level: "warning",
    message: { text: plain(text) },
    ...(rule?.index === undefined ? {} : { associatedRule: { id: rule.id, index: rule.index } }),
  };
}

function unknownText({ unit, check, reasons }: Cell): string {
  const why = reasons.map(reasonText).join("; ");
  return cutInert(`${check} could not be judged in ${unit.account} ${unit.region}: ${why}`, LONGEST);
}

function ruleOf({ id, title, why, fix, severity, controls }: CheckSummary): object {
  const score = scores[severity];
  const tags = ["security", "compliance", ...controls];
  const cut = [...tags.slice(0, MOST_TAGS - 1), `and ${tags.length - MOST_TAGS + 1} more`];
  return {
    id,
    shortDescription: { text: cutInert(title, LONGEST) },
    fullDescription: { text: cutInert(why, LONGEST) },
    help: { text: cutInert(fix, 4 * LONGEST) },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      precision: "very-high",
      tags: tags.length > MOST_TAGS ? cut : tags,
      ...(score === null ? {} : { "security-severity": score }),
    },
  };
}

function resultOf(
  { key, unit, check, severity, resource, message, waived, clauses }: Finding,
  ruleIndex?: number,
): object {
  const [clause, ...others] = clauses;
  const where = `${unit.accountName ?? unit.account} ${unit.region}`;
  const breaks = clause === undefined ? "" : ` It breaks ${citation(clause)}: "${clause.text}"`;
  return {
    ruleId: check,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: plain(cutInert(`${message} (${where}).${breaks}`, LONGEST)) },
    locations: [
      {
        ...(clause === undefined ? UNBOUND : placeOf(clause)),
        logicalLocations: [{ fullyQualifiedName: cutInert(resource.arn, LONGEST), kind: "resource" }],
      },
    ],
    ...(others.length === 0 ? {} : { relatedLocations: others.map(related) }),
    // GitHub tells alerts on one line apart by the first name alone.
    partialFingerprints: { primaryLocationLineHash: `${key}:1`, "clausewatch/v1": key },
    ...(waived === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external",
              status: "accepted",
              justification: `Waiver ${cutInert(waived.waiver, LONGEST)} until ${waived.until}`,
            },
          ],
        }),
  };
}

/** Code hosts refuse a result without a file: no clause asks for the check, and this is where one would be bound to it. */
const UNBOUND = { physicalLocation: { artifactLocation: artifact("clausewatch.yaml"), region: { startLine: 1 } } };

function placeOf({ file, line, column }: BoundClause): object {
  return { physicalLocation: { artifactLocation: artifact(file), region: { startLine: line, startColumn: column } } };
}

function related(clause: BoundClause, i: number): object {
  return {
    id: i + 1,
    ...placeOf(clause),
    message: { text: plain(cutInert(`${citation(clause)}: ${clause.text}`, LONGEST)) },
  };
}

const CUT_RULE = {
  id: CUT,
  shortDescription: { text: "Findings are missing from this file" },
  help: { text: "Scan fewer accounts or checks at a time, or read the jsonl output." },
  defaultConfiguration: { level: "warning" },
};

function cutResult(count: number, ruleIndex: number): object {
  const text = `${number(count)} further findings are not in this file: code hosts take ${number(MOST_RESULTS)} results. The worst are here.`;
  return {
    ruleId: CUT,
    ruleIndex,
    level: "warning",
    message: { text },
    locations: [UNBOUND],
    partialFingerprints: { primaryLocationLineHash: `${CUT}:1`, "clausewatch/v1": CUT },
  };
}
