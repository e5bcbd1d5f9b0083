/**
 * Holds the program against the real servers: Request Tracker 5 and Alertmanager, Debian's packages, on loopback.
 *
 *   npm run test:sinks [-- --schedules N --seed S --parallel N --only I --no-walk]
 *
 * First the sinks by themselves; then the whole program, from the command line to what a person sees in a browser; then
 * schedules of faults, in which processes that send are killed: 200 of them, or only one. What is missing is installed with apt-get, where root runs
 * it. All that the servers keep goes again. SCREENSHOTS: a folder for pictures of what arrived.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Cases } from "../test/moto/kit/cases.ts";
import { Missing } from "./prometheus/tools.ts";
import { walkAlerts } from "./sinks/alerts.ts";
import { chaos } from "./sinks/chaos.ts";
import { needServers } from "./sinks/install.ts";
import { walkProgram } from "./sinks/program.ts";
import { startAlertmanager, startRequestTracker } from "./sinks/servers.ts";
import { walkTickets } from "./sinks/tickets.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    parallel: { type: "string", default: "24" },
    only: { type: "string" },
    "no-walk": { type: "boolean", default: false },
  },
});

async function main(folder: string, signal: AbortSignal): Promise<Cases> {
  await needServers(signal);
  const cases = new Cases(say, signal);
  const begun = performance.now();
  for (const name of ["rt", "alertmanager"]) mkdirSync(join(folder, name));
  const alerts = await startAlertmanager(join(folder, "alertmanager"), signal);
  const rt = await startRequestTracker(join(folder, "rt"), signal);
  say(`Request Tracker and Alertmanager answered within ${seconds(begun)}`);
  const isPlayed = values.only !== undefined || Number(values.schedules) > 0;
  if (values.only === undefined && !values["no-walk"]) {
    const walked = performance.now();
    await walkAlerts(alerts.url, cases);
    await walkTickets(rt, cases);
    say(`the sinks by themselves took ${seconds(walked)}`);
    const programmed = performance.now();
    await walkProgram(rt, alerts.url, cases, signal);
    say(`the whole program took ${seconds(programmed)}`);
  }
  await alerts.stop();
  if (isPlayed) {
    const only = values.only === undefined ? null : Number(values.only);
    const [schedules, seed, parallel] = [values.schedules, values.seed, values.parallel].map(Number) as [number, number, number]; // prettier-ignore
    await cases.check(`${only === null ? schedules : 1} schedules of faults end in one ticket each`, async () => {
      const { faults, requests, wrong, seconds } = await chaos(rt, { schedules, seed, parallel, only, folder }, say, signal); // prettier-ignore
      const counted = Object.entries(faults).map(([name, count]) => `${name} ${count}`);
      say(`seed ${seed}: ${requests} requests in ${seconds.toFixed(0)} s; ${counted.toSorted().join(", ")}`);
      assert.deepEqual(wrong.length, 0, `${wrong.length} schedules are wrong`);
    });
  }
  await rt.stop();
  return cases;
}
function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

// Whatever happens, what was started ends and what was written goes.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => stop.abort(name));
const folder = mkdtempSync(join(tmpdir(), "clausewatch-sinks-"));
try {
  const { passed, failed } = await main(folder, stop.signal);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  const { message, stack } = error as Error;
  if (stop.signal.aborted) process.stderr.write(`test:sinks: stopped by ${String(stop.signal.reason)}\n`);
  else process.stderr.write(`test:sinks: ${error instanceof Missing ? message : stack}\n`);
  process.exitCode = 1;
} finally {
  stop.abort();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
