/**
 * `npm run chaos:kill [-- --kills N --seed S --database sqlite|postgres --resume FILE]`: kills (SIGKILL) a process that
 * scans the demo's recording into a store and takes it into the ledger, at each named point in turn (before and after
 * each statement that writes, and around each COMMIT; between the steps of the ledger) and, every other time, at random.
 * Another process then begins as a start does; after it nothing may be lost, nothing doubled, no cell missing, and the
 * ledger verifies, also against the checkpoints that were published. Prints figures, seed and duration; with `--resume`
 * they add up over runs. The exit status is 1 where something was wrong.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { beginLedger } from "../src/app/ledger/epochs.ts";
import { openStore, type StoreAddress } from "../src/store/index.ts";
import { randomBy } from "../test/ledger/sample.ts";
import { startPostgres, type PostgresServer } from "../test/store/kit/postgres.ts";
import type { Order } from "./chaos/child.ts";
import { problemsOf, type Expected } from "./chaos/check.ts";
import { judgeOnce, readDemo, recover, sequencing, type Variant } from "./chaos/work.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string" },
    database: { type: "string", default: "sqlite" },
    resume: { type: "string" },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const random = randomBy(seed);
const below = (count: number) => Math.floor(random() * count);
const started = performance.now();
const say = (text: string) => process.stdout.write(`${text}\n`);
/** A ledger that grows takes longer to verify: after so many kills another store begins. */
const PER_STORE = 40;

interface Figures {
  kills: number;
  atPoints: number;
  atRandom: number;
  /** Processes that came to their end before they were killed. */
  survived: number;
  wrong: number;
  seconds: number;
  /** Point → kills. */
  points: Record<string, number>;
  seeds: number[];
}

const none: Figures = { kills: 0, atPoints: 0, atRandom: 0, survived: 0, wrong: 0, seconds: 0, points: {}, seeds: [] };
const resumed = values.resume !== undefined && existsSync(values.resume);
const figures: Figures = resumed ? (JSON.parse(readFileSync(values.resume!, "utf8")) as Figures) : none;
figures.seeds.push(seed);

const before = figures.seconds;
/** What a run came to stands there also where it is broken off. */
function note(): void {
  figures.seconds = before + Math.round((performance.now() - started) / 1000);
  if (values.resume !== undefined) writeFileSync(values.resume, `${JSON.stringify(figures, null, 2)}\n`);
}

interface Ran {
  readonly done: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly ms: number;
}

/** The next one to be killed: it loads the program while the last one is recovered and checked. */
let spare: ChildProcess | null = null;
/** Compiled code, which those that come to their end leave to the others. */
const cache = join(tmpdir(), "clausewatch-chaos-cache");

function start(): ChildProcess {
  const file = fileURLToPath(new URL("chaos/child.ts", import.meta.url));
  return fork(file, { env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: cache }, stdio: "inherit" });
}

/** Runs a process to its end, or to where it is killed; `after` milliseconds where that is given. */
async function run(order: Order, after?: number): Promise<Ran> {
  const child = spare ?? start();
  spare = start();
  child.send(order);
  let ran: Ran = { done: false, counts: {}, ms: 0 };
  let since = performance.now();
  child.on("message", (message: { done?: true; counts?: Record<string, number> }) => {
    if (message.done) ran = { done: true, counts: message.counts!, ms: performance.now() - since };
    else {
      since = performance.now();
      if (after !== undefined) void setTimeout(after).then(() => child.kill("SIGKILL"));
    }
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  if (signal !== "SIGKILL" && code !== 0) throw new Error(`a process ended by itself, with ${code ?? signal}`);
  return ran;
}

const variants: readonly Variant[] = ["sinful", "mended"];

async function trial(
  fresh: () => Promise<StoreAddress>,
  folder: string,
  expected: Omit<Expected, "told">,
): Promise<void> {
  const place = async () => {
    const address = await fresh();
    const checkpoints = join(folder, `checkpoints-${figures.kills}.txt`);
    const store = await openStore(address, new Date().toISOString());
    await beginLedger(store, sequencing(checkpoints));
    await store.close();
    return { address, checkpoints, told: 0, minute: 0 };
  };
  let at = await place();
  const order = (die?: Order["die"]): Order => ({
    store: at.address,
    checkpoints: at.checkpoints,
    variant: variants[at.minute % 2]!,
    minute: at.minute++,
    ...(die === undefined ? {} : { die }),
  });
  // The first finds everything new, the second most of it as it was.
  const [first, second] = [await run(order()), await run(order())];
  const counts = { ...first.counts, ...second.counts };
  const points = Object.keys(counts).sort();
  let lasts = Math.max(first.ms, second.ms);
  say(`${points.length} named points; a scan lasts ${lasts.toFixed(0)} ms`);
  at.told = 2;
  const offset = below(points.length);
  const until = figures.kills + kills;
  for (let i = 0; figures.kills < until; i++) {
    const point = i % 2 === 0 ? points[(offset + i / 2) % points.length]! : null;
    const die = point === null ? undefined : { point, occurrence: 1 + below(Math.min(counts[point]!, 8)) };
    const ran = await run(order(die), point === null ? random() * lasts * 1.1 : undefined);
    if (ran.done) {
      figures.survived++;
      at.told++;
      // As fast as the machine is now: most of those that are killed at random are not to end before.
      lasts = ran.ms;
    } else {
      figures.kills++;
      if (point === null) figures.atRandom++;
      else {
        figures.atPoints++;
        figures.points[point] = (figures.points[point] ?? 0) + 1;
      }
    }
    const store = await openStore(at.address, new Date().toISOString());
    await recover(store, sequencing(at.checkpoints));
    const problems = await problemsOf(store, at.checkpoints, { ...expected, told: at.told });
    await store.close();
    if (problems.length > 0) {
      figures.wrong++;
      say(
        `WRONG  after ${point === null ? "a kill at random" : `${point}, ${die!.occurrence}`}: ${problems.join("; ")}`,
      );
    }
    note();
    // One that is wrong stays so: what follows is to be told by itself.
    if ((i + 1) % PER_STORE === 0 || problems.length > 0) at = await place();
    if (figures.kills % 50 === 0 && !ran.done) process.stderr.write(`${figures.kills} kills\n`);
  }
}

const folder = await mkdtemp(join(tmpdir(), "clausewatch-chaos-"));
let server: PostgresServer | null = null;
try {
  const read = await readDemo();
  const sinful = await judgeOnce(read, "sinful", 0, null);
  const mended = await judgeOnce(read, "mended", 0, null);
  await read.catalog.close();
  if (values.database === "postgres") server = await startPostgres();
  let files = 0;
  const fresh = async (): Promise<StoreAddress> =>
    server === null
      ? { kind: "sqlite", file: join(folder, `${++files}.db`) }
      : { kind: "postgres", address: await server.database(), connections: 4 };
  await trial(fresh, folder, { keys: { sinful: sinful.keys, mended: mended.keys }, cells: sinful.cells });
} finally {
  // What happens in functions meanwhile, the compiler does not see.
  (spare as ChildProcess | null)?.disconnect();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}
const { atPoints, atRandom, survived, wrong, seconds, seeds } = figures;
say(
  `${values.database}: ${figures.kills} kills, ${atPoints} at ${Object.keys(figures.points).length} named points, ${atRandom} at random`,
);
say(`${survived} processes came to their end; ${wrong} times something was wrong`);
say(`${seeds.length > 1 ? "seeds" : "seed"} ${seeds.join(", ")}, ${seconds} s`);
process.exitCode = wrong === 0 ? 0 : 1;
