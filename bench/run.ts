/** `npm run bench [-- start|policy|wire|calls|memory|wall|network|ledger|store|outbox|serve]`: prints ratios, for machines are noisy; each figure with its bound. */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Service } from "../src/contract/index.ts";
import { services } from "../src/listings/index.ts";
import { envOf, measure, serve } from "./measuring.ts";
import { flat, fourfold, spread, type NetworkSize } from "./networks.ts";
import { databases, drain, opening } from "./outbox.ts";
import { nodeFlags, scanCompany, shareUnits, type SharedFigures } from "./serving.ts";
import { storing } from "./storing.ts";
import { main as readAnswers } from "./wire.ts";
import { large, lowerBound } from "./world.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);
const say = (text: string) => process.stdout.write(`${text}\n`);
let missed = 0;

function figure(what: string, value: number, bound: number): void {
  const held = value <= bound;
  if (!held) missed++;
  say(`${held ? "ok    " : "MISSED"}  ${what}: ${value.toFixed(3)} (at most ${bound})`);
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

async function callsAndCpu(): Promise<void> {
  const served = await serve(large);
  const first = await measure(served, "scan");
  const calls = await served.calls();
  const bound = lowerBound(large, new Set(first.listings));
  // Whose account it is, and which regions it has: asked once an account.
  const always: Readonly<Record<string, number>> = { sts: 1, ec2: 1 };
  for (const [service, made] of Object.entries(calls)) {
    const least = (bound.get(service as never) ?? 0) + (always[service] ?? 0);
    figure(`calls ÷ lower bound, ${service} (${made} ÷ ${least})`, made / least, 1.05);
  }
  const ratios: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < 3; round++) {
    const bare = await measure(served, "bare");
    const ours = await measure(served, "scan");
    const slow = await measure(served, "scan", "sdk");
    ratios.push(ours.cpuMs / bare.cpuMs);
    plain.push(slow.cpuMs / bare.cpuMs);
    say(
      `        round ${round + 1}: scan ${ours.cpuMs.toFixed(0)} ms CPU, bare loop ${bare.cpuMs.toFixed(0)} ms, scan with the SDK's parser ${slow.cpuMs.toFixed(0)} ms`,
    );
  }
  served.close();
  figure("CPU of a scan ÷ CPU of a bare loop with the SDK", median(ratios), 0.5);
  say(`        CPU of a scan with the SDK's parser ÷ CPU of the bare loop: ${median(plain).toFixed(3)}`);
}

async function memory(): Promise<void> {
  const peaks: number[] = [];
  for (const snapshots of [large.snapshots, 10 * large.snapshots]) {
    const served = await serve({ ...large, snapshots });
    peaks.push((await measure(served, "scan")).peakMb);
    served.close();
  }
  say(
    `        peak memory: ${peaks.map((peak) => `${peak.toFixed(0)} MB`).join(", then with ten times the snapshots ")}`,
  );
  figure("peak memory with ten times the snapshots ÷ with once", peaks[1]! / peaks[0]!, 1.5);
}

/** What AWS's documented rates allow: no service's bucket can be emptied faster than it fills. */
function rateBoundMs(calls: Readonly<Record<string, number>>): number {
  // Classic and newer load balancers share a bucket.
  const buckets = Map.groupBy(Object.keys(calls) as Service[], (service) => services[service].iamPrefix);
  const waits = [...buckets.values()].map((sharing) => {
    const { burst, refill, shared } = services[sharing[0]!].rate;
    const made = sharing.reduce((sum, service) => sum + calls[service]!, 0);
    return shared ? ((made - burst) / refill) * 1000 : 0;
  });
  return Math.max(0, ...waits);
}

async function wall(): Promise<void> {
  const latencyMs = 40;
  const served = await serve(large, latencyMs);
  const { wallMs } = await measure(served, "scan", "fast", "1");
  const calls = await served.calls();
  served.close();
  const total = Object.values(calls).reduce((sum, made) => sum + made, 0);
  // The pages of one listing come one after the other, for each names the next.
  const chain = Math.ceil(large.snapshots / 1000);
  const latencyBoundMs = Math.max((total / 16) * latencyMs, chain * latencyMs);
  const rate = rateBoundMs(calls);
  const what = `wall at ${latencyMs} ms a call (${wallMs.toFixed(0)} ms) ÷ max(rate bound ${rate.toFixed(0)} ms, latency bound ${latencyBoundMs.toFixed(0)} ms)`;
  figure(what, wallMs / Math.max(rate, latencyBoundMs), 1.3);
}

/** `--help` ÷ a bare start of Node, of the built program, in turn. */
async function start(): Promise<void> {
  await run(process.execPath, [here("../scripts/build.ts")]);
  const once = async (args: readonly string[]) => {
    const began = performance.now();
    await run(process.execPath, args);
    return performance.now() - began;
  };
  const help = [here("../dist/bin/clausewatch.js"), "--help"];
  await once(help);
  const ratios: number[] = [];
  for (let round = 0; round < 15; round++) ratios.push((await once(help)) / (await once(["-e", "0"])));
  figure("wall of --help ÷ a bare start of Node", median(ratios), 3);
}

async function wire(): Promise<void> {
  const { ratio, same } = await readAnswers((line) => say(`        ${line}`));
  figure("CPU of reading answers ÷ the SDK's parser", same ? ratio : Number.NaN, 0.36);
}

/** Reading, splitting and linting generated policies, one round after the other. */
async function policy(): Promise<void> {
  const once = async (pages: number, mode: "parse" | "lint") => {
    const { stdout } = await run(process.execPath, [here("policy.ts"), String(pages), mode]);
    return JSON.parse(stdout) as { cpuMs: number; peakMb: number };
  };
  const rounds: { parse: number; less: number; more: number; peak: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const [parse, less, more] = [await once(1000, "parse"), await once(1000, "lint"), await once(10_000, "lint")];
    rounds.push({ parse: parse.cpuMs, less: less.cpuMs, more: more.cpuMs, peak: more.peakMb / less.peakMb });
    const told = [parse, less, more].map(({ cpuMs, peakMb }) => `${cpuMs.toFixed(0)} ms CPU, ${peakMb.toFixed(0)} MB`);
    say(`        round ${round + 1}: parser alone ${told[0]}; lint ${told[1]}; lint of 10,000 pages ${told[2]}`);
  }
  figure(
    "CPU of linting 1,000 pages ÷ the Markdown parser alone",
    median(rounds.map(({ less, parse }) => less / parse)),
    3,
  );
  figure("CPU of linting 10,000 pages ÷ 1,000", median(rounds.map(({ more, less }) => more / less)), 12);
  figure("peak memory of 10,000 pages ÷ 1,000", median(rounds.map(({ peak }) => peak)), 3);
}

/** The network proof of networks that are spread out, of four times as many, and of all in one. */
async function network(): Promise<void> {
  const prove = async (size: NetworkSize) => {
    const { stdout } = await run(process.execPath, [...nodeFlags, here("network.ts"), JSON.stringify(size)]);
    return JSON.parse(stdout) as { cpuMs: number; peakMb: number; targets: number; openings: number };
  };
  const served = await serve(spread);
  const rounds: { fetch: number; four: number; flat: number; peak: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const fetched = await measure(served, "network", "sdk");
    const [once, four, one] = [await prove(spread), await prove(fourfold(spread)), await prove(flat)];
    rounds.push({
      fetch: once.cpuMs / fetched.cpuMs,
      four: four.cpuMs / once.cpuMs,
      flat: one.cpuMs / once.cpuMs,
      peak: one.peakMb,
    });
    const told = [once, four, one].map(({ cpuMs, peakMb }) => `${cpuMs.toFixed(0)} ms CPU, ${peakMb.toFixed(0)} MB`);
    const what = `proof ${told[0]}; of four times the networks ${told[1]}; of one flat network ${told[2]}`;
    say(`        round ${round + 1}: fetch ${fetched.cpuMs.toFixed(0)} ms CPU; ${what}`);
  }
  served.close();
  const of = (name: keyof (typeof rounds)[number]) => median(rounds.map((each) => each[name]));
  figure("CPU of the network proof ÷ of fetching its listings with the SDK", of("fetch"), 1 / 3);
  figure("CPU of the proof of four times the networks ÷ of once", of("four"), 5);
  figure("CPU of the proof of one flat network ÷ of the same spread out", of("flat"), 12);
  figure("peak memory of the proof of one flat network, MB", of("peak"), 400);
}

/** Verifying a million entries, and hashing them. */
async function ledger(): Promise<void> {
  const once = async (mode: "hash" | "verify") => {
    const { stdout } = await run(process.execPath, [here("ledger.ts"), "1000000", mode], { maxBuffer: 1 << 24 });
    return JSON.parse(stdout) as { cpuMs: number; peakMb: number; ok: boolean };
  };
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    const [hashed, verified] = [await once("hash"), await once("verify")];
    ratios.push(verified.ok ? verified.cpuMs / hashed.cpuMs : Number.NaN);
    const told = [hashed, verified].map(({ cpuMs, peakMb }) => `${cpuMs.toFixed(0)} ms CPU, ${peakMb.toFixed(0)} MB`);
    say(`        round ${round + 1}: hashing a million entries ${told[0]}; verifying them ${told[1]}`);
  }
  figure("CPU of verifying a million entries ÷ of hashing them", median(ratios), 3);
}

async function store(): Promise<void> {
  const served = await serve({ ...large, snapshots: 160_000 });
  const found = await storing(envOf(served), say);
  served.close();
  figure("CPU of tracking and storing ÷ of the scan, SQLite", median(found.sqlite), 0.15);
  figure("CPU of tracking and storing ÷ of the scan, PostgreSQL with its server", median(found.postgres), 0.3);
}

/** Scans that open 10,000 findings at once, and telling sinks of them. */
async function outbox(): Promise<void> {
  const served = await serve({ ...large, snapshots: 70_000 });
  const ratios = await opening(envOf(served), say);
  served.close();
  for (const database of databases)
    for (const sinks of ["one sink", "three sinks"] as const)
      figure(
        `CPU of a scan that opens them with ${sinks} ÷ with none, ${database}`,
        median(ratios(sinks, database)),
        1.05,
      );
  for (const sink of ["webhook", "jira"] as const) {
    const { cpu, peak } = await drain(sink, "high", say);
    figure(`CPU per delivery of the last quarter ÷ of the first, ${sink}`, cpu, 1.1);
    figure(`peak memory after the last quarter ÷ after the first, ${sink}`, peak, 1.2);
    const { time } = await drain(sink, "documented", say);
    figure(`simulated time ÷ what the sink's limits allow, ${sink}`, time, 1.05);
  }
}

/** A daemon over many accounts and regions; and workers that share the units of one scan. */
async function daemon(): Promise<void> {
  const latencyMs = 40;
  const company = { accounts: 200, regions: 17 };
  const served = await serve(company, latencyMs);
  const bare = await scanCompany(served.url, company, "bare");
  await served.calls();
  const ours = await scanCompany(served.url, company, "daemon");
  const calls = await served.calls();
  served.close();
  const total = Object.values(calls).reduce((sum, made) => sum + made, 0);
  // Each unit has buckets of its own.
  const units = company.accounts * company.regions;
  const rate = rateBoundMs(Object.fromEntries(Object.entries(calls).map(([name, made]) => [name, made / units])));
  const latency = (total / ours.concurrency) * latencyMs;
  const bounds = `rate bound ${rate.toFixed(0)} ms, latency bound ${latency.toFixed(0)} ms, bare loop ${bare.wallMs.toFixed(0)} ms`;
  say(
    `        ${units} units, ${total} calls, ${ours.unknown} cells unknown; bare loop ${bare.cpuMs.toFixed(0)} ms CPU`,
  );
  const bound = Math.max(rate, latency, bare.wallMs);
  figure(`wall of a daemon's scan (${ours.wallMs.toFixed(0)} ms) ÷ max(${bounds})`, ours.wallMs / bound, 1.3);
  figure("peak memory, MB", ours.peakMb, 400);
  say(
    `        CPU per API call: ${(ours.cpuMs / total).toFixed(3)} ms; of the bare loop ${(bare.cpuMs / total).toFixed(3)} ms`,
  );

  const shared = { accounts: 20, regions: 17 };
  const small = await serve(shared, latencyMs);
  const [one, two] = [await shareUnits(small.url, shared, 1), await shareUnits(small.url, shared, 2)];
  small.close();
  const measured = {
    "one worker that began": one.first,
    "two workers that began": two.first,
    "one worker": one.second,
    "two workers": two.second,
  };
  for (const [name, { units, cpuMs, wallMs }] of Object.entries(measured))
    say(
      `        ${name}: ${units} units, ${(cpuMs / units).toFixed(1)} ms CPU a unit, wall ${wallMs.toFixed(0)} ms on ${availableParallelism()} cores`,
    );
  figure("CPU per unit of two workers ÷ of one", perUnit(two.second) / perUnit(one.second), 1.1);
  figure(
    "units done twice",
    [one, two].reduce((sum, each) => sum + each.first.twice + each.second.twice, 0),
    0,
  );
}

function perUnit({ cpuMs, units }: SharedFigures): number {
  return cpuMs / units;
}

const parts: Readonly<Record<string, () => Promise<void>>> = {
  start,
  policy,
  wire,
  calls: callsAndCpu,
  memory,
  wall,
  network,
  ledger,
  store,
  outbox,
  serve: daemon,
};

const asked = process.argv.slice(2);
say(`Node ${process.version}, ${availableParallelism()} cores`);
for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part();
say(missed === 0 ? "all bounds hold" : `${missed} bounds missed`);
process.exitCode = missed === 0 ? 0 : 1;
