import type { Clause } from "../../contract/index.ts";
import { inert, prose } from "../inert.ts";
import { type Look, paragraph } from "../style.ts";

/** The sentences of the policy, quoted, each with where it stands. */
export function* clauseLines(clauses: readonly Clause[], width: number, look: Look): Iterable<string> {
  const { quote, faint, into, unsure } = look;
  const bar = `  ${faint(quote.bar)} `;
  const margin = { width, first: bar, rest: bar };
  if (clauses.length === 0) yield `${bar}${unsure("no clause of your policy asks for this")}`;
  for (const [i, clause] of clauses.entries()) {
    if (i > 0) yield `  ${faint(quote.bar)}`;
    yield* paragraph(`${quote.open}${prose(clause.text)}${quote.close}`, margin, look.strong);
    yield* paragraph(source(clause, into), margin, faint);
    yield* paragraph(`${inert(clause.file)}:${clause.line}`, margin, faint);
  }
}

/** The sentence and where it stands, in brief. */
export function clauseBrief({ text, file, line }: Clause, width: number, { quote, faint }: Look): string[] {
  const brief = `${quote.open}${prose(text)}${quote.close} ${inert(file)}:${line}`;
  return paragraph(brief, { width, first: "    " }, faint);
}

function source({ title, version, section }: Clause, into: string): string {
  const of = version.from === "file hash" ? "file" : "version";
  // The document's title is often its first heading too.
  const path = section.filter((heading, i) => i > 0 || heading !== title);
  return [`${prose(title)}, ${of} ${inert(version.label)}`, ...path.map(prose)].join(` ${into} `);
}
