import type {
  BoundClause,
  Clause,
  ClauseControl,
  ClauseState,
  Control,
  CoverageReport,
  CoveredCheck,
  CoveredClause,
  Customer,
  Manual,
  OptionalService,
  Severity,
} from "../../contract/index.ts";
import { hipaaRules } from "../../contract/index.ts";
import type { Binding, Bound, ManualTerms } from "../bind/bind.ts";
import type { Sentences } from "../bind/find.ts";
import { normativeBy } from "./normative.ts";
import { scanOf, todayOf, worst, type CheckNow, type Expected, type ScanResults } from "./today.ts";

/** An enabled check, as far as coverage asks. */
export interface EnabledNow extends CheckNow, Pick<Named, "controls"> {
  readonly title: string;
  readonly severity: Severity;
}

interface Named {
  readonly id: string;
  readonly aliases: readonly string[];
  /** The ids of the controls that it serves: its folder's first. */
  readonly controls: readonly string[];
}

export interface CoverageRequest {
  readonly sentences: Sentences;
  readonly bound: Bound;
  readonly controls: ReadonlyMap<string, Control>;
  readonly checks: readonly EnabledNow[];
  /** Checks that are there and that the configuration switches off. */
  readonly disabled: readonly Named[];
  readonly services: readonly OptionalService[];
  readonly customers: readonly Customer[];
  readonly results: ScanResults | null;
  /** What the scan must have been of. */
  readonly expected: Expected;
  /** The day on which reviews are overdue or not: `2026-03-02`. */
  readonly day: string;
}

/** What is said of one clause, by all that the configuration says. */
interface Said {
  readonly clause: BoundClause;
  readonly bindings: Binding[];
  readonly manual: ManualTerms[];
  readonly reasons: string[];
}

/** How every promise of the policy is held, and what is true of it. */
export function coverageOf(request: CoverageRequest): CoverageReport {
  const { sentences, bound, checks, results, expected } = request;
  const said = gather(bound);
  const today = todayOf(results, expected);
  const covered = new Map<string, CoveredCheck>();
  for (const check of checks) {
    const demanded = bound.bindings.some((binding) => binding.clauses.length > 0 && reaches(binding, check));
    const { id, title, severity, controls } = check;
    covered.set(id, { id, title, severity, control: controls[0]!, demanded, today: today(check) });
  }
  const context = { ...request, covered };
  const included = new Set(bound.normative.include.map(nameOf));
  const excluded = new Set(bound.normative.exclude.filter(isAccepted).map(nameOf));

  const clauses: CoveredClause[] = [];
  const seen = new Set<string>();
  for (const sentence of sentences.all) {
    const name = nameOf(sentence.clause);
    const what = said.get(name);
    const normative = promiseOf(what, included.has(name), excluded.has(name) ? null : normativeBy(sentence));
    if (normative === null) continue;
    seen.add(name);
    clauses.push(cover(what ?? { clause: sentence.clause, bindings: [], manual: [], reasons: [] }, normative, context));
  }
  const gone = [...said]
    .filter(([name]) => !seen.has(name))
    .map(([, what]) => cover(what, "bound by the configuration", context))
    .map((clause) => (clause.today === null ? clause : { ...clause, today: "unknown" as const }));
  return {
    documents: sentences.documents.map(({ id, title, file, version }) => ({ policy: id, title, file, version })),
    scan: results === null ? null : scanOf(results, expected),
    clauses,
    gone,
    checks: [...covered.values()],
  };
}

function promiseOf(what: Said | undefined, included: boolean, words: string | null): string | null {
  if (words !== null) return words;
  if (included) return "said to be a promise by the configuration";
  return what === undefined ? null : "bound by the configuration";
}

function gather(bound: Bound): ReadonlyMap<string, Said> {
  const all = new Map<string, Said>();
  const of = (clause: BoundClause): Said => {
    const name = nameOf(clause);
    let said = all.get(name);
    if (said === undefined) all.set(name, (said = { clause, bindings: [], manual: [], reasons: [] }));
    return said;
  };
  for (const binding of bound.bindings) for (const clause of binding.clauses) of(clause).bindings.push(binding);
  for (const manual of bound.manual) for (const clause of manual.clauses) of(clause).manual.push(manual);
  for (const { clauses, reason } of bound.notApplicable) {
    for (const clause of clauses) {
      const { reasons } = of(clause);
      if (isAccepted(clause)) reasons.push(reason);
    }
  }
  return all;
}

/** What was said of another sentence excuses this one from nothing. */
function isAccepted({ stale }: BoundClause): boolean {
  return stale === undefined;
}

/** The sentence itself: the same words may stand in two places. */
function nameOf({ policy, hash, line, column }: Clause): string {
  return `${policy} ${hash} ${line}:${column}`;
}

interface Context extends CoverageRequest {
  readonly covered: ReadonlyMap<string, CoveredCheck>;
}

function cover({ clause, bindings, manual, reasons }: Said, normative: string, context: Context): CoveredClause {
  const controls = bindings.map((binding) => controlOf(binding, context));
  const held = controls.filter(({ checks }) => checks.length > 0);
  const unsold = unsoldOf(bindings, context);
  const reason = reasons[0] ?? unsold;
  const state = stateOf(controls, manual, reason, unsold);
  const applies = state === "checked" || state === "partly checked";
  const params = Object.assign({}, ...bindings.map((binding) => binding.params)) as Record<string, unknown>;
  return {
    clause: Object.keys(params).length === 0 ? clause : { ...clause, params },
    state,
    today: applies ? worst(held.flatMap(({ checks }) => checks.map(({ today }) => today?.status ?? null))) : null,
    normative,
    controls: merged(controls),
    manual: manual.map((terms) => manualOf(terms, context.day)),
    ...(reason === undefined ? {} : { notApplicable: reason }),
  };
}

function stateOf(
  controls: readonly ClauseControl[],
  manual: readonly ManualTerms[],
  reason: string | undefined,
  unsold: string | undefined,
): ClauseState {
  if (unsold !== undefined) return "not applicable";
  if (controls.some(({ checks }) => checks.length > 0)) {
    const whole = controls.every(({ checks, blind }) => checks.length > 0 && blind.length === 0);
    return whole ? "checked" : "partly checked";
  }
  if (manual.length > 0) return "manual";
  return reason === undefined ? "uncovered" : "not applicable";
}

/** Why nobody has what the clause offers; undefined where somebody has, or where it is for everybody. */
function unsoldOf(bindings: readonly Binding[], { services, customers }: Context): string | undefined {
  const ids = bindings.map(({ service }) => service);
  if (ids.length === 0 || customers.length === 0 || ids.includes(undefined)) return undefined;
  if (customers.some((customer) => ids.some((id) => customer.services?.includes(id!)))) return undefined;
  return `no customer has signed up for ${services.find(({ id }) => id === ids[0])?.name ?? ids[0]}`;
}

function controlOf(binding: Binding, { controls, checks, disabled, covered, services }: Context): ClauseControl {
  const control = controls.get(binding.control);
  const reached = checks.filter((check) => reaches(binding, check));
  const off = disabled
    .filter((check) => reaches(binding, check))
    .map(({ id }) => `What ${id} would see: it is disabled.`);
  const ids = new Set(reached.map(({ id }) => id));
  const blind = (control?.blind ?? []).filter(
    (spot) => spot.checks === undefined || spot.checks.some((id) => ids.has(id)),
  );
  const service = services.find(({ id }) => id === binding.service);
  return {
    id: binding.control,
    title: control?.title ?? binding.control,
    hipaa: control?.hipaa ?? [],
    checks: reached.map(({ id }) => covered.get(id)!),
    blind: reached.length === 0 ? [] : [...blind.map(({ text }) => text), ...off],
    ...(service === undefined ? {} : { service }),
  };
}

/** Several bindings of one control are one, for the reader. */
function merged(controls: readonly ClauseControl[]): ClauseControl[] {
  return [...Map.groupBy(controls, ({ id, service }) => `${id} ${service?.id ?? ""}`).values()].map((same) => ({
    ...same[0]!,
    checks: [...new Set(same.flatMap(({ checks }) => checks))],
    blind: [...new Set(same.flatMap(({ blind }) => blind))],
  }));
}

/** Whether a binding is of a check. */
export function reaches({ control, checks }: Pick<Binding, "control" | "checks">, check: Named): boolean {
  const named = (name: string) => name === check.id || check.aliases.includes(name);
  return check.controls.includes(control) && (checks === undefined || checks.some(named));
}

function manualOf({ hipaa, ...terms }: ManualTerms, day: string): Manual {
  const { owner, how, nextReview, responsible } = terms;
  return {
    owner,
    how,
    nextReview,
    responsible,
    overdue: nextReview < day,
    hipaa: hipaaRules.filter(({ rule }) => hipaa.includes(rule)),
  };
}
