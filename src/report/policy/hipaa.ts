import { clauseStates, type CoverageReport, type Inheritance, type RuleCoverage } from "../../contract/index.ts";
import { inert, lines, prose } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { look, paragraph, type Look } from "../style.ts";
import { rule as titled } from "../terminal/controls.ts";
import { count, pad } from "../text.ts";
import { scanText, share, standing } from "./coverage.ts";
import { todayWord } from "./today-word.ts";

/** The coverage by the rules of HIPAA, for people. */
export function hipaaText(report: CoverageReport, rules: readonly RuleCoverage[], options: TextOptions): string {
  const style = look(options);
  const { width } = options;
  const told = [...paragraph(scanText(report), { width, first: "" }, style.faint)];
  for (const { rule, title, kind, clauses } of rules) {
    const head = `${rule} ${title} (${kind})`;
    told.push("", ...paragraph(head, { width, first: "" }, clauses.length === 0 ? style.faint : style.strong));
    if (clauses.length === 0) told.push(style.faint("  no clause of the policy is held for it"));
    for (const covered of clauses) {
      const [mark, word, tone] = standing(covered, style);
      const { text, file, line } = covered.clause;
      const first = `  ${tone(mark)} ${pad(tone(word), 16)} `;
      const rest = " ".repeat(21);
      told.push(...paragraph(`${prose(text)} ${inert(file)}:${line}`, { width, first, rest }, style.plain));
    }
  }
  const held = rules.filter(({ clauses }) => clauses.length > 0).length;
  told.push("", `${share(held, rules.length)} rules have a clause of the policy that is held for them.`);
  told.push(...stateLine(rules, style));
  return lines(told);
}

function stateLine(rules: readonly RuleCoverage[], look: Look): string[] {
  const all = new Set(rules.flatMap(({ clauses }) => clauses));
  const states = clauseStates
    .map((state) => [state, [...all].filter((clause) => clause.state === state).length] as const)
    .filter(([, n]) => n > 0)
    .map(([state, n]) => `${n} ${state}`);
  return states.length === 0 ? [] : [look.faint(`Their ${count(all.size, "clause")}: ${states.join(", ")}.`)];
}

const OTHERWISE = "The scan told customers apart otherwise than the configuration does now: scan again.";

/** What a customer inherits, for people. */
export function inheritanceText(
  customer: string,
  report: CoverageReport,
  rows: readonly Inheritance[],
  options: TextOptions,
): string {
  const style = look(options);
  const { width } = options;
  const told = [
    titled(`What ${inert(customer)} inherits`, "45 CFR Part 164, Subpart C", width, style),
    ...paragraph(scanText(report), { width, first: "" }, style.faint),
    ...(report.scan?.otherCustomers === true ? paragraph(OTHERWISE, { width, first: "" }, style.unsure) : []),
  ];
  for (const { rule, title, kind, level, inherited, remains } of rows) {
    told.push("", ...paragraph(`${rule} ${title} (${kind}): ${level}`, { width, first: "" }, toneOf(level, style)));
    for (const { what, today, partly, findings, clauses } of inherited) {
      const facts = [
        ...(today === null ? [] : [todayWord(today, partly)]),
        ...(findings > 0 ? [count(findings, "finding")] : []),
        `by ${count(clauses.length, "clause")}`,
      ];
      told.push(...paragraph(`${prose(what)}: ${facts.join(", ")}`, { width, first: "  inherits  " }, style.plain));
    }
    for (const words of remains) told.push(...paragraph(prose(words), { width, first: "  remains   " }, style.plain));
  }
  const levels = (["inherited", "partly inherited", "not inherited"] as const).map(
    (level) => `${level}: ${share(rows.filter((row) => row.level === level).length, rows.length)}`,
  );
  told.push("", ...levels);
  return lines(told);
}

function toneOf(level: Inheritance["level"], { strong, faint }: Look): (text: string) => string {
  return level === "not inherited" ? faint : strong;
}
