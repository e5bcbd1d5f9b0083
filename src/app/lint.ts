import { join } from "node:path";
import { ConfigError } from "../config/index.ts";
import type { BoundClause, LintFinding } from "../contract/index.ts";
import { hashOf, reaches } from "../policy/index.ts";
import { nearness, readEverything, type Read, type ReadRequest } from "./read.ts";

/**
 * Everything that somebody should look at in configuration, lock and policy; errors first, then by place. What cannot be
 * read at all is told as well: it has a place, and somebody has to mend it. `day` is the day by which reviews are due.
 */
export async function lint(request: ReadRequest, day: string): Promise<readonly LintFinding[]> {
  try {
    const read = await readEverything(request);
    await read.catalog.close();
    if (read.loaded.path === null) return [nothingToLint(read)];
    return lintRead(read, request.cwd, day);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => ({ level: "error", rule: "configuration", ...problem }));
  }
}

function nothingToLint({ loaded }: Read): LintFinding {
  const message = "there is no clausewatch.yaml here, so no policy either";
  const hint = "`clausewatch init` writes one.";
  return { level: "error", rule: "configuration", file: loaded.folder, message, hint };
}

function lintRead(read: Read, cwd: string, day: string): LintFinding[] {
  const place = placer(read, cwd);
  const errors = read.problems.map(({ rule, path, message, hint }): LintFinding => ({
    level: "error",
    rule,
    ...read.loaded.placeOf(path),
    message,
    hint,
  }));
  const all = [
    ...errors,
    ...lockFindings(read),
    ...clauseFindings(read, place),
    ...reviewFindings(read, day),
    // Where names are wrong, no check is enabled yet.
    ...(read.problems.length > 0 ? [] : bindingFindings(read)),
  ];
  return all.sort(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

const LEVELS: readonly LintFinding["level"][] = ["error", "warning", "note"];

/** Where a clause stands, as the user would name it: from the working directory on. */
function placer({ loaded }: Read, cwd: string): (clause: BoundClause) => Pick<LintFinding, "file" | "line" | "column"> {
  const near = nearness(loaded, cwd);
  return ({ file, line, column }) => ({ file: join(near, file), line, column });
}

/** An entry that was edited by hand vouches for nothing. */
function lockFindings({ loaded, lock, lockFile, bound }: Read): LintFinding[] {
  if (lockFile === null) {
    if (bound.resolved.length === 0) return [];
    const message = `there is no policy.lock: nobody has accepted any of the ${bound.resolved.length} quoted clauses`;
    return [{ level: "note", rule: "not-accepted", ...loaded.placeOf([]), message, hint: FIRST }];
  }
  const used = new Set(bound.resolved.map(({ quoted }) => lock.of(quoted)));
  return lock.clauses.flatMap((clause, i): LintFinding[] => {
    const at = lockFile.placeOf(["clauses", i]);
    if (hashOf(clause) !== clause.hash) {
      const message = `the text of ${show(clause.quote)} is not the one that was accepted`;
      const hint = "Take the entry back from version control, or accept the clause again.";
      return [{ level: "error", rule: "lock-damaged", ...at, message, hint }];
    }
    if (used.has(clause)) return [];
    const message = `nothing quotes ${show(clause.quote)} any more`;
    return [{ level: "note", rule: "unused-lock-entry", ...at, message, hint: ACCEPT }];
  });
}

const FIRST =
  "Run `clausewatch policy accept`, and commit what it writes: from then on a change of a clause is noticed.";
const ACCEPT = "`clausewatch policy accept` brings policy.lock up to date.";

function clauseFindings({ loaded, lockFile, bound }: Read, place: ReturnType<typeof placer>): LintFinding[] {
  return bound.resolved.flatMap(({ clause, quoted, sentence, accepted, note, path }): LintFinding[] => {
    const { stale } = clause;
    const inConfiguration = loaded.placeOf(path);
    const found: LintFinding[] = [];
    if (stale !== undefined) {
      const { text, by, at } = stale.accepted;
      const what = stale.kind === "changed" ? "is not the sentence that" : "is gone:";
      const said =
        stale.kind === "changed" ? `${by} accepted on ${at.slice(0, 10)}` : `${by} accepted it on ${at.slice(0, 10)}`;
      const subject = stale.kind === "changed" ? "this" : `the clause ${show(quoted.quote)}`;
      found.push({
        level: "warning",
        rule: "stale-clause",
        ...(sentence === null ? inConfiguration : place(clause)),
        message: `${subject} ${what} ${said}`,
        hint:
          stale.kind === "changed"
            ? "Read it, then run `clausewatch policy accept`, or correct the policy or the binding."
            : "Quote the sentence that takes its place, or remove it from the configuration.",
        change: {
          before: [...(stale.accepted.introducedBy ?? []), text].join(" "),
          after: sentence === null ? null : [...(clause.introducedBy ?? []), clause.text].join(" "),
        },
      });
    }
    if (note !== undefined) {
      const hint = `policy.lock still leads to ${show(clause.text)}: correct the quote.`;
      found.push({ level: "warning", rule: "outdated-quote", ...inConfiguration, message: note, hint });
    }
    if (!accepted && stale === undefined && lockFile !== null) {
      const message = `nobody has accepted ${show(clause.text)} yet`;
      const hint = "Run `clausewatch policy accept`: from then on a change of it is noticed.";
      found.push({ level: "note", rule: "not-accepted", ...inConfiguration, message, hint });
    }
    return found;
  });
}

function reviewFindings({ loaded }: Read, day: string): LintFinding[] {
  return loaded.config.manual.flatMap(({ owner, nextReview }, i): LintFinding[] => {
    if (nextReview >= day) return [];
    const message = `the review by ${owner} was due on ${nextReview}`;
    const hint = "Review it, and write down the day of the next one.";
    return [
      { level: "warning", rule: "review-overdue", ...loaded.placeOf(["manual", i, "nextReview"]), message, hint },
    ];
  });
}

function bindingFindings({ loaded, bound, checks }: Read): LintFinding[] {
  const away = new Set(bound.notApplicable.flatMap(({ clauses }) => clauses.map(nameOf)));
  return bound.bindings.flatMap((binding, i): LintFinding[] => {
    const found: LintFinding[] = [];
    if (binding.clauses.length > 0 && !checks.some(({ check }) => reaches(binding, check))) {
      const message = `no check of ${binding.control} is enabled: nothing holds these clauses`;
      const hint = "Say under manual who looks after them, or enable a check.";
      const at = loaded.placeOf(["bindings", i, "control"]);
      found.push({ level: "warning", rule: "control-without-checks", ...at, message, hint });
    }
    for (const [j, clause] of binding.clauses.entries()) {
      if (!away.has(nameOf(clause))) continue;
      const message = `${show(clause.text)} is bound to ${binding.control}, and said not to apply`;
      const at = loaded.placeOf(["bindings", i, "clauses", j]);
      const hint = "Remove it from bindings or from notApplicable.";
      found.push({ level: "warning", rule: "contradiction", ...at, message, hint });
    }
    return found;
  });
}

function nameOf({ policy, hash, line, column }: BoundClause): string {
  return `${policy} ${hash} ${line}:${column}`;
}

/** In quotes, on one line, not longer than a reader wants it. */
function show(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}
