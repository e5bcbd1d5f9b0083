import type { BoundClause, Clause, Stale } from "../../contract/index.ts";
import { inert, inertJson, prose } from "../inert.ts";
import { type Look, paragraph } from "../style.ts";
import { count } from "../text.ts";

/** The sentences of the policy, quoted, each with where it stands. */
export function* clauseLines(clauses: readonly BoundClause[], width: number, look: Look): Iterable<string> {
  const { quote, faint, into, unsure } = look;
  const bar = `  ${faint(quote.bar)} `;
  const margin = { width, first: bar, rest: bar };
  if (clauses.length === 0) yield `${bar}${unsure("no clause of your policy asks for this")}`;
  for (const [i, clause] of clauses.entries()) {
    if (i > 0) yield `  ${faint(quote.bar)}`;
    yield* paragraph(`${quote.open}${prose(clause.text)}${quote.close}`, margin, look.strong);
    yield* paragraph(source(clause, into), margin, faint);
    yield* paragraph(`${inert(clause.file)}:${clause.line}`, margin, faint);
    const params = paramText(clause.params ?? {});
    if (params !== "") yield* paragraph(`judged by ${params}`, margin, faint);
    if (clause.stale !== undefined) yield* paragraph(staleText(clause.stale), margin, unsure);
  }
}

/** `rsaBits: 4096, knownAccounts: 2 entries`. */
export function paramText(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(
      ([name, value]) =>
        `${inert(name)}: ${Array.isArray(value) ? count(value.length, "entry", "entries") : inertJson(value)}`,
    )
    .join(", ");
}

/** What became of a clause since somebody accepted it. */
export function staleText({ kind, accepted: { by, at, file, section } }: Stale): string {
  const who = `${inert(by)} accepted`;
  const on = `on ${inert(at.slice(0, 10))}`;
  switch (kind) {
    case "changed":
      return `STALE: ${who} another text ${on}`;
    case "moved":
      return `STALE: ${who} it ${on} under ${prose(section.at(-1) ?? file)}`;
    case "vanished":
      return `STALE: gone from the policy; ${who} it ${on}`;
  }
}

/** The sentence and where it stands, in brief. */
export function clauseBrief({ text, file, line }: Clause, width: number, { quote, faint }: Look): string[] {
  const brief = `${quote.open}${prose(text)}${quote.close} ${inert(file)}:${line}`;
  return paragraph(brief, { width, first: "    " }, faint);
}

/** The document with its version, the headings, and the number. */
export function source({ title, version, section, number }: Clause, into: string): string {
  const of = version.from === "file hash" ? "file" : "version";
  // The document's title is often its first heading too.
  const path = section.filter((heading, i) => i > 0 || heading !== title);
  const place = [`${prose(title)}, ${of} ${inert(version.label)}`, ...path.map(prose)].join(` ${into} `);
  return number === undefined ? place : `${place}, §${inert(number)}`;
}
