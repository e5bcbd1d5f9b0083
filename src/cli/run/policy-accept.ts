import { execFile } from "node:child_process";
import { constants, userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { promisify } from "node:util";
import { ConfigError, lockPath, lockNow, saveLock } from "../../config/index.ts";
import type { LockedClause } from "../../contract/index.ts";
import { asAccepted, lockedClause, lockText, nameOf, type Resolved } from "../../policy/index.ts";
import { changeText, count, inert } from "../../report/index.ts";
import { exit } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { SelectionOptions } from "../options.ts";
import { textOptions } from "../terminal.ts";
import { readPolicies } from "./load.ts";

export interface AcceptOptions extends Pick<SelectionOptions, "config"> {
  readonly by?: string;
  readonly yes?: boolean;
}

/** What is no matter of which sentence is meant; what is damaged is accepted anew. */
const OTHERS: ReadonlySet<string> = new Set(["bad-parameter", "unknown-name", "lock-damaged"]);

export async function runPolicyAccept(options: AcceptOptions): Promise<number> {
  const read = await readPolicies(options);
  await read.catalog.close();
  const { bound, loaded, lock } = read;
  const wrong = read.problems.filter(({ rule }) => !OTHERS.has(rule));
  if (wrong.length > 0) throw new ConfigError(wrong);
  const quoted = distinct(bound.resolved);
  const open = quoted.filter(({ accepted, sentence }) => !accepted && sentence !== null);
  const gone = quoted.filter(({ sentence }) => sentence === null);
  for (const { quoted } of gone)
    say(`${inert(JSON.stringify(quoted.quote))} is gone from the policy: correct the configuration.`);

  const by = options.by ?? (await whoever());
  const at = new Date().toISOString();
  const taken = await chosen(open, options.yes === true, by);
  const clauses = quoted.flatMap((one): LockedClause[] => {
    const { quoted, sentence } = one;
    if (sentence !== null && taken.includes(one)) return [lockedClause(quoted, sentence, { by, at })];
    const before = lock.of(quoted) ?? (sentence === null ? undefined : lock.ofSentence(sentence));
    if (before === undefined) return [];
    return [sentence !== null && one.accepted ? asAccepted(quoted, sentence, before) : before];
  });
  const dropped = lock.clauses.filter((entry) => !quoted.some((one) => nameOf(one.quoted) === nameOf(entry))).length;
  const text = lockText(clauses);
  if (text !== (await lockNow(loaded))) await saveLock(loaded, text);
  const parts = [`${count(taken.length, "clause")} accepted by ${inert(by)}`];
  if (dropped > 0) parts.push(`${count(dropped, "entry", "entries")} dropped that nothing quotes`);
  if (open.length > taken.length) parts.push(`${count(open.length - taken.length, "clause")} left as it was`);
  say(`${inert(lockPath(loaded))}: ${parts.join(", ")}.`);
  return gone.length > 0 || open.length > taken.length ? exit.findings : exit.ok;
}

/** One of those that quote alike. */
function distinct(resolved: readonly Resolved[]): readonly Resolved[] {
  return [...new Map(resolved.map((one) => [nameOf(one.quoted), one])).values()];
}

async function chosen(open: readonly Resolved[], all: boolean, by: string): Promise<readonly Resolved[]> {
  if (open.length === 0) return [];
  const text = textOptions(process.stdout, process.env);
  if (all) {
    for (const one of open) process.stdout.write(`${shown(one, text)}\n`);
    return open;
  }
  if (!process.stdin.isTTY)
    throw new UsageError(
      `${count(open.length, "clause")} to accept, and nobody to ask: read them with policy lint, then give --yes`,
    );
  const taken: Resolved[] = [];
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  // Who ends the input has answered nothing more; what was answered before holds.
  const ended = new AbortController();
  prompt.once("close", () => ended.abort());
  prompt.once("SIGINT", () => {
    process.stdout.write("\nNothing was accepted.\n");
    process.exit(128 + constants.signals.SIGINT);
  });
  try {
    for (const one of open) {
      process.stdout.write(`${shown(one, text)}\n`);
      const answer = await prompt.question(`Accept this as ${inert(by)}? [y/N] `, { signal: ended.signal });
      if (/^y(es)?$/i.test(answer.trim())) taken.push(one);
    }
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    process.stdout.write("\n");
  } finally {
    prompt.close();
  }
  return taken;
}

function shown({ clause }: Resolved, text: ReturnType<typeof textOptions>): string {
  const { file, line, stale } = clause;
  const before = stale === undefined ? null : [...(stale.accepted.introducedBy ?? []), stale.accepted.text].join(" ");
  const after = [...(clause.introducedBy ?? []), clause.text].join(" ");
  return `${inert(file)}:${line}\n${changeText(before, after, text)}`;
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

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
