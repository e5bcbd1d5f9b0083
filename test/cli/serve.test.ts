import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { demoRecording } from "../../src/demo/index.ts";
import { baseCredentials, startReplay, type Replay } from "../../src/replay/index.ts";
import { Home } from "../app/serve/kit.ts";
import { main, runIn } from "../kit/clausewatch.ts";
import { warmRunner } from "../kit/warm.ts";

const token = "a-token-that-nobody-may-see-0123456789";
const [base, other] = demoRecording().plans.map(({ account }) => account);
const externalId = "an-external-id-of-this-company";

const warmIn = warmRunner();
let home: Home;
let replay: Replay;
const children: ChildProcess[] = [];

/** With secrets everywhere where there can be some. */
const settings = (more = "") => `accounts:
  - id: "${base}"
  - id: "${other}"
    role: arn:aws:iam::${other}:role/clausewatch-read
    externalId: ${externalId}
store:
  sqlite: clausewatch.db
schedules:
  - name: yearly
    cron: "0 0 1 1 *"
serve:
  listen: 127.0.0.1:0
  socket: clausewatch.sock
  tokenFile: token
  logLevel: debug
${more}`;

beforeAll(async () => {
  home = await Home.make("");
  await home.write(settings());
  await writeFile(join(home.folder, "token"), `${token}\n`);
  replay = await startReplay({ recordings: [demoRecording()] });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(async () => {
  await replay.close();
  await home.remove();
});

interface Line {
  readonly level: string;
  readonly message: string;
  readonly addresses?: readonly string[];
}

const environment = () => ({
  AWS_ENDPOINT_URL: replay.url,
  AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
});

/** A daemon as a user starts it, once it serves. */
async function serving(env: Readonly<Record<string, string>> = environment()) {
  const child = spawn(process.execPath, [main, "serve"], {
    cwd: home.folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: home.folder, AWS_EC2_METADATA_DISABLED: "true", ...env },
  });
  children.push(child);
  const exited = once(child, "exit");
  const logged: Line[] = [];
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (stdout += part.toString()));
  child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
  const lines = createInterface({ input: child.stderr });
  const seen = (message: string) =>
    new Promise<Line>((resolve, reject) => {
      const look = (line: Line) => {
        if (line.message === message) resolve(line);
      };
      logged.forEach(look);
      lines.on("line", (text) => text.startsWith("{") && look(JSON.parse(text) as Line));
      void exited.then(() => reject(new Error(`it ended without saying "${message}": ${stderr}`)));
    });
  lines.on("line", (text) => text.startsWith("{") && logged.push(JSON.parse(text) as Line));
  const { addresses } = await seen("serving");
  return {
    child,
    exited,
    logged,
    seen,
    url: addresses!.find((one) => one.startsWith("http"))!,
    output: () => stdout + stderr,
  };
}

test("serves, scans when it is asked, reads its configuration again, and stops", { timeout: 60_000 }, async () => {
  const clausewatch = runIn(home.folder);
  const { child, exited, seen, url, output } = await serving();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "alive" });
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: "ready", parts: { store: null, ledger: null, schedule: null, sinks: null } },
  ]);
  expect((await stat(join(home.folder, "clausewatch.sock"))).mode & 0o777).toBe(0o600);

  // Nobody may ask over the network without the token.
  const ask = (authorization?: string) =>
    fetch(`${url}/scan`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify({ controls: ["backup"] }),
    });
  expect((await ask()).status).toBe(401);
  expect((await ask("Bearer wrong")).status).toBe(401);
  const told = await ask(`Bearer ${token}`);
  expect(told.status).toBe(200);
  expect(await told.json()).toMatchObject({ summary: { accounts: 2, cells: { unknown: 0 } } });

  const bySocket = await clausewatch(["scan", "--now", "--control", "encryption-at-rest"]);
  expect(bySocket.stdout).toMatch(/^Scan [-0-9a-f]+: \d+ findings, \d+ open findings in all\n\d+ cells: /);
  expect(bySocket.code).toBe(3);
  const lenient = await clausewatch(["scan", "--now", "--control", "encryption-at-rest", "--fail-on", "none"]);
  expect(lenient.code).toBe(0);
  const byToken = await clausewatch([
    "scan",
    "--now",
    "--address",
    url.slice(7),
    "--token-file",
    "token",
    "--control",
    "backup",
  ]);
  expect(byToken.code).toBe(3);
  const strange = await clausewatch(["scan", "--now", "--control", "no-such"]);
  expect([strange.code, strange.stderr]).toEqual([2, expect.stringContaining("no-such")]);

  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('clausewatch_scans_total{schedule="by hand",outcome="complete"} 4');
  expect(metrics).toMatch(/clausewatch_findings_open\{control="encryption-at-rest",severity="high"\} [1-9]/);

  await home.write(settings("  graceSeconds: what\n"));
  child.kill("SIGHUP");
  await seen("the new configuration is refused: the old one stays in force");
  await home.write(settings("  graceSeconds: 20\n"));
  child.kill("SIGHUP");
  await seen("the configuration was read again");
  expect((await fetch(`${url}/readyz`)).status).toBe(200);

  const second = await clausewatch(["serve"], environment());
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining("another clausewatch listens there")]);

  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);

  const outputs = [
    output(),
    metrics,
    bySocket.stdout + bySocket.stderr,
    byToken.stdout + byToken.stderr,
    (await readFile(join(home.folder, "clausewatch.db"))).toString("latin1"),
  ];
  for (const secret of [token, externalId, baseCredentials.secretAccessKey, baseCredentials.accessKeyId])
    for (const text of outputs) expect(text).not.toContain(secret);
});

test.each([
  ["--output", "jsonl=scan.jsonl"],
  ["--profile", "audit"],
  ["--from", "production.jsonl.gz"],
  ["--no-store"],
])("what the daemon has no use for is refused: %s", async (...given) => {
  const { code, stderr } = await warmIn(home.folder)(["scan", "--now", ...given]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be used with option")]);
});

test("a scan that failed is told as such, and as no wrong use", async () => {
  await home.write(settings());
  const failing = createServer((_, answer) => answer.writeHead(500).end('{"error":"the disk is full"}'));
  failing.listen(join(home.folder, "clausewatch.sock"));
  await once(failing, "listening");
  const { code, stderr } = await warmIn(home.folder)(["scan", "--now"]);
  failing.close();
  expect([code, stderr]).toEqual([1, "clausewatch: the scan failed: the disk is full (the daemon's log says more)\n"]);
  const lost = ["scan", "--now", "--address", "127.0.0.1:1", "--token-file", "lost"];
  const second = await warmIn(home.folder)(lost);
  expect([second.code, second.stderr]).toEqual([2, expect.stringContaining("--token-file cannot be read: ENOENT")]);
});

test(
  "a second signal ends it at once, and what was under way goes on with the next start",
  { timeout: 60_000 },
  async () => {
    await home.write(settings());
    const slow = await startReplay({ recordings: [demoRecording()], latencyMs: 200 });
    const first = await serving({ ...environment(), AWS_ENDPOINT_URL: slow.url });
    const asked = runIn(home.folder)(["scan", "--now"]);
    await first.seen("scan begins");
    first.child.kill("SIGTERM");
    await first.seen("stopping");
    first.child.kill("SIGTERM");
    expect(await first.exited).toEqual([1, null]);
    expect((await asked).code).toBe(2);
    await slow.close();
    const second = await serving();
    expect(await (await fetch(`${second.url}/healthz`)).json()).toEqual({ status: "alive" });
    second.child.kill("SIGTERM");
    expect(await second.exited).toEqual([0, null]);
  },
);

test.each([
  ["serve", "", "needs a store"],
  ["serve", "store: { sqlite: a.db }\nschedules:\n  - { name: a, cron: '61 * * * *' }\n", "no cron expression"],
  ["serve", "store: { sqlite: a.db }\nschedules:\n  - { name: a, cron: '1 * * * *', checks: [nope] }\n", "nope"],
  [
    "serve",
    "store: { sqlite: a.db }\nserve: { tokenFile: none }\n",
    "clausewatch: serve.tokenFile cannot be read: ENOENT",
  ],
  ["serve --no-work", "store: { sqlite: a.db }\n", "need PostgreSQL"],
  ["worker", "store: { sqlite: a.db }\n", "need PostgreSQL"],
])("%s says what is wrong: %j", async (command, more, why) => {
  await home.write(more);
  const { code, stderr } = await warmIn(home.folder)(command.split(" "), environment());
  expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining(why)]);
  expect([1, 2]).toContain(code);
  expect(stderr.trim().split("\n").length).toBeLessThan(5);
});
