import type { BoundClause } from "../../contract/index.ts";
import type { Sentences } from "./find.ts";
import type { Lock, Quoted } from "./lock.ts";
import type { QuoteProblem } from "./quote-problem.ts";
import { resolve, type Resolved } from "./resolve.ts";

/** What the configuration and the access register say of the policy's clauses, each quoted. */
export interface BindRequest {
  /** A control, or some of its checks, is what these clauses demand. */
  readonly bindings: readonly BindingRequest[];
  /** People look after these. */
  readonly manual: readonly (ManualTerms & Quoting)[];
  readonly notApplicable: readonly (NotApplicableTerms & Quoting)[];
  /** Sentences that promise something, or nothing, whatever the detector says. */
  readonly normative: { readonly include: readonly Quoted[]; readonly exclude: readonly Quoted[] };
  /** Rows of the access register, which is a file of its own, serve these. */
  readonly rows?: readonly Quoting[];
  /** Waivers, which are in a file of their own too, are exceptions from these. */
  readonly exceptions?: readonly { readonly clause: Quoted }[];
}

interface Quoting {
  readonly clauses: readonly Quoted[];
}

interface BindingTerms {
  readonly control: string;
  /** These checks of the control alone; all of them, if absent. */
  readonly checks?: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  /** The optional service that the clauses speak of. */
  readonly service?: string;
}
export type BindingRequest = BindingTerms & Quoting;

export interface ManualTerms {
  readonly owner: string;
  readonly how: string;
  /** `2027-03-01`. */
  readonly nextReview: string;
  readonly responsible: "company" | "customer" | "both";
  /** Rules of HIPAA. */
  readonly hipaa: readonly string[];
}

export interface NotApplicableTerms {
  readonly reason: string;
}

/** The same, with the clauses found. What was not found is left out, and is a problem. */
export interface Bound {
  readonly bindings: readonly Binding[];
  readonly manual: readonly (ManualTerms & Found)[];
  readonly notApplicable: readonly (NotApplicableTerms & Found)[];
  readonly normative: { readonly include: readonly BoundClause[]; readonly exclude: readonly BoundClause[] };
  /** In the order of the register. */
  readonly rows: readonly Found[];
  /** In the order of the waivers; null for one that was not found. */
  readonly exceptions: readonly (BoundClause | null)[];
  /** Every clause that was found, with its place in the configuration, or in the register. */
  readonly resolved: readonly (Resolved & { readonly path: Path })[];
  readonly problems: readonly (QuoteProblem & { readonly path: Path })[];
}

interface Found {
  readonly clauses: readonly BoundClause[];
}
export type Binding = BindingTerms & Found;

/**
 * Where in the configuration: `["bindings", 0, "clauses", 1]`; in the access
 * register: `["rows", 0, "clauses", 1]`; in the waivers: `["waivers", 0, "clause"]`.
 */
type Path = readonly (string | number)[];

/** Finds every clause that the configuration and the access register quote. */
export function bind(sentences: Sentences, lock: Lock, request: BindRequest): Bound {
  const resolvedAll: (Resolved & { path: Path })[] = [];
  const problems: (QuoteProblem & { path: Path })[] = [];
  // Thousands of rows of a register quote the same few sentences.
  const known = new Map<string, Resolved | QuoteProblem>();
  const answerTo = (quoted: Quoted): Resolved | QuoteProblem => {
    const name = JSON.stringify([quoted.quote, quoted.policy, quoted.section]);
    const answer = known.get(name) ?? resolve(sentences, quoted, lock);
    known.set(name, answer);
    return answer;
  };
  const findOne = (quoted: Quoted, path: Path): BoundClause | null => {
    const answer = answerTo(quoted);
    if ("rule" in answer) {
      problems.push({ ...answer, path: [...path, answer.part] });
      return null;
    }
    resolvedAll.push({ ...answer, path });
    return answer.clause;
  };
  const find = (quotes: readonly Quoted[], path: Path): BoundClause[] =>
    quotes.flatMap((quoted, i) => findOne(quoted, [...path, i]) ?? []);
  const found = <T extends Quoting>(entries: readonly T[], key: string): (Omit<T, "clauses"> & Found)[] =>
    entries.map((entry, i) => ({ ...entry, clauses: find(entry.clauses, [key, i, "clauses"]) }));
  return {
    bindings: found(request.bindings, "bindings"),
    manual: found(request.manual, "manual"),
    notApplicable: found(request.notApplicable, "notApplicable"),
    normative: {
      include: find(request.normative.include, ["normative", "include"]),
      exclude: find(request.normative.exclude, ["normative", "exclude"]),
    },
    rows: found(request.rows ?? [], "rows"),
    exceptions: (request.exceptions ?? []).map(({ clause }, i) => findOne(clause, ["waivers", i, "clause"])),
    resolved: resolvedAll,
    problems,
  };
}
