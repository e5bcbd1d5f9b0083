import { type AccountRead, severities, type Summary } from "../../contract/index.ts";
import { inert } from "../inert.ts";
import { by } from "../order.ts";
import { type Look, paragraph } from "../style.ts";
import { count, displayWidth, number } from "../text.ts";
import type { Gathered } from "./gather.ts";
import { accountLabel } from "./names.ts";
import { causesByWeight, causeTitle } from "./unknowns.ts";

/** Columns of the bar that stands for all planned cells. */
const BAR = 40;

/** How much of what was planned has an answer, and what lies outside. */
export function* coverageLines(all: Gathered, { cells }: Summary, width: number, look: Look): Iterable<string> {
  const margin = { width, first: "  ", rest: "    " };
  const judged = `${number(cells.planned - cells.unknown)} judged, ${number(cells.unknown)} unknown`;
  yield* paragraph(`${count(cells.planned, "cell")} planned (${shape(all, look)}): ${judged}`, margin, look.plain);
  yield "";
  yield* bars(cells, look);
  const causes = causesByWeight(all);
  const outside = [...leftOut(all.accounts), ...disabled(all.accounts)];
  if (causes.length + outside.length > 0) yield "";
  if (causes.length > 0) {
    const more = causes.length > 3 ? `; and ${count(causes.length - 3, "more cause")}` : "";
    const named = causes.slice(0, 3).map(causeTitle).join("; ");
    yield* paragraph(`Unknown because: ${named}${more}`, margin, look.plain);
  }
  for (const text of outside) yield* paragraph(text, margin, look.faint);
}

function bars(cells: Summary["cells"], { marks, good, bad, unsure, faint, block }: Look): string[] {
  const rows = [
    [good, marks.pass, "pass", cells.pass],
    [bad, marks.fail, "fail", cells.fail],
    [faint, marks.none, "not applicable", cells["not-applicable"]],
    [unsure, marks.unknown, "unknown", cells.unknown],
  ] as const;
  const digits = Math.max(...rows.map(([, , , n]) => number(n).length));
  return rows.map(([style, mark, word, n]) => {
    const length = n === 0 ? 0 : Math.max(1, Math.round((BAR * n) / cells.planned));
    return `    ${style(mark)} ${number(n).padStart(digits)} ${word.padEnd(14)}  ${style(block.repeat(length))}`.trimEnd();
  });
}

/** `2 accounts × 17 regions × 8 checks`, where the accounts have as many regions each. */
function shape({ accounts: all, tallies }: Gathered, { times }: Look): string {
  const accounts = all.filter(({ regions }) => regions.length > 0);
  const sizes = new Set(accounts.map(({ regions }) => regions.length));
  const total = accounts.reduce((sum, { regions }) => sum + regions.length, 0);
  const factors = [count(tallies.size, "check")];
  if (sizes.size <= 1) factors.unshift(count(accounts.length, "account"), count([...sizes][0] ?? 0, "region"));
  else factors.unshift(`${count(total, "region")} of ${count(accounts.length, "account")}`);
  return factors.join(` ${times} `);
}

/** The accounts that are known, and of which nothing was planned; those for the same reason together. */
function leftOut(accounts: readonly AccountRead[]): string[] {
  const sorted = accounts.filter(({ regions }) => regions.length === 0).sort(by(({ account }) => [account]));
  const groups = Map.groupBy(sorted, ({ unreadable }) => unreadable?.code ?? "no region");
  return [...groups].map(([why, group]) => {
    return `Left out: ${count(group.length, "account")} (${inert(why)}): ${group.map(accountLabel).join(", ")}`;
  });
}

/** The regions that were not looked into; accounts with the same ones together. */
function disabled(accounts: readonly AccountRead[]): string[] {
  const sorted = accounts.filter(({ disabled }) => disabled.length > 0).sort(by(({ account }) => [account]));
  const groups = Map.groupBy(sorted, ({ disabled }) => [...disabled].sort().join(", "));
  return [...groups].map(([regions, group]) => {
    const n = group[0]!.disabled.length;
    const whose = group.length <= 3 ? group.map(accountLabel).join(", ") : count(group.length, "account");
    return `Out of scope: ${count(n, "region")} not enabled in ${whose}: ${inert(regions)}`;
  });
}

/** The last words: what was found, and whether the scan saw everything. One line where there is room. */
export function verdictLines(all: Gathered, width: number, look: Look): string[] {
  const { good, bad, unsure, strong, plain, marks } = look;
  const total = [...all.tallies.values()].reduce((sum, { findings }) => sum + findings, 0);
  const missing = missed(all);
  const complete = missing === "";
  const found = total > 0 ? foundWords(all, total) : nothingFound(all, complete);
  const whole = complete ? "Scan complete." : `Scan INCOMPLETE: ${missing}.`;
  const [mark, style] = total > 0 ? [marks.fail, bad] : complete ? [marks.pass, good] : [marks.unknown, unsure];
  const first = style(strong(`${mark} ${found}`));
  const second = (complete ? plain : (text: string) => unsure(strong(text)))(whole);
  return displayWidth(first) + 1 + displayWidth(second) <= width ? [`${first} ${second}`] : [first, `  ${second}`];
}

function foundWords({ tallies }: Gathered, total: number): string {
  const split = severities.flatMap((severity) => {
    const n = [...tallies.values()].reduce((sum, { severities }) => sum + severities[severity], 0);
    return n > 0 ? [`${number(n)} ${severity}`] : [];
  });
  const waived = [...tallies.values()].reduce((sum, { waived }) => sum + waived, 0);
  const held = waived === 0 ? "" : `; ${number(waived)} waived`;
  return `${count(total, "finding")} (${split.join(", ")}${held}).`;
}

/** What the scan did not see; empty where it saw everything that was planned. */
function missed({ summary }: Gathered): string {
  if (summary === undefined) return "it broke off before its end";
  const { cells, accounts, accountsUnreadable } = summary;
  const words: string[] = [];
  if (cells.planned === 0) words.push("nothing was planned");
  if (cells.unknown > 0) words.push(`${number(cells.unknown)} of ${count(cells.planned, "cell")} unknown`);
  if (accountsUnreadable > 0)
    words.push(`${number(accountsUnreadable)} of ${count(accounts, "account")} could not be read`);
  return words.join(", ");
}

function nothingFound({ summary }: Gathered, complete: boolean): string {
  if (!complete) return "No findings in what could be read.";
  return (summary?.cells.pass ?? 0) > 0 ? "No findings." : "No findings, for there was nothing to judge.";
}
