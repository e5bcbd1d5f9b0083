import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { ConfigError, lockPath, saveLock } from "../../config/index.ts";
import type { LockedClause } from "../../contract/index.ts";
import { asAccepted, lockedClause, lockText, nameOf, type Resolved } from "../../policy/index.ts";
import { changeText, count, inert, lines, type TextOptions } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError, WriteError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { asking, type Asking } from "./ask.ts";
import { readPolicies } from "./load.ts";
import { reason, tryPlace } from "./write.ts";

export interface AcceptOptions extends Pick<SelectionOptions, "config"> {
  readonly by?: string;
  readonly yes?: boolean;
}

/** What is no matter of which sentence is meant; what is damaged is accepted anew. */
const OTHERS: ReadonlySet<string> = new Set(["bad-parameter", "unknown-name", "lock-damaged"]);

export async function runPolicyAccept(options: AcceptOptions): Promise<number> {
  const read = await readPolicies(options);
  await read.catalog.close();
  const { bound, loaded, lock, lockFile } = read;
  const wrong = read.problems.filter(({ rule }) => !OTHERS.has(rule));
  if (wrong.length > 0) throw new ConfigError(wrong);
  const quoted = distinct(bound.resolved);
  const open = quoted.filter(({ accepted, sentence }) => !accepted && sentence !== null);
  const gone = quoted.filter(({ sentence }) => sentence === null);
  for (const { quoted } of gone)
    tell(`${inert(JSON.stringify(quoted.quote))} is gone from the policy: correct the configuration.`);

  // Nobody answers in vain.
  if (open.length > 0) await tryPlace(lockPath(loaded));
  const by = options.by ?? (await whoever());
  const at = new Date().toISOString();
  const taken = await chosen(open, { all: options.yes === true, by });
  const clauses = quoted.flatMap((one): LockedClause[] => {
    const { quoted, sentence } = one;
    if (sentence !== null && taken.includes(one)) return [lockedClause(quoted, sentence, { by, at })];
    const before = lock.of(quoted) ?? (sentence === null ? undefined : lock.ofSentence(sentence));
    if (before === undefined) return [];
    return [sentence !== null && one.accepted ? asAccepted(quoted, sentence, before) : before];
  });
  const dropped = lock.clauses.filter((entry) => !quoted.some((one) => nameOf(one.quoted) === nameOf(entry))).length;
  const text = lockText(clauses);
  const before = lockFile?.text ?? null;
  if (text !== before && clauses.length + dropped > 0) await save(loaded, text, before);
  const [accepted, left] = [sentencesOf(taken), sentencesOf(open) - sentencesOf(taken)];
  const parts = [`${count(accepted, "clause")} accepted by ${inert(by)}`];
  if (dropped > 0) parts.push(`${count(dropped, "entry", "entries")} dropped that nothing quotes`);
  if (left > 0) parts.push(`${count(left, "clause")} left as ${left === 1 ? "it was" : "they were"}`);
  tell(`${inert(lockPath(loaded))}: ${parts.join(", ")}.`);
  return gone.length > 0 || left > 0 ? exit.findings : exit.ok;
}

/** One of those that quote alike. */
function distinct(resolved: readonly Resolved[]): readonly Resolved[] {
  return [...new Map(resolved.map((one) => [nameOf(one.quoted), one])).values()];
}

async function save(loaded: Parameters<typeof saveLock>[0], text: string, before: string | null): Promise<void> {
  try {
    await saveLock(loaded, text, before);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new WriteError(`${lockPath(loaded)}: cannot be written: ${reason(error)}`);
  }
}

async function chosen(
  open: readonly Resolved[],
  { all, by }: { readonly all: boolean; readonly by: string },
): Promise<readonly Resolved[]> {
  if (open.length === 0) return [];
  if (all) {
    const text = textOptions(process.stdout, process.env);
    for (const [one] of bySentence(open)) process.stdout.write(shown(one!, text));
    return open;
  }
  if (!process.stdin.isTTY)
    throw new UsageError(
      `${count(sentencesOf(open), "clause")} to accept, and nobody to ask: read them with policy lint, then give --yes`,
    );
  const prompt = asking(process.stdin, process.stderr);
  try {
    return await askAbout(open, by, prompt, textOptions(process.stderr, process.env));
  } finally {
    prompt.close();
  }
}

/** Those that are accepted. Who ends the input answers nothing more; what was answered before holds. */
export async function askAbout(
  open: readonly Resolved[],
  by: string,
  { ask, say }: Pick<Asking, "ask" | "say">,
  text: TextOptions,
): Promise<readonly Resolved[]> {
  const taken: Resolved[] = [];
  const sentences = bySentence(open);
  for (const [i, same] of sentences.entries()) {
    say(shown(same[0]!, text));
    const answer = await ask(`${i + 1} of ${sentences.length}: accept this as ${inert(by)}? [y/N] `);
    if (answer === null) break;
    if (/^y(es)?$/i.test(answer.trim())) taken.push(...same);
  }
  return taken;
}

/** A sentence is asked about once, however many quotes mean it. */
function bySentence(resolved: readonly Resolved[]): readonly (readonly Resolved[])[] {
  return [...Map.groupBy(resolved, ({ sentence }) => sentence).values()];
}

function sentencesOf(resolved: readonly Resolved[]): number {
  return bySentence(resolved).length;
}

function shown({ clause }: Resolved, text: TextOptions): string {
  const { file, line, stale } = clause;
  const before = stale === undefined ? null : [...(stale.accepted.introducedBy ?? []), stale.accepted.text].join(" ");
  const after = [...(clause.introducedBy ?? []), clause.text].join(" ");
  return lines([`${inert(file)}:${line}`]) + changeText(before, after, text);
}

/** As Git knows the user; else by the name of the account. */
async function whoever(): Promise<string> {
  const ask = async (key: string) => {
    const { stdout } = await promisify(execFile)("git", ["config", key], { timeout: 5000 });
    return stdout.trim();
  };
  try {
    const name = await ask("user.name");
    const mail = await ask("user.email").catch(() => "");
    return mail === "" ? name : `${name} <${mail}>`;
  } catch {
    return userInfo().username;
  }
}

function tell(text: string): void {
  process.stderr.write(lines([text]));
}
