/**
 * Holds what `clausewatch serve` tells of itself against a real Prometheus, and the alert rules against its promtool:
 *
 *   npm run test:prometheus
 *
 * Prometheus is this machine's, or Debian's package, unpacked into a temporary folder. The accounts are the demo's,
 * served by the replay. All that is made goes again.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { demoRecording } from "../src/demo/index.ts";
import { baseCredentials, startReplay } from "../src/replay/index.ts";
import { askForScan, Metrics } from "../src/web/index.ts";
import { Home } from "../test/app/serve/kit.ts";
import { Cases } from "../test/moto/kit/cases.ts";
import { run } from "../test/moto/kit/run.ts";
import { startDaemon, startPrometheus, until } from "./prometheus/programs.ts";
import { Missing, needTools } from "./prometheus/tools.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const rules = join(root, "deploy/prometheus/clausewatch.rules.yml");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const settings = `store:
  sqlite: clausewatch.db
schedules:
  - name: hourly
    cron: "0 * * * *"
serve:
  listen: 127.0.0.1:0
  socket: clausewatch.sock
`;

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function main(folder: string, home: Home, signal: AbortSignal): Promise<Cases> {
  const { prometheus, promtool } = await needTools(folder, signal);
  const cases = new Cases(say, signal);
  const checked = async (...args: string[]) => {
    const { status, stdout, stderr } = await run(promtool, args, { cwd: root, signal });
    assert.equal(status, 0, stdout + stderr);
  };
  await cases.check("the alert rules are rules", () => checked("check", "rules", rules));
  await cases.check("each alert fires when it should, and not before", () =>
    checked("test", "rules", "test/prometheus/clausewatch.rules.test.yml"),
  );

  const replay = await startReplay({ recordings: [demoRecording()] });
  const daemon = await startDaemon(
    home.folder,
    {
      PATH: process.env["PATH"],
      HOME: home.folder,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: replay.url,
      AWS_ACCESS_KEY_ID: baseCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: baseCredentials.secretAccessKey,
    },
    signal,
  );
  const server = await startPrometheus(prometheus, folder, { target: daemon.url, rules }, signal);
  const query = async (expression: string): Promise<readonly Sample[]> => {
    const answer = await fetch(`${server.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data, error } = (await answer.json()) as { data?: { result: readonly Sample[] }; error?: string };
    if (data === undefined) throw new Error(`${expression}: ${error}`);
    return data.result;
  };
  const found = (expression: string) =>
    until(expression, signal, async () => {
      const samples = await query(expression);
      return samples.length > 0 ? samples : null;
    });

  await cases.check("promtool finds nothing to say about the metrics, before a scan", () => lint(daemon.url, promtool));
  await cases.check("a scan is made when it is asked for", async () => {
    const { status, body } = await askForScan({ socket: join(home.folder, "clausewatch.sock") }, {});
    assert.equal(status, 200, JSON.stringify(body));
  });
  await cases.check("promtool finds nothing to say about the metrics, after it", () => lint(daemon.url, promtool));
  for (const expression of [
    'up{job="clausewatch"} == 1',
    'clausewatch_scans_total{schedule="by hand", outcome="complete"} == 1',
    'clausewatch_scan_duration_seconds_count{schedule="by hand"} == 1',
    'clausewatch_cells{schedule="by hand", outcome="unknown"} == 0',
    'sum(clausewatch_findings_open{control="encryption-at-rest"}) > 0',
    'clausewatch_aws_api_calls_total{service="ec2", outcome="ok"} > 0',
    'clausewatch_schedule_period_seconds{schedule="hourly"} == 3600',
    "process_resident_memory_bytes > 10e6",
  ])
    await cases.check(`Prometheus has ${expression}`, async () => void (await found(expression)));
  await cases.check("Prometheus knows every metric by its type and its help", async () => {
    const metadata = await until("the metadata", signal, async () => {
      const answer = await fetch(`${server.url}/api/v1/metadata`);
      const { data } = (await answer.json()) as { data: Record<string, readonly { type: string; help: string }[]> };
      return Object.keys(data).length > 0 ? data : null;
    });
    for (const { name, help, type } of await new Metrics().registry.getMetricsAsJSON())
      assert.deepEqual([name, metadata[name]?.[0]?.type, metadata[name]?.[0]?.help], [name, type, help]);
  });
  await cases.check("Prometheus evaluates the rules, and nothing fires", async () => {
    const told = await until("every rule is evaluated", signal, async () => {
      const answer = await fetch(`${server.url}/api/v1/rules`);
      const { data } = (await answer.json()) as { data: { groups: readonly { rules: readonly Rule[] }[] } };
      const all = data.groups.flatMap((group) => group.rules);
      return all.length > 0 && all.every(({ health }) => health !== "unknown") ? all : null;
    });
    assert.deepEqual(
      told.filter(({ health, state }) => health !== "ok" || state === "firing"),
      [],
    );
  });
  await cases.check("the daemon stops with the status 0, and Prometheus sees it gone", async () => {
    assert.equal(await daemon.stop(), 0);
    await found('up{job="clausewatch"} == 0');
  });
  await server.stop();
  await replay.close();
  return cases;
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly state: string;
  readonly lastError?: string;
}

async function lint(url: string, promtool: string): Promise<void> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const child = spawn(promtool, ["check", "metrics"], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part) => (said += part));
  child.stdin.end(text);
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert.deepEqual([status, said], [0, ""]);
}

// Whatever happens, what was started ends and what was written goes.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => stop.abort(name));
const folder = mkdtempSync(join(tmpdir(), "clausewatch-prometheus-"));
const home = await Home.make(settings);
try {
  const { passed, failed } = await main(folder, home, stop.signal);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  const { message, stack } = error as Error;
  if (stop.signal.aborted) process.stderr.write(`test:prometheus: stopped by ${String(stop.signal.reason)}\n`);
  else process.stderr.write(`test:prometheus: ${error instanceof Missing ? message : stack}\n`);
  process.exitCode = 1;
} finally {
  stop.abort();
  await home.remove();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
