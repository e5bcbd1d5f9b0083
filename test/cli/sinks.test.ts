/** Sinks as a user sets them up and is told of them: `sink`, `deliveries`, and what a scan does at its end. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAll } from "../../src/app/record.ts";
import { demoRecording } from "../../src/demo/index.ts";
import { startJira, type JiraDouble } from "../../src/doubles/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import { createRecording, recordingInto } from "../../src/recording/index.ts";
import type { Run } from "../kit/clausewatch.ts";
import { folders } from "../kit/folder.ts";
import { warmRunner } from "../kit/warm.ts";

const folder = folders();
const warmIn = warmRunner();
const TOKEN = "s3cret-t0ken";
const CHECK = ["--check", "ebs-volume-encrypted"];
let here = "";
let jira: JiraDouble;
let clausewatch: Run;
/** All that was printed. */
const said: string[] = [];

beforeAll(async () => {
  jira = await startJira({ user: "clausewatch@example.com", token: TOKEN });
  here = await folder({
    "clausewatch.yaml": `
store: { sqlite: c.db }
sinks:
  - name: log
    file: { path: findings.jsonl }
  - name: board
    jira: { url: "${jira.url}", user: clausewatch@example.com, token: { env: JIRA_TOKEN }, project: SEC }
  - name: nobody
    webhook: { address: "http://127.0.0.1:9/x", secrets: [{ file: hook.key }] }
routes:
  - { to: [log, board] }
  - { to: [nobody], severity: critical }
`,
    "hook.key": `whsec_${Buffer.alloc(32, 7).toString("base64")}\n`,
  });
  const run = warmIn(here);
  clausewatch = async (args) => {
    const ran = await run(args, { JIRA_TOKEN: TOKEN });
    said.push(ran.stdout, ran.stderr);
    return ran;
  };
  await record("all.gz", [], 0);
  await record("mended.gz", ["old-volume"], 1);
  await record("again.gz", [], 2);
}, 60_000);
afterAll(() => jira.close());

async function record(name: string, mended: readonly string[], later: number): Promise<void> {
  const demo = { ...demoRecording({ mended, later }), name: "demo" };
  const writer = await createRecording(join(here, name), { recorded: demo.recorded!, program: "test" });
  await readAll(recordingInto(demo, writer), new Set([ec2.volumes]), 4, () => undefined);
  await writer.close();
}

const scan = (file: string, ...more: string[]) => clausewatch(["scan", "--from", file, ...CHECK, ...more]);
const open = () => jira.issues.filter(({ status }) => status.statusCategory.key !== "done").length;
const events = async () =>
  (await readFile(join(here, "findings.jsonl"), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { type: string }).type.replace("clausewatch.finding.", ""));

test("the sinks are listed, with what leads to them", async () => {
  const { code, stdout } = await clausewatch(["sink", "list"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/log {2}file[^]*every finding[^]*board {2}jira[^]*nobody {2}webhook[^]*critical and graver/);
  const { stdout: json } = await clausewatch(["sink", "list", "--output", "json"]);
  expect((JSON.parse(json) as { name: string }[]).map(({ name }) => name)).toEqual(["log", "board", "nobody"]);
});

test("a sink is tried, and what does not work is told", async () => {
  expect(await clausewatch(["sink", "test", "board"])).toMatchObject({ code: 0 });
  expect(jira.issues).toEqual([]);
  const { code, stdout } = await clausewatch(["sink", "test"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/nobody\n.*http:\/\/127\.0\.0\.1:9\/x takes an event[^]*ECONNREFUSED/);
  expect(await clausewatch(["sink", "test", "bord"])).toMatchObject({
    code: 2,
    stderr: "clausewatch: there is no sink called bord: there are log, board, nobody\n",
  });
});

test("what is left to others waits, and is shown before it is sent", async () => {
  expect((await scan("all.gz", "--no-deliver")).code).toBe(3);
  expect(jira.issues).toEqual([]);
  const { stdout } = await clausewatch(["deliveries", "list"]);
  expect(stdout).toMatch(/\? \d+ {2}board {2}waiting {2}opened/);
  const dry = await clausewatch(["deliveries", "send", "--dry-run", "--sink", "board"]);
  expect(dry).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^board: \d+ messages? would be sent/) as string,
  });
  expect(dry.stdout).toContain("/rest/api/3/issue");
  expect(jira.issues).toEqual([]);
  expect(await clausewatch(["deliveries", "send", "--sink", "board"])).toMatchObject({ code: 0 });
  expect(open()).toBeGreaterThan(0);
});

test("a ticket is closed on proof and opened again, none twice; events come in their order", async () => {
  const before = jira.issues.length;
  const closed = await scan("mended.gz");
  expect(closed.stderr).toMatch(/log: \d+ deliveries told/);
  expect(open()).toBe(before - 1);
  await scan("again.gz");
  expect([jira.issues.length, open()]).toEqual([before, before]);
  const told = await events();
  expect(told.slice(0, before)).toEqual(Array<string>(before).fill("opened"));
  expect(told.slice(before, before + 2)).toEqual(["resolved", "reopened"]);
  await scan("again.gz");
  expect(await events()).toEqual(told);
});

test("what was told is listed, too; retry says how many were parked; wrong names are told", async () => {
  const { code, stdout } = await clausewatch(["deliveries", "list", "--all", "--output", "json"]);
  expect(code).toBe(0);
  const rows = JSON.parse(stdout) as { id: number; state: string; sink: string }[];
  expect(new Set(rows.map(({ state }) => state))).toContain("accepted");
  expect(await clausewatch(["deliveries", "retry", "--sink", "board"])).toMatchObject({
    code: 0,
    stderr: "0 deliveries that had been refused will be told again; what waits is told at once.\n",
  });
  expect(await clausewatch(["deliveries", "list", "--sink", "bord"])).toMatchObject({ code: 2 });
  expect(await clausewatch(["deliveries", "list", "--state", "lost"])).toMatchObject({ code: 2 });
});

test("without sinks there is nothing to send, and it is said what to do", async () => {
  await writeFile(join(here, "none.yaml"), "store: { sqlite: c.db }\n");
  expect(await clausewatch(["deliveries", "send", "--config", "none.yaml"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("names no sinks") as string,
  });
});

test("a sink that was taken out is listed all the same, and it is said what becomes of what waits for it", async () => {
  await writeFile(
    join(here, "less.yaml"),
    "store: { sqlite: c.db }\nsinks: [{ name: log, file: { path: f.jsonl } }]\n",
  );
  const less = (...args: string[]) => clausewatch(["deliveries", ...args, "--config", "less.yaml"]);
  const listed = await less("list", "--all", "--sink", "board");
  expect(listed).toMatchObject({ code: 0, stderr: "board is no longer configured: it is told nothing\n" });
  expect(listed.stdout).toContain("board  accepted");
  expect((await clausewatch(["deliveries", "list", "--all", "--sink", "board"])).stderr).toBe("");
  for (const command of ["retry", "send"])
    expect(await less(command, "--sink", "board")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("board is no longer configured: name it under `sinks` again") as string,
    });
  expect(await less("list", "--sink", "bord")).toMatchObject({
    code: 2,
    stderr: "clausewatch: there is no sink called bord: there are log\n",
  });
});

test("no secret was printed or stored", async () => {
  const stored = await readFile(join(here, "c.db"), "latin1");
  const all = [...said, stored, await readFile(join(here, "findings.jsonl"), "utf8")].join("\n");
  for (const secret of [TOKEN, Buffer.alloc(32, 7).toString("base64")])
    for (const form of [secret, Buffer.from(`clausewatch@example.com:${secret}`).toString("base64")])
      expect(all).not.toContain(form);
});
