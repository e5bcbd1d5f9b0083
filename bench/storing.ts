import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startPostgres } from "../test/store/kit/postgres.ts";

const ROUNDS = 5;
const run = promisify(execFile);

/**
 * Scans without a store, and again into one in which nothing changed. Gives what the second costs more, as a share of the
 * first, a round each; of PostgreSQL with what its server worked. NaN where something changed.
 */
export async function storing(
  env: NodeJS.ProcessEnv,
  say: (text: string) => void,
): Promise<{ readonly sqlite: readonly number[]; readonly postgres: readonly number[] }> {
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-bench-"));
  const server = await startPostgres();
  const { user, password = "", host, port, database } = await server.database();
  const places = {
    sqlite: join(folder, "bench.db"),
    postgres: `postgres://${user}:${password}@${host}:${port}/${database}`,
  };
  const once = async (place?: string) => {
    const before = await serverMs(port);
    const more = place === undefined ? {} : { BENCH_STORE: place };
    const script = fileURLToPath(new URL("store.ts", import.meta.url));
    const { stdout } = await run(process.execPath, [script], { env: { ...env, ...more }, maxBuffer: 1 << 24 });
    const told = JSON.parse(stdout) as { cpuMs: number; outcomes: number; findings: number; changes: number };
    return { ...told, serverMs: (await serverMs(port)) - before };
  };
  const { outcomes, findings } = await once();
  for (const place of Object.values(places)) await once(place);
  say(`        ${outcomes} outcomes, ${findings} open findings`);
  const ratios = { sqlite: [] as number[], postgres: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await once();
    const told = [`scan ${alone.cpuMs.toFixed(0)} ms CPU`];
    for (const name of ["sqlite", "postgres"] as const) {
      const again = await once(places[name]);
      const there = name === "postgres" ? again.serverMs : 0;
      const more = again.cpuMs + there - alone.cpuMs;
      ratios[name].push(again.changes > 0 ? Number.NaN : more / alone.cpuMs);
      told.push(`${name} ${more.toFixed(0)} ms more${there > 0 ? `, ${there.toFixed(0)} ms of them its server` : ""}`);
    }
    say(`        round ${round + 1}: ${told.join("; ")}`);
  }
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  return ratios;
}

/** What the server that listens there, and its processes, have worked so far. */
export async function serverMs(port: number): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, name: string) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "");
  const all = await Promise.all(
    pids.map(async (pid) => {
      const stat = await read(pid, "stat");
      // From the third on: state, parent, … the 14th to 17th are ticks of it and of its children that ended.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const ticks = fields.slice(11, 15).reduce((sum, n) => sum + Number(n), 0);
      const isServer = (await read(pid, "cmdline")).split("\0").includes(String(port));
      return { pid, parent: fields[1] ?? "", ticks, isServer };
    }),
  );
  const roots = new Set(all.flatMap(({ pid, isServer }) => (isServer ? [pid] : [])));
  const ticks = all.reduce((sum, one) => sum + (roots.has(one.pid) || roots.has(one.parent) ? one.ticks : 0), 0);
  return ticks * 10;
}
