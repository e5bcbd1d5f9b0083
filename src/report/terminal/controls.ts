import type { Clause } from "../../contract/index.ts";
import { inert, prose } from "../inert.ts";
import { type Look, paragraph, READABLE } from "../style.ts";
import { count, displayWidth, fit, number, pad } from "../text.ts";
import { checkBlock, facts } from "./findings.ts";
import type { Gathered, Tally } from "./gather.ts";
import { clauseBrief, clauseLines } from "./clauses.ts";

/** A control and what its checks said. */
export interface ControlTally {
  /** Inert. */
  readonly title: string;
  readonly tallies: readonly Tally[];
  /** What demands it. */
  readonly clauses: readonly Clause[];
}

/** The controls in the order of the catalogue; a check is shown under the first control that it names. */
export function byControl({ tallies }: Gathered): readonly ControlTally[] {
  const groups = Map.groupBy(tallies.values(), ({ check }) => check.controls[0] ?? "");
  return [...groups.values()].map((tallies) => ({
    title: prose(tallies[0]!.check.controlTitles[0] ?? "No control"),
    tallies,
    clauses: [
      ...new Map(tallies.flatMap(({ check }) => check.clauses).map((clause) => [clause.hash, clause])).values(),
    ],
  }));
}

export function hasFindings({ tallies }: ControlTally): boolean {
  return tallies.some(({ findings }) => findings > 0);
}

/** A control with findings: the clauses quoted once, and under them the checks that they ask for and that failed. */
export function* controlSection({ title, tallies }: ControlTally, width: number, look: Look): Iterable<string> {
  const failing = tallies.filter(({ findings }) => findings > 0);
  const others = tallies.filter(({ findings }) => findings === 0);
  const total = failing.reduce((sum, { findings }) => sum + findings, 0);
  yield rule(title, count(total, "finding"), width, look);
  for (const group of Map.groupBy(failing, clauseKey).values()) {
    yield "";
    yield* clauseLines(group[0]!.check.clauses, width, look);
    for (const tally of group) {
      yield "";
      yield* checkBlock(tally, width, look);
    }
  }
  if (others.length === 0) return;
  yield "";
  const lines = others.map((tally) => ({ title: prose(tally.check.title), tallies: [tally], clauses: [] }));
  yield* quietLines(lines, width, look);
}

function clauseKey({ check }: Tally): string {
  return JSON.stringify(check.clauses.map(({ hash, link, params }) => [hash, link, params]));
}

/** A title at the left and a remark at the right of a line. */
export function rule(title: string, remark: string, width: number, look: Look): string {
  const { heading, faint, line, ellipsis } = look;
  const whole = Math.min(width, READABLE);
  const shown = fit(title, whole - displayWidth(remark) - 10, ellipsis);
  const between = Math.max(2, whole - displayWidth(shown) - displayWidth(remark) - 8);
  return `${faint(line.repeat(2))} ${heading(shown)} ${faint(line.repeat(between))} ${remark} ${faint(line.repeat(2))}`;
}

/** What is true, what is not known and what there was nothing to judge of: a mark, a title, and in words what was said. */
export function quietLines(controls: readonly ControlTally[], width: number, look: Look): string[] {
  const widest = Math.max(...controls.map(({ title }) => displayWidth(title)));
  const column = Math.min(widest, Math.floor(width / 2));
  return controls.flatMap(({ title, tallies, clauses }) => {
    const { mark, style, words } = verdict(tallies, look);
    const shown = pad(fit(title, column, look.ellipsis), column);
    const line = paragraph(words, { width, first: `  ${style(mark)} ${shown}  ` }, look.plain);
    return line.concat(clauses.flatMap((clause) => clauseBrief(clause, width, look)));
  });
}

function verdict(tallies: readonly Tally[], { marks, good, unsure, faint }: Look) {
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  const cells = sum(({ cells }) => cells.pass + cells.fail + cells.unknown + cells["not-applicable"]);
  const unknown = sum(({ cells }) => cells.unknown);
  const passes = sum(({ resources }) => resources.pass);
  if (unknown > 0) {
    const known = passes > 0 ? `, ${number(passes)} pass elsewhere` : "";
    return {
      mark: marks.unknown,
      style: unsure,
      words: `unknown in ${number(unknown)} of ${count(cells, "cell")}${known}`,
    };
  }
  if (passes === 0) return { mark: marks.none, style: faint, words: `nothing to judge${reasons(tallies)}` };
  const single =
    tallies.length === 1 ? facts(tallies[0]!) : [`${number(passes)} pass in ${number(tallies.length)} checks`];
  return { mark: marks.pass, style: good, words: single.join(", ") };
}

function reasons(tallies: readonly Tally[]): string {
  const all = [...new Set(tallies.flatMap(({ notApplicable }) => [...notApplicable.keys()]))].sort();
  const few = all.slice(0, 3).map((why) => inert(why, 200));
  return few.length === 0 ? "" : `: ${few.join("; ")}`;
}
