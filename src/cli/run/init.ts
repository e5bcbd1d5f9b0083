import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { firstConfig } from "../../app/first-config.ts";
import { suggestFor, type Suggested } from "../../app/suggest.ts";
import type { Suggestion } from "../../policy/index.ts";
import { count, inert, lines, suggestText } from "../../report/index.ts";
import { UsageError } from "../failure.ts";
import { regionName, type SelectionOptions } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { asking, type Asking } from "./ask.ts";
import { readRequest } from "./load.ts";
import { tryPlace, writeWhole } from "./write.ts";

export interface InitOptions extends Pick<SelectionOptions, "account" | "region"> {
  readonly policy: readonly string[];
  readonly role?: string;
  readonly organization?: boolean;
  readonly leastScore: number;
  readonly out: string;
  readonly yes?: boolean;
}

/** How many clauses of a control are shown to choose from. */
const CHOICES = 3;

export async function runInit(options: InitOptions): Promise<number> {
  const { out } = options;
  if (existsSync(out)) throw new UsageError(`${out} is there already, and init overwrites nothing: give another --out`);
  const reached = options.organization === true || options.account.length > 0;
  if (options.role !== undefined && !reached)
    throw new UsageError("--role is assumed in accounts: give them with --account, or --organization");
  if (options.organization === true && options.role === undefined)
    throw new UsageError("--organization reads its accounts through a role: give its name with --role");
  const asks = options.yes !== true;
  if (asks && !process.stdin.isTTY)
    throw new UsageError("there is nobody to ask: give --policy, and --yes to take what is proposed");
  await tryPlace(out);
  const prompt = asks ? asking(process.stdin, process.stderr) : null;
  try {
    const policies = await policiesFor(options, prompt);
    const regions = await regionsFor(options, prompt);
    const suggested = await suggestFor(policies, readRequest({}));
    const suggestions = await chosen(suggested, options.leastScore, prompt);
    const { controls, checked, sentences } = suggested;
    await writeWhole(
      out,
      firstConfig({
        policies: policies.map((pattern) => fromFolderOf(out, pattern)),
        accounts: options.account,
        ...(options.role === undefined ? {} : { role: { name: options.role, externalId: newExternalId() } }),
        organization: options.organization === true,
        regions,
        controls,
        checked,
        suggestions,
        sentences,
        nextReview: inAYear(new Date()),
      }),
      { fresh: true },
    );
    const bound = new Set(suggestions.map(({ control }) => control)).size;
    const wrote = `${inert(out)}: ${count(suggestions.length, "clause")} for ${count(bound, "control")}.`;
    process.stderr.write(lines([wrote, "Next: clausewatch policy lint, then clausewatch policy coverage."]));
    return 0;
  } finally {
    prompt?.close();
  }
}

/** 128 bits that nobody can guess. */
function newExternalId(): string {
  return randomBytes(16).toString("hex");
}

function inAYear(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear() + 1, now.getUTCMonth(), now.getUTCDate())).toISOString().slice(0, 10);
}

/** A pattern as the configuration must have it: from its own folder on. */
export function fromFolderOf(out: string, pattern: string): string {
  if (isAbsolute(pattern)) return pattern;
  const inside = relative(dirname(resolve(out)), resolve(pattern));
  return inside === "" ? "." : inside.split(sep).join("/");
}

async function policiesFor({ policy }: InitOptions, prompt: Asking | null): Promise<readonly string[]> {
  if (policy.length > 0) return policy;
  if (prompt === null) throw new UsageError("name your policy: --policy 'docs/**/*.md'");
  const answer = await answerTo(prompt, "Where is your policy? Markdown: a file, a folder or a glob [docs/**/*.md] ");
  return [answer.trim() || "docs/**/*.md"];
}

async function regionsFor({ region }: InitOptions, prompt: Asking | null): Promise<readonly string[]> {
  if (region.length > 0 || prompt === null) return region;
  for (;;) {
    const answer = await answerTo(prompt, "Which regions? Names set apart by commas [all that are enabled] ");
    const names = answer
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && name !== "all");
    const wrong = names.find((name) => !regionName.pattern.test(name));
    if (wrong === undefined) return names;
    prompt.say(lines([`${inert(wrong)} is no ${regionName.is}.`]));
  }
}

/** The best clause of each control, or those that the user takes of the best few. */
async function chosen(
  { controls, suggestions }: Suggested,
  least: number,
  prompt: Asking | null,
): Promise<readonly Suggestion[]> {
  const byControl = Map.groupBy(
    suggestions.filter(({ score }) => score >= least),
    ({ control }) => control,
  );
  if (prompt === null) return [...byControl.values()].map(([best]) => best!);
  const taken: Suggestion[] = [];
  for (const [id, found] of byControl) {
    const choices = found.slice(0, CHOICES);
    const shown = { id, title: controls.get(id)?.title ?? id, suggestions: choices };
    const text = suggestText([shown], textOptions(process.stderr, process.env), true);
    prompt.say(`\n${text.replace(/\n[^\n]*\n$/, "\n")}`);
    const numbers = choices.map((_, i) => i + 1).join(", ");
    for (;;) {
      const answer = (await answerTo(prompt, `Which of them demand it? ${numbers}, all or none [1] `)).trim();
      const picked = pick(answer === "" ? "1" : answer, choices);
      if (picked !== null) {
        taken.push(...picked);
        break;
      }
      prompt.say(`Answer with numbers of ${numbers} set apart by commas, with all, or with none.\n`);
    }
  }
  return taken;
}

function pick(answer: string, choices: readonly Suggestion[]): readonly Suggestion[] | null {
  if (/^(?:none|n|no|0)$/i.test(answer)) return [];
  if (/^a(?:ll)?$/i.test(answer)) return choices;
  const numbers = answer.split(/[\s,]+/).map(Number);
  const picked = numbers.map((number) => choices[number - 1]);
  return picked.every((one) => one !== undefined) ? picked : null;
}

async function answerTo(prompt: Asking, question: string): Promise<string> {
  const answer = await prompt.ask(question);
  if (answer === null) throw new UsageError("the answers ended before the last question: nothing was written");
  return answer;
}
