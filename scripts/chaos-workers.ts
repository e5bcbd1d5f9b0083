/**
 * `npm run chaos:workers [-- --scans N --minutes M --seed S --lanes L]`: a coordinator and three workers scan accounts on a replay endpoint
 * into PostgreSQL, in several lanes at a time, each with a database and accounts of its own. Meanwhile workers are killed
 * (SIGKILL) at random and others begin; some are stopped past their lease and continued; the coordinator is killed, or
 * stopped until another leads its scans, and continued beside it; connections are cut, and the server is restarted.
 * Between scans what is wrong with the accounts changes, so that what a late worker read of the last scan would show.
 * After each scan every cell is answered once, the findings are those of a scan that nobody disturbs, and the ledger
 * verifies. Prints figures, seed and duration; the exit status is 1 where something was wrong.
 */
import { parseArgs } from "node:util";
import { setTimeout } from "node:timers/promises";
import { startReplay } from "../src/replay/index.ts";
import { Home } from "../test/app/serve/kit.ts";
import { randomBy } from "../test/ledger/sample.ts";
import { startPostgres } from "../test/store/kit/postgres.ts";
import { estateOf } from "./chaos/workers/estate.ts";
import { Faults } from "./chaos/workers/faults.ts";
import { Fleet } from "./chaos/workers/fleet.ts";
import { configLines } from "./chaos/workers/lane.ts";
import { openRun, type Run } from "./chaos/workers/run.ts";

const { values } = parseArgs({
  options: {
    scans: { type: "string", default: "100" },
    seed: { type: "string" },
    minutes: { type: "string" },
    lanes: { type: "string", default: "10" },
  },
});
const scans = Number(values.scans);
const lanes = Math.min(Number(values.lanes), scans);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const random = randomBy(seed);
const say = (text: string) => process.stdout.write(`${text}\n`);
/** No scan is begun after so many seconds. */
const most = 60 * Number(values.minutes ?? Number.POSITIVE_INFINITY);
const WORKERS = 3;
/** A scan that takes longer is wedged. */
const WEDGED_MS = 180_000;

const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);
const home = await Home.make(configLines);
const server = await startPostgres({ connections: 600 });
const runs: Run[] = [];
const replay = await startReplay({ recordings: [estateOf(lanes, (lane) => runs[lane]?.variant ?? "sinful")] });
let fleet: Fleet | null = null;
let wrong = 0;
try {
  for (let lane = 0; lane < lanes; lane++) {
    const order = { lane, address: await server.database() };
    const run = await openRun(order, home.folder);
    // The endpoint asks it how its accounts are.
    runs.push(run);
    await run.expect(home.config, replay.url);
  }
  fleet = new Fleet({ config: home.config, lanes: runs.map(({ order }) => order) }, replay.url, (end) =>
    runs[end.lane]!.ended(end),
  );
  for (let i = 0; i < WORKERS; i++) fleet.work();
  const faults = new Faults({ fleet, runs, server, random });
  let begun = 0;
  let done = 0;
  let isOver = false;
  const lead = async (run: Run) => {
    while (begun < scans && seconds() < most) {
      begun++;
      const problems = await run.scan((order) => fleet!.coordinator.send(order), WEDGED_MS);
      done++;
      for (const problem of problems) say(`WRONG  lane ${run.order.lane}, day ${run.day}: ${problem}`);
      if (problems.length > 0) wrong++;
      if (done % 50 === 0) process.stderr.write(`${done} scans, ${seconds()} s, ${faults.told()}\n`);
      // One that is wrong stays so: what follows would tell nothing.
      if (problems.length > 0) return;
    }
  };
  const disturbing = faults.until(() => isOver);
  await Promise.all(runs.map(lead));
  isOver = true;
  await Promise.race([disturbing, setTimeout(30_000)]);
  for (const problem of fleet.ended) say(`WRONG  ${problem}`);
  wrong += fleet.ended.length;
  const made = runs.reduce((sum, run) => sum + run.scans, 0);
  const held = runs.flatMap((run) => run.seconds);
  say(`${made} scans in ${lanes} lanes, ${held.length > 0 ? spread(held) : "none"} s each; ${faults.told()}`);
  for (const line of faults.recoveries()) say(line);
  say(
    `${runs.reduce((sum, run) => sum + run.again, 0)} scans were given up and made again; ${wrong} times something was wrong`,
  );
} finally {
  fleet?.close();
  for (const run of runs) await run.close();
  await replay.close();
  await server.stop();
  await home.remove();
}
say(`seed ${seed}, ${seconds()} s`);
process.exitCode = wrong === 0 ? 0 : 1;

function spread(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b);
  return `median ${sorted[sorted.length >> 1]!.toFixed(1)}, worst ${sorted.at(-1)!.toFixed(1)}`;
}
