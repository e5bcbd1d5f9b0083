import type { CoverageReport, Inheritance, RuleCoverage } from "../../contract/index.ts";
import { csv } from "../csv-text.ts";
import { todayOf, todayWord } from "./today-word.ts";

/** A row a clause, those last that are no longer in the policy: they have no line. */
export function coverageCsv({ clauses, gone }: CoverageReport): string {
  const head = [
    "policy",
    "file",
    "line",
    "number",
    "section",
    "clause",
    "state",
    "today",
    "controls",
    "checks",
    "findings",
    "unknown cells",
    "not seen by checks",
    "manual",
    "next review",
    "not applicable",
    "stale",
    "hash",
  ];
  const rows = [...clauses, ...gone].map((covered) => {
    const { clause, state, controls, manual, notApplicable = "" } = covered;
    const checks = controls.flatMap((control) => control.checks);
    const sum = (of: (check: (typeof checks)[number]) => number | undefined) =>
      checks.some(({ today }) => today !== null) ? checks.reduce((total, check) => total + (of(check) ?? 0), 0) : "";
    return [
      clause.policy,
      clause.file,
      clause.stale?.kind === "vanished" ? "" : clause.line,
      clause.number ?? "",
      clause.section.join(" > "),
      clause.text,
      state,
      todayOf(covered) ?? "",
      controls.map(({ id }) => id).join(" "),
      checks.map(({ id }) => id).join(" "),
      sum(({ today }) => today?.findings),
      sum(({ today }) => today?.unknownCells),
      [...new Set(controls.flatMap(({ blind }) => blind))].join(" "),
      manual.map(({ owner, how }) => `${owner}: ${how}`).join("; "),
      manual.map(({ nextReview }) => nextReview).join(" "),
      notApplicable,
      clause.stale?.kind ?? "",
      clause.hash,
    ];
  });
  return csv([head, ...rows]);
}

/** A row a clause of a rule; rules without a clause have a row too. */
export function hipaaCsv(rules: readonly RuleCoverage[]): string {
  const head = ["rule", "title", "kind", "policy", "line", "clause", "state", "today"];
  const rows = rules.flatMap(({ rule, title, kind, clauses }) =>
    clauses.length === 0
      ? [[rule, title, kind, "", "", "", "", ""]]
      : clauses.map(({ clause, ...covered }) => [
          rule,
          title,
          kind,
          clause.policy,
          clause.line,
          clause.text,
          covered.state,
          todayOf(covered) ?? "",
        ]),
  );
  return csv([head, ...rows]);
}

/** A row a rule. */
export function inheritanceCsv(rows: readonly Inheritance[]): string {
  const head = ["rule", "title", "kind", "level", "inherited", "today", "findings", "remains"];
  const told = rows.map(({ rule, title, kind, level, inherited, remains }) => [
    rule,
    title,
    kind,
    level,
    inherited.map(({ what }) => what).join("; "),
    inherited.map(({ today, partly }) => todayWord(today, partly) ?? "manual").join("; "),
    inherited.map(({ findings }) => findings).join("; "),
    remains.join("; "),
  ]);
  return csv([head, ...told]);
}
