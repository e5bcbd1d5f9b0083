import type { Clause } from "../../contract/index.ts";
import { inert, lines, prose } from "../inert.ts";
import type { TextOptions } from "../output.ts";
import { indent, look, paragraph } from "../style.ts";
import { paramText, source } from "../terminal/clauses.ts";
import { rule } from "../terminal/controls.ts";
import { count } from "../text.ts";

/** A clause that may demand a control, as far as it is shown. */
export interface ShownSuggestion {
  readonly clause: Clause;
  readonly score: number;
  readonly reason: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Suggestions by control, each with its title, for people; `numbered`, where they are to be chosen from. */
export function suggestText(
  controls: readonly {
    readonly id: string;
    readonly title: string;
    readonly suggestions: readonly ShownSuggestion[];
  }[],
  options: TextOptions,
  numbered = false,
): string {
  const { width } = options;
  const first = indent(numbered ? 11 : 8);
  const style = look(options);
  const told = controls.flatMap(({ id, title, suggestions }) => [
    rule(prose(title), inert(id), width, style),
    "",
    ...(suggestions.length === 0 ? [style.faint("  the policy does not speak of it"), ""] : []),
    ...suggestions.flatMap(({ clause, score, reason, params }, i) => [
      ...paragraph(
        `${style.quote.open}${prose(clause.text)}${style.quote.close}`,
        { width, first: `  ${numbered ? `${i + 1}. ` : ""}${score.toFixed(2)}  ` },
        style.strong,
      ),
      ...paragraph(
        `${source(clause, style.into)} (${inert(clause.file)}:${clause.line})`,
        { width, first },
        style.faint,
      ),
      ...paragraph(prose(reason), { width, first }, style.plain),
      ...(Object.keys(params).length === 0
        ? []
        : paragraph(`demands ${paramText(params)}`, { width, first }, style.plain)),
      "",
    ]),
  ]);
  const spoken = controls.filter(({ suggestions }) => suggestions.length > 0).length;
  return lines([...told, `The policy speaks of ${spoken} of ${count(controls.length, "control")}.`]);
}
