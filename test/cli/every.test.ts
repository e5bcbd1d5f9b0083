/**
 * Every command as a process of its own, and those that change nothing in the warm process of other tests besides: what
 * these see there is what a user sees.
 */
import { randomBytes } from "node:crypto";
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { afterAll, beforeAll, expect, test } from "vitest";
import { program } from "../../src/cli/program.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { formatSignerKey } from "../../src/ledger/index.ts";
import { baseCredentials, startReplay, type Replay } from "../../src/replay/index.ts";
import { type Ran, type Run, runIn } from "../kit/clausewatch.ts";
import { folders } from "../kit/folder.ts";
import { warmRunner } from "../kit/warm.ts";

type Case = readonly [command: string, code: number, ...args: string[]];

const STORE = ["--store", "store.db"];
const LEDGER = "example.com/ledger";
const DAYS = ["--from", "2026-03-02", "--to", "2026-03-02"];

/** Each needs what the ones before it made. */
const changing: readonly Case[] = [
  ["init", 0, "--policy", "policies", "--out", "drafted.yaml", "--yes"],
  ["policy accept", 0, "--yes", "--by", "Officer"],
  ["record", 0, "--out", "account.jsonl.gz"],
  ["ledger init", 0, "--name", LEDGER, ...STORE],
  ["demo", 0, ...STORE, "--output", "json=demo.json"],
  ["policy render", 0, "--results", "demo.json", "--out", "policy.html"],
  ["ledger new-epoch", 0, "--reason", "a test", ...STORE],
  ["ledger prove", 0, "1", "--out", "1.tlog-proof", ...STORE],
  ["evidence export", 0, ...DAYS, "--out", "evidence.zip", ...STORE],
  ["evidence recording", 1, "--at", "2026-03-02", "--out", "kept.jsonl.gz", ...STORE],
  ["store migrate", 0, ...STORE],
  ["store compact", 0, ...STORE],
];

const reading: readonly Case[] = [
  ["scan", 3, "--from", "account.jsonl.gz", "--check", "ebs-volume-encrypted", "--no-store"],
  ["policy lint", 0, "--config", "drafted.yaml"],
  ["policy coverage", 0, "--results", "demo.json"],
  ["policy inheritance", 0, "--customer", "alder", "--results", "demo.json", "--output", "csv"],
  ["policy suggest", 0, "--control", "backup"],
  ["access explain", 0, "--from", "alder app a", "--to", "birch-records", "--recording", "account.jsonl.gz"],
  ["access list", 0, "--to", "birch-records", "--recording", "account.jsonl.gz", "--output", "json"],
  ["access init", 0, "--recording", "account.jsonl.gz"],
  ["access diff", 0, "account.jsonl.gz", "account.jsonl.gz"],
  ["ledger verify", 0, ...STORE],
  ["ledger check-proof", 0, "1.tlog-proof", "--key", "KEY"],
  ["ledger gaps", 0, ...DAYS, "--grace", "1d", ...STORE],
  ["evidence verify", 0, "evidence.zip"],
  ["findings list", 0, "--sort", "changed", ...STORE],
  ["findings show", 2, "nothing", ...STORE],
  ["findings at", 0, "2026-03-03", ...STORE],
  ["waivers list", 0, "--on", "2026-05-01"],
  ["waivers check", 3, "--on", "2999-01-01"],
  // They run for years where there is a store: test/cli/serve.test.ts.
  ["serve", 2],
  ["worker", 2],
  // Where the configuration names some: test/cli/sinks.test.ts.
  ["sink list", 0],
  ["sink test", 2],
  ["deliveries list", 0, ...STORE],
  ["deliveries retry", 0, ...STORE],
  ["deliveries send", 2, ...STORE],
  ["checks list", 0],
  ["checks show", 0, "ebs-volume-encrypted"],
  ["iam-policy", 0, "--check", "ebs-volume-encrypted"],
  ["store info", 0, ...STORE],
  ["doctor", 0],
];

const folder = folders();
const warmIn = warmRunner();
let replay: Replay;
let env: Record<string, string>;
let cold: Run;
let warm: Run;
let key = "";

beforeAll(async () => {
  const here = await folder();
  await cp(fileURLToPath(new URL("../../config", import.meta.url)), here, { recursive: true });
  [cold, warm] = [runIn(here), warmIn(here)];
  replay = await startReplay({ recordings: [demoRecording()] });
  env = {
    AWS_ENDPOINT_URL: replay.url,
    AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
    CLAUSEWATCH_LEDGER_KEY: formatSignerKey(LEDGER, randomBytes(32)),
  };
  for (const [command, expected, ...args] of changing) {
    const { code, stdout, stderr } = await cold([...command.split(" "), ...args], env);
    expect(code, `${command}: ${stderr}`).toBe(expected);
    if (command === "ledger init") key = stdout.trim();
  }
}, 120_000);
afterAll(() => replay.close());

const cases = reading.map(([command, code, ...args]) => [command, code, args] as const);
test.each(cases)("%s gives the same warm and cold, exit status %i", async (command, code, given) => {
  const args = [...command.split(" "), ...given.map((arg) => (arg === "KEY" ? key : arg))];
  const ran = await cold(args, env);
  expect(ran.code, ran.stdout + ran.stderr).toBe(code);
  expect(ran.stdout + ran.stderr).not.toBe("");
  expect(timeless(await warm(args, env))).toEqual(timeless(ran));
});

/** A minute may begin between the two. */
function timeless({ stdout, ...ran }: Ran): Ran {
  return { ...ran, stdout: stdout.replace(/judged\s+at \S+ \S+ UTC/, "judged at some time") };
}

test("this is every command", () => {
  const leaves = (command: Command, path: readonly string[]): string[] =>
    command.commands.length === 0
      ? [path.join(" ")]
      : command.commands.flatMap((child) => leaves(child, [...path, child.name()]));
  const here = [...changing, ...reading].map(([command]) => command);
  expect(leaves(program(), []).sort()).toEqual(here.sort());
});
