/**
 * JUnit's XML as readers of builds take it (there is no standard; this is what the schemas of Jenkins and of Ant share): a
 * suite for each control. A case is a finding, or a cell that has none. What fails is a failure; what is unknown is an
 * error; what does not apply and what is waived are skipped, with the reason: none of these is a pass.
 */
import type { Cell, CheckSummary, Finding, ScanStarted } from "../../contract/index.ts";
import { inert } from "../inert.ts";
import type { Output } from "../output.ts";
import { accountLabel, resourceLabel } from "../terminal/names.ts";
import { count } from "../text.ts";
import { citation, reasonText } from "./told.ts";

interface Suite {
  readonly name: string;
  /** As XML: what is kept of a scan, and no more. */
  readonly cases: string[];
  failures: number;
  errors: number;
  skipped: number;
}

/** At the end: a suite begins with how many of its cases failed. */
export function junit(): Output {
  const suites = new Map<string, Suite>();
  let scan: ScanStarted | null = null;
  let checks: ReadonlyMap<string, CheckSummary> = new Map();
  let whole = false;

  const suiteOf = (check: string): Suite => {
    const summary = checks.get(check);
    const id = summary?.controls[0] ?? check;
    let suite = suites.get(id);
    if (suite === undefined) {
      suite = { name: summary?.controlTitles[0] ?? id, cases: [], failures: 0, errors: 0, skipped: 0 };
      suites.set(id, suite);
    }
    return suite;
  };
  const add = (check: string, name: string, { kind, text }: Said) => {
    const suite = suiteOf(check);
    if (kind !== null) suite[kind] += 1;
    const control = checks.get(check)?.controls[0] ?? "check";
    suite.cases.push(`    <testcase classname="${xml(`${control}.${check}`)}" name="${xml(name)}"${text}\n`);
  };

  return {
    event(event) {
      switch (event.type) {
        case "scan":
          scan = event;
          checks = new Map(event.checks.map((check) => [check.id, check]));
          break;
        case "finding":
          add(event.check, findingName(event), findingSaid(event, checks.get(event.check)));
          break;
        case "cell":
          if (event.status !== "fail") add(event.check, placeName(event), cellSaid(event));
          break;
        case "summary":
          whole = true;
          break;
      }
      return undefined;
    },
    end() {
      if (!whole) {
        const text = `>\n      <error type="broken-off" message="The scan broke off: what is not here was not judged"/>\n    </testcase>`;
        const broken = `    <testcase classname="clausewatch" name="the scan is whole"${text}\n`;
        suites.set("", { name: "clausewatch", cases: [broken], failures: 0, errors: 1, skipped: 0 });
      }
      return documentOf(
        [...suites].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, suite]) => suite),
        scan,
      );
    },
  };
}

interface Said {
  readonly kind: "failures" | "errors" | "skipped" | null;
  /** What follows the attributes of its case. */
  readonly text: string;
}

function findingSaid(finding: Finding, check: CheckSummary | undefined): Said {
  const { severity, message, waived, resource, key, clauses } = finding;
  if (waived !== undefined) {
    const why = `fails, and is waived by ${waived.waiver} until ${waived.until}: ${message}`;
    return { kind: "skipped", text: `>\n      <skipped message="${xml(why)}"/>\n    </testcase>` };
  }
  const body = [
    ...clauses.map((clause) => `breaks ${citation(clause)} (${clause.file}:${clause.line}): ${clause.text}`),
    ...(check === undefined ? [] : [`fix: ${check.fix}`]),
    `resource: ${resource.arn}`,
    `key: ${key}`,
  ];
  const attributes = `type="${severity}" message="${xml(message)}"`;
  return {
    kind: "failures",
    text: `>\n      <failure ${attributes}>${body.map((line) => xml(line)).join("\n")}</failure>\n    </testcase>`,
  };
}

function cellSaid({ status, reasons, notApplicable, resources }: Cell): Said {
  if (status === "pass") return { kind: null, text: "/>" };
  if (status === "unknown") {
    const why = reasons.map(reasonText);
    const message = `unknown: ${why[0] ?? "it was not said why"}`;
    const error = `<error type="unknown" message="${xml(message)}">${why.map((each) => xml(each)).join("\n")}</error>`;
    return { kind: "errors", text: `>\n      ${error}\n    </testcase>` };
  }
  const why = Object.entries(notApplicable).map(([reason, times]) => `${reason} (${count(times, "resource")})`);
  const nothing = resources.notApplicable === 0 ? "nothing is there to judge" : why.join("; ");
  return {
    kind: "skipped",
    text: `>\n      <skipped message="${xml(`not applicable: ${nothing}`)}"/>\n    </testcase>`,
  };
}

function placeName({ unit, global }: Pick<Cell, "unit" | "global">): string {
  return global === true ? accountLabel(unit) : `${accountLabel(unit)} ${unit.region}`;
}

/** Of nothing that moves from scan to scan, so that a reader can tell since when a case fails. */
function findingName({ unit, resource, detail }: Finding): string {
  return `${placeName({ unit })} ${resourceLabel(resource)}${detail === "" ? "" : ` ${detail}`}`;
}

function documentOf(suites: readonly Suite[], scan: ScanStarted | null): string {
  const sum = (of: (suite: Suite) => number) => suites.reduce((total, suite) => total + of(suite), 0);
  const counts = [sum(({ cases }) => cases.length), sum(({ failures }) => failures), sum(({ errors }) => errors)];
  const time = scan === null ? "" : ` timestamp="${scan.started.slice(0, 19)}"`;
  const each = suites.map(({ name, cases, failures, errors, skipped }) => {
    const attributes = `${tally([cases.length, failures, errors])} skipped="${skipped}" time="0"${time}`;
    return `  <testsuite name="${xml(name)}" ${attributes}>\n${cases.toSorted().join("")}  </testsuite>\n`;
  });
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="clausewatch" ${tally(counts)}>\n`;
  return `${head}${each.join("")}</testsuites>\n`;
}

function tally([tests, failures, errors]: readonly number[]): string {
  return `tests="${tests}" failures="${failures}" errors="${errors}"`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Inert text holds nothing that XML 1.0 cannot: what it could not is written out. */
function xml(text: string): string {
  return inert(text).replace(/[&<>"']/g, (character) => entities[character]!);
}
