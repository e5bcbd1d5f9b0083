import { execFile } from "node:child_process";
import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { promisify } from "node:util";
import { configErrors, lockPath, saveLock } from "../../config/index.ts";
import type { LockedClause } from "../../contract/index.ts";
import { lockedClause, lockText, type Resolved } from "../../policy/index.ts";
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

export async function runPolicyAccept(options: AcceptOptions): Promise<number> {
  const read = await readPolicies(options);
  await read.catalog.close();
  const { bound, loaded, lock } = read;
  const wrong = read.problems.filter(({ rule }) => rule !== "bad-parameter" && rule !== "unknown-name");
  if (wrong.length > 0) throw configErrors(loaded, wrong);
  const open = distinct(bound.resolved).filter(({ accepted, sentence }) => !accepted && sentence !== null);
  const kept = distinct(bound.resolved).flatMap(({ quoted }) => lock.of(quoted) ?? []);
  const gone = bound.resolved.filter(({ sentence }) => sentence === null);
  for (const { quoted } of gone)
    say(`${inert(JSON.stringify(quoted.quote))} is gone from the policy: correct the configuration.`);

  const by = options.by ?? (await whoever());
  const at = new Date().toISOString();
  const taken = await chosen(open, options.yes === true, by);
  const fresh = distinct(bound.resolved)
    .filter(({ quoted, accepted, sentence }) => accepted && sentence !== null && lock.of(quoted) === undefined)
    .map(({ quoted, sentence }) => reused(lock.ofHash(sentence!.clause.hash)!, quoted));
  const renewed = taken.map(({ quoted, sentence }) => lockedClause(quoted, sentence!, by, at));
  const names = new Set(renewed.map(({ quote, policy, section }) => JSON.stringify([quote, policy, section])));
  const rest = kept.filter(({ quote, policy, section }) => !names.has(JSON.stringify([quote, policy, section])));
  const clauses = [...rest, ...fresh, ...renewed];
  const dropped = lock.clauses.length - kept.length;
  if (renewed.length + fresh.length + dropped > 0 || read.lockFile === null) await saveLock(loaded, lockText(clauses));
  const parts = [`${count(renewed.length, "clause")} accepted by ${inert(by)}`];
  if (dropped > 0) parts.push(`${count(dropped, "entry", "entries")} dropped that nothing quotes`);
  if (open.length > taken.length) parts.push(`${count(open.length - taken.length, "clause")} left as it was`);
  say(`${inert(lockPath(loaded))}: ${parts.join(", ")}.`);
  return gone.length > 0 || open.length > taken.length ? exit.findings : exit.ok;
}

/** One of those that quote alike. */
function distinct(resolved: readonly Resolved[]): readonly Resolved[] {
  return [...new Map(resolved.map((one) => [JSON.stringify(one.quoted), one])).values()];
}

/** The same sentence under another quote: who accepted it, accepted it. */
function reused(entry: LockedClause, { quote, policy, section }: Resolved["quoted"]): LockedClause {
  const { policy: _policy, section: _section, ...rest } = entry;
  const where = { ...(policy === undefined ? {} : { policy }), ...(section === undefined ? {} : { section }) };
  return { ...rest, quote, ...where };
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
  try {
    for (const one of open) {
      process.stdout.write(`${shown(one, text)}\n`);
      const answer = await prompt.question(`Accept this as ${inert(by)}? [y/N] `);
      if (/^y(es)?$/i.test(answer.trim())) taken.push(one);
    }
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
