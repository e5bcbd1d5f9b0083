import { basename, join, relative } from "node:path";
import { ConfigError, lockPath } from "../config/index.ts";
import type { BoundClause, LintFinding, LockedClause, Stale } from "../contract/index.ts";
import { ALIKE, likeness, nameOf, reaches } from "../policy/index.ts";
import { rowFindings } from "./lint-rows.ts";
import { waiverFindings } from "./lint-waivers.ts";
import { nearness, readEverything, type Read, type ReadRequest } from "./read.ts";

/**
 * Everything that somebody should look at in configuration, access register, lock and policy; errors first, then by
 * place. What cannot be read at all is told as well: it has a place, and somebody has to mend it. `day` is the day by
 * which reviews are due.
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
  const accept = acceptCommand(read, cwd);
  const errors = read.problems.map((problem): LintFinding => ({ level: "error", ...problem }));
  const all = [
    ...errors,
    ...lockFindings(read, accept),
    ...clauseFindings(read, place, accept),
    ...reviewFindings(read, day),
    ...rowFindings(read, day),
    ...waiverFindings(read, day),
    // Where names are wrong, no check is enabled yet.
    ...(read.problems.length > 0 ? [] : bindingFindings(read)),
  ];
  return distinct(all).sort(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

/** A clause that is quoted several times is told of once. */
function distinct(findings: readonly LintFinding[]): LintFinding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

const LEVELS: readonly LintFinding["level"][] = ["error", "warning", "note"];

/** Where a clause stands, as the user would name it: from the working directory on. */
function placer({ loaded }: Read, cwd: string): (clause: BoundClause) => Pick<LintFinding, "file" | "line" | "column"> {
  const near = nearness(loaded, cwd);
  return ({ file, line, column }) => ({ file: join(near, file), line, column });
}

function lockFindings({ loaded, lock, lockFile, bound }: Read, accept: string): LintFinding[] {
  if (lockFile === null) {
    if (bound.resolved.length === 0) return [];
    const lockName = basename(lockPath(loaded));
    const message = `there is no ${lockName}: nobody has accepted any of the ${bound.resolved.length} quoted clauses`;
    const hint = `Run ${accept}, and commit what it writes: from then on a change of a clause is noticed.`;
    return [{ level: "note", rule: "not-accepted", ...loaded.placeOf([]), message, hint }];
  }
  const entries = new Map(lockFile.value.clauses.map((entry, i) => [nameOf(entry), i]));
  return unusedIn({ lock, bound }).map((entry): LintFinding => {
    const at = lockFile.placeOf(["clauses", entries.get(nameOf(entry))!]);
    const message = `nothing quotes ${show(entry.quote)} any more`;
    const hint = `${accept} brings the lock up to date.`;
    return { level: "note", rule: "unused-lock-entry", ...at, message, hint };
  });
}

function unusedIn({ lock, bound }: Pick<Read, "lock" | "bound">): readonly LockedClause[] {
  const used = new Set(bound.resolved.map(({ quoted }) => lock.of(quoted)));
  return lock.clauses.filter((entry) => !used.has(entry));
}

/** What accepts clauses of this configuration: another than the usual one has to be named. */
function acceptCommand({ loaded: { path } }: Read, cwd: string): string {
  const name = path === null ? "" : relative(cwd, path);
  const named =
    name === "" || name === "clausewatch.yaml" ? "" : ` --config ${/^[\w./-]+$/.test(name) ? name : show(name)}`;
  return `\`clausewatch policy accept${named}\``;
}

function clauseFindings(read: Read, place: ReturnType<typeof placer>, accept: string): LintFinding[] {
  const { lockFile, bound, placeOf } = read;
  const unused = unusedIn(read);
  /** Whoever accepts a sentence does so wherever it is quoted. */
  const told = new Set<string>();
  return bound.resolved.flatMap(({ clause, quoted, sentence, accepted, note, path }): LintFinding[] => {
    const atQuote = placeOf(path);
    const found: LintFinding[] = [];
    if (clause.stale !== undefined) {
      const at = sentence === null ? atQuote : place(clause);
      found.push({
        level: "warning",
        rule: "stale-clause",
        ...at,
        ...staleFinding(clause, clause.stale, { quote: quoted.quote, accept }),
      });
    }
    if (note !== undefined) {
      const hint = `The lock still leads to ${show(clause.text)}: correct the quote.`;
      found.push({ level: "warning", rule: "outdated-quote", ...atQuote, message: note, hint });
    }
    if (!accepted && clause.stale === undefined && lockFile !== null && !told.has(sentenceName(clause))) {
      told.add(sentenceName(clause));
      const message = `nobody has accepted ${show(clause.text)} yet`;
      const hint = `Read it, then run ${accept}.`;
      // Who changes sentence and quote at once is told what he changed.
      const before = unused.find(({ text }) => likeness(text, clause.text) >= ALIKE);
      const change = before === undefined ? {} : { change: { before: whole(before), after: whole(clause) } };
      found.push({ level: "warning", rule: "not-accepted", ...atQuote, message, hint, ...change });
    }
    return found;
  });
}

function staleFinding(
  clause: BoundClause,
  { kind, accepted }: Stale,
  { quote, accept }: { readonly quote: string; readonly accept: string },
): Pick<LintFinding, "message" | "hint" | "change"> {
  const who = `${accepted.by} accepted`;
  const on = `on ${accepted.at.slice(0, 10)}`;
  const before = whole(accepted);
  switch (kind) {
    case "changed": {
      const hint = `Read it, then run ${accept}, or correct the policy or the binding.`;
      return { message: `this is not the sentence that ${who} ${on}`, hint, change: { before, after: whole(clause) } };
    }
    case "moved": {
      const under = show(accepted.section.at(-1) ?? accepted.file);
      const hint = `Read it where it stands now, then run ${accept}, or correct the policy.`;
      return { message: `this sentence stood under ${under} when ${who} it ${on}`, hint };
    }
    case "vanished": {
      const hint = "Quote the sentence that takes its place, or remove it from the configuration.";
      return { message: `the clause ${show(quote)} is gone: ${who} it ${on}`, hint, change: { before, after: null } };
    }
  }
}

/** A sentence with what introduces it. */
function whole({ introducedBy = [], text }: Pick<BoundClause, "introducedBy" | "text">): string {
  return [...introducedBy, text].join(" ");
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
  const away = new Set(bound.notApplicable.flatMap(({ clauses }) => clauses.map(sentenceName)));
  return bound.bindings.flatMap((binding, i): LintFinding[] => {
    const found: LintFinding[] = [];
    if (binding.clauses.length > 0 && !checks.some(({ check }) => reaches(binding, check))) {
      const message = `no check of ${binding.control} is enabled: nothing holds these clauses`;
      const hint = "Say under manual who looks after them, or enable a check.";
      const at = loaded.placeOf(["bindings", i, "control"]);
      found.push({ level: "warning", rule: "control-without-checks", ...at, message, hint });
    }
    for (const [j, clause] of binding.clauses.entries()) {
      if (!away.has(sentenceName(clause))) continue;
      const message = `${show(clause.text)} is bound to ${binding.control}, and said not to apply`;
      const at = loaded.placeOf(["bindings", i, "clauses", j]);
      const hint = "Remove it from bindings or from notApplicable.";
      found.push({ level: "warning", rule: "contradiction", ...at, message, hint });
    }
    return found;
  });
}

function sentenceName({ policy, hash, line, column }: BoundClause): string {
  return `${policy} ${hash} ${line}:${column}`;
}

/** In quotes, on one line, not longer than a reader wants it. */
function show(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}
