import type { LintFinding } from "../../contract/index.ts";
import { inert, lines } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { look, paragraph, type Look } from "../style.ts";
import { count } from "../text.ts";
import { wordDiff } from "../word-diff.ts";

/** The findings of `policy lint` for people, and in one line what they come to. */
export function lintText(findings: readonly LintFinding[], options: TextOptions): string {
  const style = look(options);
  const told = findings.flatMap((finding) => [...findingLines(finding, options.width, style), ""]);
  return lines([...told, verdict(findings, style)]);
}

function* findingLines(finding: LintFinding, width: number, look: Look): Iterable<string> {
  const { level, rule, file, line, column, message, hint, change } = finding;
  const { faint, plain } = look;
  const [mark, style] = markOf(level, look);
  const place = [inert(file), line, column].filter((part) => part !== undefined).join(":");
  yield* paragraph(inert(message), { width, first: `${style(mark)} `, rest: "  " }, style);
  yield* paragraph(`${place}  ${rule}`, { width, first: "  " }, faint);
  if (change !== undefined) yield* diffLines(change, width, look);
  yield* paragraph(inert(hint, 4000), { width, first: "  " }, plain);
}

/** What a text was and is, for people; `before` is null where there was none. */
export function changeText(before: string | null, after: string, options: TextOptions): string {
  const style = look(options);
  return lines(diffLines({ before: before ?? after, after }, options.width, style));
}

/** A word diff that can be read without colors: `[-old-]` and `{+new+}`. */
function* diffLines(
  { before, after }: NonNullable<LintFinding["change"]>,
  width: number,
  look: Look,
): Iterable<string> {
  const { bad, good, plain, faint } = look;
  const margin = { width, first: `  ${faint(look.quote.bar)} ` };
  if (after === null) {
    yield* paragraph(inert(before, 4000), { ...margin, rest: margin.first }, bad);
    return;
  }
  // Styles go word by word, so that wrapped lines keep them.
  const looks = { removed: ["[-", "-]", bad], added: ["{+", "+}", good], same: ["", "", plain] } as const;
  const pieces = wordDiff(before, after);
  const words = [""];
  for (const [i, { kind, text }] of pieces.entries()) {
    const [open, close, style] = looks[kind];
    // Two readings of one place are no single word.
    if (kind === "added" && pieces[i - 1]?.kind === "removed") words.push("");
    const inside = inert(text, 4000).split(" ");
    const isWord = (word: string) => word !== "";
    const [first, last] = [inside.findIndex(isWord), inside.findLastIndex(isWord)];
    for (const [j, word] of inside.entries()) {
      if (j > 0) words.push("");
      if (isWord(word)) words.push(words.pop() + style(`${j === first ? open : ""}${word}${j === last ? close : ""}`));
    }
  }
  yield* paragraph(words.filter((word) => word !== "").join(" "), { ...margin, rest: margin.first }, plain);
}

function markOf(level: LintFinding["level"], { marks, bad, unsure, plain }: Look): [string, (text: string) => string] {
  if (level === "error") return [marks.fail, bad];
  return level === "warning" ? ["!", unsure] : [marks.none, plain];
}

function verdict(findings: readonly LintFinding[], { good, bad, unsure, strong, marks }: Look): string {
  const of = (level: LintFinding["level"]) => findings.filter((finding) => finding.level === level).length;
  const [errors, warnings, notes] = [of("error"), of("warning"), of("note")];
  const words = [
    ...(errors > 0 ? [count(errors, "error")] : []),
    ...(warnings > 0 ? [count(warnings, "warning")] : []),
    ...(notes > 0 ? [count(notes, "note")] : []),
  ].join(", ");
  if (errors > 0) return bad(strong(`${marks.fail} ${words}. Nothing can be scanned before the errors are mended.`));
  if (warnings > 0) return unsure(strong(`! ${words}.`));
  return good(strong(`${marks.pass} Every quote is found${words === "" ? "" : `; ${words}`}.`));
}
