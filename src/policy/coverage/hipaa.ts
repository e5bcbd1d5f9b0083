import {
  hipaaRules,
  type ClauseControl,
  type CoverageReport,
  type CoveredCheck,
  type CoveredClause,
  type Customer,
  type Finding,
  type Inheritance,
  type InheritedPart,
  type RuleCoverage,
  type Today,
} from "../../contract/index.ts";
import { worst } from "./today.ts";

/** For each rule, in order, the clauses that help to meet it: by a control that cites it, or by people. */
export function byRule({ clauses }: CoverageReport): readonly RuleCoverage[] {
  return hipaaRules.map((citation) => {
    const { rule } = citation;
    const cites = ({ hipaa }: { readonly hipaa: readonly { rule: string }[] }) =>
      hipaa.some((own) => own.rule === rule);
    const mine = clauses.filter(({ controls, manual }) => controls.some(cites) || manual.some(cites));
    const held = mine.flatMap(({ controls }) => controls.filter(cites));
    const checks = held.flatMap((control) => control.checks);
    const partly = held.some((control) => control.blind.length > 0 || control.checks.length === 0);
    return { ...citation, clauses: mine, today: worst(checks.map(({ today }) => today?.status ?? null)), partly };
  });
}

export interface InheritanceRequest {
  readonly coverage: CoverageReport;
  readonly customer: Customer;
  /** The names of all customers that the configuration has. */
  readonly customers: readonly string[];
  /** Of the scan that the coverage is from. */
  readonly findings: readonly Finding[];
}

/** For each rule, what the customer inherits from the company and what remains theirs. */
export function inheritanceOf(request: InheritanceRequest): readonly Inheritance[] {
  const { coverage, customer, customers, findings } = request;
  // Whose a customer is that the configuration does not know, nobody knows: it may be this one's.
  const others = new Set(customers.filter((name) => name !== customer.name));
  const concerning = findings.filter((finding) => !others.has(finding.customer ?? ""));
  const apart = coverage.scan?.otherCustomers !== true;
  const counts = Map.groupBy(concerning, ({ check }) => check);
  const countOf = ({ id }: CoveredCheck) => counts.get(id)?.length ?? 0;
  return byRule(coverage).map(({ rule, title, kind, clauses }): Inheritance => {
    const inherited = new Map<string, InheritedPart>();
    const remains = new Set<string>();
    for (const { clause, controls, manual } of clauses) {
      for (const control of controls.filter(({ hipaa }) => hipaa.some((own) => own.rule === rule))) {
        if (control.checks.length === 0) continue;
        const missing = notSubscribed(control, customer);
        if (missing !== null) remains.add(missing);
        else {
          const today = worst(control.checks.map((check) => todayFor(check, countOf(check), others, apart)));
          const partly = control.blind.length > 0;
          add(inherited, control.title, clause, { today, partly, findings: sum(control.checks.map(countOf)) });
        }
      }
      for (const { hipaa, owner, how, responsible, overdue } of manual) {
        if (!hipaa.some((own) => own.rule === rule)) continue;
        const words = `${how} (${owner}${overdue ? ", review overdue" : ""})`;
        if (responsible !== "customer") add(inherited, words, clause, { today: null, partly: false, findings: 0 });
        if (responsible !== "company") remains.add(`${customer.name}'s part of it: ${clause.text}`);
      }
    }
    if (inherited.size === 0 && remains.size === 0)
      remains.add("all of it: no clause of the policy is about this rule");
    const parts = [...inherited.values()];
    const whole = remains.size === 0 && parts.every(isWhole);
    const level = parts.length === 0 ? "not inherited" : whole ? "inherited" : "partly inherited";
    return { rule, title, kind, level, inherited: parts, remains: [...remains] };
  });
}

/** Nobody inherits the whole of what is seen in part, or is not so today. */
function isWhole({ today, partly }: InheritedPart): boolean {
  return !partly && (today === null || today === "pass");
}

function add(
  parts: Map<string, InheritedPart>,
  what: string,
  clause: CoveredClause["clause"],
  { today, partly, findings }: Pick<InheritedPart, "today" | "partly" | "findings">,
): void {
  const before = parts.get(what);
  parts.set(what, {
    what,
    clauses: [...(before?.clauses ?? []), clause],
    today: worst([before?.today ?? null, today]),
    partly: partly || before?.partly === true,
    findings: Math.max(before?.findings ?? 0, findings),
  });
}

/** Why the customer does not have what the control is for; null where it is for everybody, or signed up for. */
function notSubscribed({ service }: ClauseControl, customer: Customer): string | null {
  if (service === undefined || customer.services?.includes(service.id)) return null;
  const contract = customer.contract === undefined ? "" : ` (${customer.contract})`;
  return `${service.name}: not signed up for${contract}`;
}

/** What is true of a check as far as the customer is concerned: what others have is none of theirs. */
function todayFor(
  { today }: CoveredCheck,
  findings: number,
  others: ReadonlySet<string>,
  apart: boolean,
): Today | null {
  if (today === null) return null;
  const { status, unknownCells, passes, customers, why } = today;
  if (status === "unknown" || !apart) return "unknown";
  // Of a failure without a finding nobody knows whose it is.
  if (findings > 0 || (status === "fail" && today.findings === 0)) return "fail";
  if (unknownCells > 0 || why !== undefined) return "unknown";
  const elsewhere = Object.entries(customers).filter(([name]) => others.has(name));
  return passes > sum(elsewhere.map(([, { pass }]) => pass)) ? "pass" : "nothing to judge";
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
