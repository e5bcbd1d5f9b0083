/**
 * Holds the sinks against the real servers: Request Tracker 5 and Alertmanager, Debian's packages, on loopback.
 *
 *   npm run test:sinks [-- --schedules N] [--seed N]
 *
 * What is missing is installed with apt-get, where root runs it. All that the servers keep goes again.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Cases } from "../test/moto/kit/cases.ts";
import { Missing } from "./prometheus/tools.ts";
import { walkAlerts } from "./sinks/alerts.ts";
import { chaos } from "./sinks/chaos.ts";
import { needServers } from "./sinks/install.ts";
import { startAlertmanager, startRequestTracker } from "./sinks/servers.ts";
import { walkTickets } from "./sinks/tickets.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    parallel: { type: "string", default: "4" },
  },
});

async function main(folder: string, signal: AbortSignal): Promise<Cases> {
  await needServers(signal);
  const cases = new Cases(say, signal);
  const begun = performance.now();
  for (const name of ["rt", "alertmanager"]) mkdirSync(join(folder, name));
  const alerts = await startAlertmanager(join(folder, "alertmanager"), signal);
  await walkAlerts(alerts.url, cases);
  await alerts.stop();
  const rt = await startRequestTracker(join(folder, "rt"), signal);
  say(`Request Tracker and Alertmanager answered within ${seconds(begun)}`);
  const walked = performance.now();
  await walkTickets(rt, cases);
  say(`the walk took ${seconds(walked)}`);
  const schedules = Number(values.schedules);
  if (schedules > 0)
    await cases.check(`${schedules} schedules of faults end in one ticket each`, async () => {
      const options = { schedules, seed: Number(values.seed), parallel: Number(values.parallel) };
      const figures = await chaos(rt, options, signal);
      const faults = Object.entries(figures.faults).map(([name, count]) => `${name} ${count}`);
      say(`${figures.requests} requests in ${figures.seconds.toFixed(0)} s; ${faults.join(", ")}`);
    });
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
