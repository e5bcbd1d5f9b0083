import type { Sentence } from "../read/document.ts";
import type { Sentences } from "./find.ts";
import type { Quoted } from "./lock.ts";

/** A quote that no clause was found for. */
export interface QuoteProblem {
  readonly rule: "policy-not-found" | "section-not-found" | "quote-not-found" | "quote-found-twice";
  /** Which part of the quote is wrong. */
  readonly part: "policy" | "section" | "quote";
  readonly message: string;
  readonly hint: string;
}

/** What a quote did not lead to: no such document, no such heading, no such sentence there, or not one alone. */
export interface NotFound {
  readonly lacks: "policy" | "section" | "quote" | "one";
  readonly candidates: readonly Sentence[];
}

/** Why the quote did not lead to the sentence that the lock led to. */
export function noteOf({ lacks, candidates }: NotFound, { quote, policy, section }: Quoted): string {
  switch (lacks) {
    case "policy":
      return `there is no policy ${show(policy ?? "")} any more`;
    case "section":
      return `there is no heading ${show(section ?? "")} any more`;
    case "quote":
      return `the sentence does not hold the quote ${show(quote)} any more`;
    case "one":
      return `${candidates.length} sentences hold the quote ${show(quote)} now`;
  }
}

/** What is wrong with a quote that was never accepted. */
export function problemOf(
  sentences: Sentences,
  { quote, policy, section }: Quoted,
  { lacks, candidates }: NotFound,
): QuoteProblem {
  const text = sentences.all.length > 0;
  switch (lacks) {
    case "policy": {
      const known = sentences.documents.map(({ id }) => show(id)).join(", ");
      const hint = known === "" ? NO_POLICY : `The policies are: ${known}.`;
      return { rule: "policy-not-found", part: "policy", message: `there is no policy ${show(policy ?? "")}`, hint };
    }
    case "section": {
      const headings = new Set(sentences.in({ policy }).flatMap(({ clause }) => clause.section));
      const hint = headings.size === 0 ? NO_POLICY : `The headings are: ${listed([...headings].map(show))}.`;
      const message = `no policy has text under a heading ${show(section ?? "")}`;
      return { rule: "section-not-found", part: "section", message, hint };
    }
    case "quote": {
      const near = sentences.nearest(quote, { policy, section });
      const nearest = near.length === 0 ? ONE_SENTENCE : `Nearest: ${near.map(cited).join("; ")}.`;
      const message = `no sentence of the policy holds the quote ${show(quote)}`;
      return { rule: "quote-not-found", part: "quote", message, hint: text ? nearest : NO_POLICY };
    }
    case "one": {
      const message = `${candidates.length} sentences of the policy hold the quote ${show(quote)}`;
      const hint = `Quote more of one, or add its section or policy: ${listed(candidates.map(cited), 3, "; ")}.`;
      return { rule: "quote-found-twice", part: "quote", message, hint };
    }
  }
}

const NO_POLICY = "No policy has text: name your documents under policies.";
const ONE_SENTENCE = "Quote a part of one sentence, as it stands in the policy.";

function listed(items: readonly string[], most = 30, separator = ", "): string {
  return items.slice(0, most).join(separator) + (items.length > most ? `${separator}…` : "");
}

function cited({ clause: { file, line, column, text, section } }: Sentence): string {
  const under = section.at(-1);
  return `${file}:${line}:${column}${under === undefined ? "" : ` under ${show(under)}`}: ${show(text)}`;
}

/** In quotes, on one line, with control characters escaped, not longer than a reader wants it. */
function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
