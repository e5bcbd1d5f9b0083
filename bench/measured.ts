/**
 * A process that is measured: `node bench/measured.ts scan|bare|network [PARSER] [SHARE]`, against AWS_ENDPOINT_URL. `scan` judges; `bare`
 * fetches the same pages with the same SDK and its own parser, and throws them away; `network` those of which the network proof is made. Prints
 * what it cost.
 */
import { demoChecks } from "../test/demo/judged.ts";
import { proofListings } from "../src/access/index.ts";
import { scan } from "../src/app/scan.ts";
import { liveSource, systemClock } from "../src/collect/index.ts";
import { limiter } from "../src/collect/limit.ts";
import { connections } from "../src/collect/session.ts";
import { askedBy, type Listing } from "../src/contract/index.ts";
import type { EnabledCheck } from "../src/evaluate/index.ts";
import { services } from "../src/listings/index.ts";
import { loadSdk, type Sdk, type SdkClient } from "../src/sdk/load.ts";
import { account, region } from "./world.ts";

const [mode, parser = "fast", share = "1"] = process.argv.slice(2);
const calls = {
  attempts: 1,
  timeoutSeconds: 60,
  concurrency: 16,
  program: "clausewatch bench",
  parser: parser as "fast" | "sdk",
};
const checks = mode === "network" ? [] : await demoChecks();
const read = new Set<Listing>();
const add = (listing: Listing) => {
  if (listing.each !== undefined) add(listing.each.of);
  read.add(listing);
};
for (const check of checks) for (const listing of [check.over, ...Object.values(check.with)]) if (listing) add(listing);
if (mode === "network") for (const listing of Object.values(proofListings)) add(listing);

async function judge(all: readonly EnabledCheck[]): Promise<object> {
  const clock = Number(share) === 0 ? { ...systemClock, sleep: async () => undefined } : systemClock;
  const maxShare = Number(share) || 1;
  const source = liveSource({
    accounts: [{ id: account }],
    regions: [region],
    homeRegion: region,
    maxShare,
    calls,
    clock,
  });
  let findings = 0;
  const summary = await scan({
    id: "bench",
    program: "bench",
    source,
    checks: all,
    summaries: [],
    units: 8,
    now: () => new Date(0),
    emit: (event) => void (event.type === "finding" && findings++),
    progress: () => undefined,
  });
  source.close();
  return { cells: summary.cells, findings };
}

async function fetchBare(): Promise<object> {
  const handler = await connections(calls);
  const clients = new Map<string, [Sdk, SdkClient]>();
  for (const { service } of read) {
    const sdk = await loadSdk(service);
    clients.set(service, [sdk, new sdk.Client({ region, requestHandler: handler, maxAttempts: 1 })]);
  }
  const free = limiter(calls.concurrency);
  const parents = new Map<Listing, Promise<Record<string, unknown>[]>>();
  const isParent = new Set([...read].flatMap(({ each }) => (each === undefined ? [] : [each.of])));

  async function fetchOne(listing: Listing, input: object): Promise<Record<string, unknown>[]> {
    const [sdk, client] = clients.get(listing.service)!;
    const { paging } = services[listing.service];
    const kept: Record<string, unknown>[] = [];
    const size = typeof listing.page === "number" ? { [paging.size]: listing.page } : {};
    let token: unknown;
    do {
      const more = token === undefined ? {} : { [paging.tokenIn]: token };
      const Command = sdk.command(listing.operation);
      const output = (await free(() =>
        client.send(new Command({ ...listing.input, ...input, ...size, ...more })),
      )) as Record<string, unknown>;
      if (isParent.has(listing)) kept.push(...(output[listing.items] as Record<string, unknown>[]));
      token = output[paging.tokenOut];
    } while (token !== undefined);
    return kept;
  }
  async function fetchListing(listing: Listing): Promise<Record<string, unknown>[]> {
    const { each } = listing;
    if (each === undefined) return await fetchOne(listing, {});
    const asked = askedBy(each, await once(each.of));
    return (await Promise.all([...asked].map((value) => fetchOne(listing, { [each.by]: value })))).flat();
  }
  function once(listing: Listing): Promise<Record<string, unknown>[]> {
    let started = parents.get(listing);
    if (started === undefined) parents.set(listing, (started = fetchListing(listing)));
    return started;
  }
  await Promise.all([...read].map(once));
  return {};
}

// Loading the clients costs both alike, and is not what is measured.
for (const { service } of read) await loadSdk(service);
const cpu = process.cpuUsage();
const wall = performance.now();
const result = mode === "scan" ? await judge(checks) : await fetchBare();
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(
  `${JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() - wall, peakMb: process.resourceUsage().maxRSS / 1024, listings: [...read].map(({ id }) => id), ...result })}\n`,
);
process.exit();
