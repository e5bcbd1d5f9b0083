/**
 * A process that is measured: `node bench/drain.ts SINK high|documented COUNT URL`. Opens so many findings in a store in a
 * file, and tells a sink of them that speaks to the double there: as fast as it can, or at the sink's own pace on a clock
 * that is moved by hand. Prints what it cost, by quarters.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSinks } from "../src/app/deliver/open-sinks.ts";
import { Secrets } from "../src/app/deliver/secrets.ts";
import { Sender } from "../src/app/deliver/sender.ts";
import type { Limits, Sink } from "../src/deliver/index.ts";
import { deliveryCounts, openStore } from "../src/store/index.ts";
import { settled, silent, Time } from "../test/app/deliver/kit.ts";
import { checkOf, scan } from "../test/store/kit/world.ts";
import { env, outboxTo, sinksOf, type SinkName } from "./sinks.ts";

const MOST = 10_000;
const [name = "webhook", pace = "high", asked = "10000", url = ""] = process.argv.slice(2);
const count = Number(asked);
const folder = await mkdtemp(join(tmpdir(), "clausewatch-bench-"));
const clock = new Time(new Date().toISOString());
const config = {
  sinks: sinksOf([name as SinkName], url, name === "webhook" ? undefined : MOST),
  delivery: { timeoutSeconds: 30, allowAddresses: [] },
  regions: [],
};
const secrets = new Secrets();
const now = () => clock.now();
const store = await openStore({ kind: "sqlite", file: join(folder, "bench.db") }, now().toISOString());
const outbox = outboxTo(config.sinks)!;
const [open] = (await openSinks({ config, folder, env, secrets, now })).sinks;
let told = 0;
/** After so many deliveries, what was used until then. */
const marks = new Map<number, Mark>();
const sender = new Sender({
  db: store.db,
  open: { ...open!, sink: watched(open!.sink, pace === "high" ? [] : open!.sink.limits.pace) },
  outbox,
  checkText: () => null,
  clock,
  random: Math.random,
  mask: (text) => secrets.mask(text),
  log: silent,
});

// What is compiled first is not what each delivery costs.
const warm = Math.ceil(count / 10);
await opened(warm);
await settled(sender, clock, Number.POSITIVE_INFINITY);
await opened(warm + count);
told = 0;
const { limits } = open!.sink;
const limitMs = Math.max(0, ...limits.pace.map(({ most, perMs }) => (count / most) * perMs));
const began = clock.monotonic();
mark();
await settled(sender, clock, Number.POSITIVE_INFINITY);
const left = (await deliveryCounts(store.db)).size;
const quarters = [0, 1, 2, 3].map((i) => {
  const [from, to] = [marks.get((count / 4) * i)!, marks.get((count / 4) * (i + 1))!];
  return { cpuMs: (to.cpuMs - from.cpuMs) / (count / 4), wallMs: to.wallMs - from.wallMs, peakMb: to.peakMb };
});
process.stdout.write(`${JSON.stringify({ told, left, quarters, simulatedMs: clock.monotonic() - began, limitMs })}\n`);
await store.close();
await rm(folder, { recursive: true, force: true });

interface Mark {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

function mark(): void {
  const { user, system } = process.cpuUsage();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  marks.set(told, { cpuMs: (user + system) / 1000, wallMs: performance.now(), peakMb });
}

/** The sink with another pace, and counted. */
function watched(sink: Sink, pace: Limits["pace"]): Sink {
  const send: Sink["send"] = async (deliveries) => {
    const answers = await sink.send(deliveries);
    for (const { is } of answers) {
      if (is !== "accepted") throw new Error(`the double answers ${JSON.stringify(answers)}`);
      told++;
      if (told % (count / 4) === 0) mark();
    }
    return answers;
  };
  return Object.assign(Object.create(sink) as Sink, { limits: { ...sink.limits, pace }, send });
}

/** A scan in which so many fail. */
async function opened(failing: number): Promise<void> {
  const fails = Array.from({ length: failing }, (_, n) => ({ check: "volumes-encrypted", id: `vol-${n}` }));
  const units = [{ account: "111122223333", region: "eu-central-1", fails }];
  clock.pass(1);
  await scan(store.db, { at: now().toISOString(), units, checks: [checkOf("volumes-encrypted")], outbox });
}
