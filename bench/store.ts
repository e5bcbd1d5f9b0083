/**
 * A process that is measured: `node bench/store.ts`, against AWS_ENDPOINT_URL. Scans the world of the benchmark, about 200,000
 * outcomes of which 20,000 fail, into the store that BENCH_STORE names, a file or a postgres:// address, if it does; BENCH_SINKS
 * names the sinks that are to be told. Prints what it cost.
 */
import { Follower } from "../src/app/follow.ts";
import { scan } from "../src/app/scan.ts";
import { liveSource, systemClock } from "../src/collect/index.ts";
import type { CellSession, CheckSummary, ResourceJudge, Severity, Verdicts } from "../src/contract/index.ts";
import type { EnabledCheck } from "../src/evaluate/index.ts";
import { openStore, postgresAddress, type Store } from "../src/store/index.ts";
import { defaultSettings } from "../src/track/index.ts";
import { demoChecks } from "../test/demo/judged.ts";
import { outboxTo, sinksOf, type SinkName } from "./sinks.ts";
import { account, region } from "./world.ts";

/** Every so manieth snapshot fails beside those that do anyhow. */
const EVERY = 9;

const where = process.env["BENCH_STORE"];
const sinks = (process.env["BENCH_SINKS"] ?? "").split(" ").filter((name) => name !== "") as SinkName[];
const checks = (await demoChecks()).map(worse);
const calls = {
  attempts: 1,
  timeoutSeconds: 60,
  concurrency: 16,
  program: "clausewatch bench",
  parser: "fast" as const,
};
const source = liveSource({
  accounts: [{ id: account }],
  regions: [region],
  homeRegion: region,
  maxShare: 1,
  calls,
  clock: { ...systemClock, sleep: async () => undefined },
});
const store = where === undefined ? null : await open(where);
const summaries = checks.map(({ id, severity }) => summaryOf(id, severity));
const counts = { outcomes: 0, findings: 0, changes: 0 };
const before = process.cpuUsage();
await scan({
  id: `bench ${process.pid} ${Date.now()}`,
  program: "bench",
  source,
  checks,
  summaries,
  follower:
    store &&
    new Follower({
      store,
      checks: summaries.map((summary, i) => ({ summary, aliases: [], estate: checks[i]!.over === null })),
      enabled: checks.map(({ id }) => id),
      settings: defaultSettings,
      waivers: [],
      outbox: outboxTo(sinksOf(sinks, "https://sink.example")),
    }),
  units: 8,
  now: () => new Date(),
  emit: (event) => {
    if (event.type === "finding") counts.findings++;
    if (event.type === "change") counts.changes++;
    if (event.type === "cell") counts.outcomes += Object.values(event.resources).reduce((sum, n) => sum + n, 0);
  },
  progress: () => undefined,
});
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, ...counts })}\n`);
source.close();
await store?.close();

async function open(where: string): Promise<Store> {
  const at = new Date().toISOString();
  const postgres = where.startsWith("postgres://");
  return await openStore(
    postgres ? { kind: "postgres", address: postgresAddress(where) } : { kind: "sqlite", file: where },
    at,
  );
}

/** Of snapshots, some more fail. */
function worse(check: EnabledCheck): EnabledCheck {
  if (check.id !== "ebs-snapshot-encrypted") return check;
  const judge = check.judge as ResourceJudge;
  const fails: Verdicts = [{ status: "fail", message: "The snapshot is not as it should be", key: "" }];
  const session = (inner: CellSession): CellSession => ({
    judge: async (items) => {
      const answers = await inner.judge(items);
      if ("error" in answers) return answers;
      return answers.map((answer, i) => (numberOf(items[i]) % EVERY === 0 ? fails : answer));
    },
    close: () => inner.close(),
  });
  return {
    ...check,
    judge: { ...judge, open: async (...args) => session(await judge.open(...args)) },
  };
}

function numberOf(item: unknown): number {
  return Number.parseInt((item as { SnapshotId: string }).SnapshotId.slice(-8), 16);
}

function summaryOf(id: string, severity: Severity): CheckSummary {
  return { id, severity, controls: [], controlTitles: [], title: id, why: "", fix: "", params: {}, clauses: [] };
}
