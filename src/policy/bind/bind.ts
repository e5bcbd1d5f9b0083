import type { Clause } from "../../contract/index.ts";
import type { PolicyDocument } from "../read/document.ts";
import { findQuote, nearest, sentencesIn, type Where } from "./find.ts";

/** What the configuration says: a control, or some of its checks, is what these clauses demand. */
export interface BindingRequest {
  readonly control: string;
  readonly checks?: readonly string[];
  readonly clauses: readonly (Where & { readonly quote: string })[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** A binding whose quotes were found. */
export interface Binding {
  readonly control: string;
  /** These checks of the control alone; all of them, if absent. */
  readonly checks?: readonly string[];
  readonly clauses: readonly Clause[];
  readonly params: Readonly<Record<string, unknown>>;
}

/** A clause that was not found, or not only once. */
export interface BindingProblem {
  /** Where in the list of bindings: `[0, "clauses", 1, "quote"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint: string;
}

/** Finds the clauses of each binding. A binding with a problem is left out of `bindings`. */
export function bind(
  documents: readonly PolicyDocument[],
  requests: readonly BindingRequest[],
): { readonly bindings: readonly Binding[]; readonly problems: readonly BindingProblem[] } {
  const bindings: Binding[] = [];
  const problems: BindingProblem[] = [];
  for (const [i, { clauses, ...request }] of requests.entries()) {
    const found = clauses.map((clause) => findClause(documents, clause));
    for (const [j, answer] of found.entries()) {
      if ("message" in answer) problems.push({ ...answer, path: [i, "clauses", j, ...answer.path] });
    }
    const whole = found.flatMap((answer) => ("message" in answer ? [] : [answer]));
    if (whole.length === found.length) bindings.push({ ...request, clauses: whole });
  }
  return { bindings, problems };
}

function findClause(
  documents: readonly PolicyDocument[],
  { quote, ...where }: Where & { readonly quote: string },
): Clause | BindingProblem {
  const { policy, section } = where;
  if (policy !== undefined && !documents.some(({ id }) => id === policy)) {
    const known = documents.map(({ id }) => show(id)).join(", ");
    const hint = known === "" ? NO_POLICY : `The policies are: ${known}.`;
    return { path: ["policy"], message: `there is no policy ${show(policy)}`, hint };
  }
  const sentences = sentencesIn(documents, where);
  if (section !== undefined && sentences.length === 0) {
    const headings = new Set(sentencesIn(documents, { policy }).flatMap(({ clause }) => clause.section));
    const hint = headings.size === 0 ? NO_POLICY : `The headings are: ${[...headings].map(show).join(", ")}.`;
    return { path: ["section"], message: `no policy has text under a heading ${show(section)}`, hint };
  }
  const [found, ...more] = findQuote(documents, quote, where);
  if (found === undefined) {
    const near = nearest(sentences, quote);
    const hint =
      sentences.length === 0
        ? NO_POLICY
        : near.length === 0
          ? "Quote a part of one sentence, as it stands in the policy."
          : `Nearest: ${near.map(({ clause }) => citation(clause)).join("; ")}.`;
    return { path: ["quote"], message: `no sentence of the policy holds the quote ${show(quote)}`, hint };
  }
  if (more.length > 0) {
    const all = [found, ...more];
    const places = all.slice(0, 3).map(({ clause }) => citation(clause));
    const message = `${all.length} sentences of the policy hold the quote ${show(quote)}`;
    const hint = `Quote more of one, or add its section or policy: ${places.join("; ")}${all.length > 3 ? "; …" : ""}.`;
    return { path: ["quote"], message, hint };
  }
  return found.clause;
}

const NO_POLICY = "No policy has text: name your documents under policies.";

function citation({ file, line, column, text, section }: Clause): string {
  const under = section.at(-1);
  return `${file}:${line}:${column}${under === undefined ? "" : ` under ${show(under)}`}: ${show(text)}`;
}

/** In quotes, on one line, with control characters escaped, not longer than a reader wants it. */
function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
