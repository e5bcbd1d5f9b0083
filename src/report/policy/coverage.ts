import { clauseStates, type ClauseState, type CoverageReport, type CoveredClause } from "../../contract/index.ts";
import { inert, lines, prose } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { look, paragraph, type Look, type Style } from "../style.ts";
import { paramText, source, staleText } from "../terminal/clauses.ts";
import { rule } from "../terminal/controls.ts";
import { minute } from "../terminal/names.ts";
import { count, number, pad } from "../text.ts";
import { todayOf, todayWords, type TodayWord } from "./today-word.ts";

/** Columns of the word that says what is true today. */
const WORD = 16;

/** The coverage of a policy for people: sentence by sentence, then what no clause asks for, then the sums. */
export function coverageText(report: CoverageReport, options: TextOptions): string {
  const { width } = options;
  const style = look(options);
  return lines(reportLines(report, Math.max(60, width), style));
}

function* reportLines(report: CoverageReport, width: number, look: Look): Iterable<string> {
  const { faint, unsure } = look;
  yield* paragraph(scanText(report), { width, first: "" }, report.scan?.flaw === undefined ? faint : unsure);
  for (const { policy, title, file } of report.documents) {
    const clauses = report.clauses.filter(({ clause }) => clause.policy === policy);
    yield "";
    yield rule(prose(title), inert(file), width, look);
    let under = "";
    for (const covered of clauses) {
      const { number: _, ...unnumbered } = covered.clause;
      const place = source(unnumbered, look.into);
      if (place !== under) yield* ["", ...paragraph(place, { width, first: "" }, look.strong)];
      under = place;
      yield* clauseLines(covered, width, look);
    }
    if (clauses.length === 0) yield* ["", "No sentence of it promises anything."];
  }
  if (report.gone.length > 0) {
    yield* ["", rule("No longer in the policy", count(report.gone.length, "clause"), width, look), ""];
    for (const covered of report.gone) yield* clauseLines(covered, width, look);
  }
  yield* undemandedLines(report, width, look);
  yield* ["", rule("Coverage", count(report.clauses.length, "promise"), width, look), ""];
  yield* sumLines(report, look);
}

/** Which scan says what is true today. */
export function scanText({ scan }: CoverageReport): string {
  if (scan === null) return "No scan was given: what is true today is not said (--results, --from).";
  const flaw = scan.flaw === undefined ? "" : `; INCOMPLETE: ${scan.flaw}`;
  return `As of the scan of ${minute(scan.started)} (${inert(scan.source)})${flaw}`;
}

function* clauseLines(covered: CoveredClause, width: number, look: Look): Iterable<string> {
  const { clause, state, controls, manual, notApplicable } = covered;
  const { faint, unsure, quote } = look;
  const [mark, word, style] = standing(covered, look);
  const first = `${style(mark)} ${pad(style(word), WORD)} `;
  const rest = " ".repeat(WORD + 3);
  const line = clause.stale?.kind === "vanished" ? inert(clause.file) : `:${clause.line}`;
  const at = clause.number === undefined ? line : `§${inert(clause.number)} ${line}`;
  yield* paragraph(`${quote.open}${prose(clause.text)}${quote.close} ${at}`, { width, first, rest }, look.plain);
  const margin = { width, first: rest };
  if (clause.stale !== undefined) yield* paragraph(staleText(clause.stale), margin, unsure);
  for (const { id, checks, service } of controls) {
    const findings = checks.reduce((sum, { today }) => sum + (today?.findings ?? 0), 0);
    const waived = checks.reduce((sum, { today }) => sum + (today?.waived ?? 0), 0);
    const unknown = checks.reduce((sum, { today }) => sum + (today?.unknownCells ?? 0), 0);
    const facts = [
      count(checks.length, "check"),
      ...(findings > 0 ? [count(findings, "finding")] : []),
      ...(waived > 0 ? [`${number(waived)} of them waived`] : []),
      ...(unknown > 0 ? [`unknown in ${count(unknown, "cell")}`] : []),
      ...new Set(checks.flatMap(({ today }) => (today?.why === undefined ? [] : [today.why]))),
      ...(service === undefined ? [] : [`only ${prose(service.name)}`]),
    ];
    yield* paragraph(`${stateWord(state, checks.length)} ${inert(id)}: ${facts.join(", ")}`, margin, faint);
  }
  const params = paramText(clause.params ?? {});
  if (params !== "") yield* paragraph(`judged by ${params}`, margin, faint);
  for (const { owner, how, nextReview, overdue } of manual) {
    const due = overdue ? `review OVERDUE since ${nextReview}` : `next review ${nextReview}`;
    yield* paragraph(`${prose(owner)}: ${prose(how)} (${due})`, margin, overdue ? unsure : faint);
  }
  if (notApplicable !== undefined) yield* paragraph(prose(notApplicable), margin, faint);
}

function stateWord(state: ClauseState, checks: number): string {
  if (checks === 0) return "bound to";
  return state === "checked" ? "checked by" : "partly checked by";
}

/** The mark, the word and the look of what is true of a clause, or of how it is held where nothing says so. */
export function standing(covered: CoveredClause, look: Look): [string, string, Style] {
  const { state, manual } = covered;
  const today = todayOf(covered);
  const { marks, good, bad, unsure, faint, plain } = look;
  const byToday: Readonly<Record<TodayWord, [string, string, Style]>> = {
    pass: [marks.pass, "pass", good],
    "pass in part": [marks.pass, "pass in part", good],
    fail: [marks.fail, "fail", bad],
    unknown: [marks.unknown, "unknown", unsure],
    "nothing to judge": [marks.none, "nothing to judge", faint],
  };
  if (today !== null) return byToday[today];
  switch (state) {
    case "checked":
    case "partly checked":
      return [marks.none, state, plain];
    case "manual":
      return manual.some(({ overdue }) => overdue) ? ["!", "manual, overdue", unsure] : [marks.none, "manual", plain];
    case "not applicable":
      return [marks.none, state, faint];
    case "uncovered":
      return ["!", "uncovered", unsure];
  }
}

function* undemandedLines({ checks }: CoverageReport, width: number, look: Look): Iterable<string> {
  const rows = checks.filter(({ demanded }) => !demanded);
  if (rows.length === 0) return;
  yield* ["", rule("No clause asks for", `${rows.length} of ${count(checks.length, "check")}`, width, look), ""];
  for (const { id, title, today } of rows) {
    const said = today === null ? "" : ` ${look.dot} ${today.status}`;
    yield* paragraph(`${inert(id)}: ${prose(title)}${said}`, { width, first: "  ", rest: "    " }, look.plain);
  }
}

/** How many clauses are in each state, each share with what it is a share of. */
function* sumLines(report: CoverageReport, look: Look): Iterable<string> {
  const total = report.clauses.length;
  for (const state of clauseStates) {
    const these = report.clauses.filter((clause) => clause.state === state);
    if (these.length === 0) continue;
    const split = todayWords
      .map((today) => [these.filter((clause) => todayOf(clause) === today).length, today] as const)
      .filter(([n]) => n > 0)
      .map(([n, today]) => `${number(n)} ${today}`);
    const line = `${pad(state, 15)} ${share(these.length, total)}`;
    yield `  ${split.length === 0 ? line : `${line}   ${split.join(", ")}`}`;
  }
  const stale = report.clauses.filter(({ clause }) => clause.stale !== undefined).length;
  if (stale > 0) yield look.unsure(`  ${pad("stale", 15)} ${share(stale, total)}`);
  if (report.gone.length > 0) yield look.unsure(`  ${count(report.gone.length, "clause")} no longer in the policy`);
}

/** `12 of 57 (21 %)`. */
export function share(part: number, whole: number): string {
  const percent = whole === 0 ? "" : ` (${Math.round((100 * part) / whole)} %)`;
  return `${number(part)} of ${number(whole)}${percent}`;
}
