/** What the part `outbox` of the benchmark measures: scans that tell sinks of what they open, and the telling. */
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startPostgres } from "../test/store/kit/postgres.ts";
import type { SinkName } from "./sinks.ts";
import { serverMs } from "./storing.ts";

const ROUNDS = 5;
const DELIVERIES = 10_000;
const run = promisify(execFile);
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const told = {
  "no sink": [],
  "one sink": ["webhook"],
  "three sinks": ["webhook", "jira", "slack"],
} as const satisfies Readonly<Record<string, readonly SinkName[]>>;
export type Sinks = keyof typeof told;
export const databases = ["SQLite", "PostgreSQL with its server"] as const;
export type Database = (typeof databases)[number];

/** Scans that open 10,000 findings in an empty store. Gives their CPU ÷ that of one with no sink, a round each. */
export async function opening(
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<(sinks: Sinks, database: Database) => readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-bench-"));
  const server = await startPostgres();
  let files = 0;
  const empty: Readonly<Record<Database, () => Promise<string>>> = {
    SQLite: async () => join(folder, `${++files}.db`),
    "PostgreSQL with its server": async () => {
      const { user, password = "", host, port, database } = await server.database();
      return `postgres://${user}:${password}@${host}:${port}/${database}`;
    },
  };
  const { port } = await server.database();
  const once = async (database: Database, sinks: Sinks) => {
    const more = { BENCH_STORE: await empty[database](), BENCH_SINKS: told[sinks].join(" ") };
    const before = await serverMs(port);
    const { stdout } = await run(process.execPath, [here("store.ts")], {
      env: { ...env, ...more },
      maxBuffer: 1 << 24,
    });
    const { cpuMs, ...counts } = JSON.parse(stdout) as { cpuMs: number; outcomes: number; changes: number };
    return { cpuMs: cpuMs + (database === "SQLite" ? 0 : (await serverMs(port)) - before), ...counts };
  };
  const { outcomes, changes } = await once("SQLite", "no sink");
  say(`        ${outcomes} outcomes, ${changes} findings opened`);
  const ratios = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const database of databases) {
      const alone = await once(database, "no sink");
      const figures = [`no sink ${alone.cpuMs.toFixed(0)} ms CPU`];
      for (const sinks of ["one sink", "three sinks"] as const) {
        const { cpuMs } = await once(database, sinks);
        const of = `${sinks} ${database}`;
        ratios.set(of, [...(ratios.get(of) ?? []), cpuMs / alone.cpuMs]);
        figures.push(`${sinks} ${(cpuMs - alone.cpuMs).toFixed(0)} ms more`);
      }
      say(`        round ${round + 1}, ${database}: ${figures.join(", ")}`);
    }
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  return (sinks, database) => ratios.get(`${sinks} ${database}`) ?? [];
}

export interface Drained {
  /** Of the last quarter of the deliveries ÷ of the first. */
  readonly cpu: number;
  readonly peak: number;
  /** Simulated time ÷ the least that the sink's limits allow. */
  readonly time: number;
}

/** Tells a double 10,000 deliveries, as fast as it can or as the sink's limits are. NaN where not all were told. */
export async function drain(
  sink: SinkName,
  pace: "high" | "documented",
  say: (text: string) => void,
  count = DELIVERIES,
): Promise<Drained> {
  const double = fork(here("double.ts"), [sink]);
  const [{ url }] = (await once(double, "message")) as [{ url: string }];
  const { stdout } = await run(process.execPath, [here("drain.ts"), sink, pace, String(count), url]);
  double.disconnect();
  const { told, left, quarters, simulatedMs, limitMs } = JSON.parse(stdout) as {
    told: number;
    left: number;
    quarters: readonly { cpuMs: number; wallMs: number; peakMb: number }[];
    simulatedMs: number;
    limitMs: number;
  };
  const wallMs = quarters.reduce((sum, quarter) => sum + quarter.wallMs, 0);
  const each = quarters.map(({ cpuMs }) => cpuMs.toFixed(2)).join(", ");
  const peaks = quarters.map(({ peakMb }) => peakMb.toFixed(0)).join(", ");
  const speed =
    pace === "high"
      ? `${((count / wallMs) * 1000).toFixed(0)} deliveries a second`
      : `simulated ${(simulatedMs / 1000).toFixed(0)} s of ${(limitMs / 1000).toFixed(0)} s`;
  say(`        ${sink}, ${pace} pace: ${speed}; by quarters ${each} ms CPU a delivery, peak memory ${peaks} MB`);
  if (told !== count || left > 0) return { cpu: Number.NaN, peak: Number.NaN, time: Number.NaN };
  const [first, last] = [quarters[0]!, quarters[3]!];
  return { cpu: last.cpuMs / first.cpuMs, peak: last.peakMb / first.peakMb, time: simulatedMs / limitMs };
}
