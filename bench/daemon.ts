/**
 * A process that is measured: `node bench/daemon.ts daemon|bare SIZE`, against AWS_ENDPOINT_URL. `daemon` scans a company into a
 * store in a file; `bare` makes the same calls with the SDK and throws the answers away. Prints what it cost.
 */
import { keepHeapSmall } from "../src/app/serve/heap.ts";
import { askedFor } from "../src/app/serve/setup.ts";
import { limiter } from "../src/collect/limit.ts";
import { connections } from "../src/collect/session.ts";
import { services } from "../src/listings/index.ts";
import { loadSdk } from "../src/sdk/load.ts";
import { Home, SimTicker, startDaemon, storeAt } from "../test/app/serve/kit.ts";
import { accountsOf, KeyId, read, regionsOf, roleOf, type CompanySize } from "./company.ts";
import { companySource, concurrency } from "./live.ts";

const [mode, asked = "{}"] = process.argv.slice(2);
const size = JSON.parse(asked) as CompanySize;

/** Its configuration is read and its store is open before it is measured, as of one that has run for long. */
async function prepareScan(): Promise<() => Promise<number>> {
  keepHeapSmall();
  const home = await Home.make("");
  const start = new Date().toISOString();
  const store = await storeAt({ kind: "sqlite", file: `${home.folder}/bench.db` }, start);
  const source = companySource(size);
  const ticker = new SimTicker(start);
  const { daemon, run } = await startDaemon({ home, store, ticker, source: () => source });
  return async () => {
    const { summary } = await daemon.scan(askedFor({ controls: ["encryption-at-rest"] }));
    daemon.stop();
    await run;
    source.close();
    await store.close();
    await home.remove();
    return summary?.cells.unknown ?? Number.NaN;
  };
}

async function fetchBare(): Promise<number> {
  const regions = regionsOf(size);
  const handler = await connections({ timeoutSeconds: 60, concurrency, attempts: 1, program: "clausewatch bench" });
  const free = limiter(concurrency);
  const { Client, command } = await loadSdk("sts");
  const sts = new Client({ region: regions[0]!, requestHandler: handler, maxAttempts: 1 });
  const AssumeRole = command("AssumeRole");
  const one = async (account: string) => {
    const input = { RoleArn: roleOf(account), RoleSessionName: "bench" };
    const { Credentials: given } = (await free(() => sts.send(new AssumeRole(input)))) as { Credentials: Given };
    const credentials = {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
    };
    await Promise.all(regions.map((region) => fetchRegion(region, credentials)));
  };
  const fetchRegion = async (region: string, credentials: Readonly<Record<string, string>>) => {
    const clients = new Map<string, Promise<Awaited<ReturnType<typeof open>>>>();
    const open = async (service: (typeof read)[number]["service"]) => {
      const sdk = await loadSdk(service);
      const client = new sdk.Client({ region, credentials, requestHandler: handler, maxAttempts: 1 });
      return { sdk, client };
    };
    await Promise.all(
      read.map(async (listing) => {
        const { service } = listing;
        if (!clients.has(service)) clients.set(service, open(service));
        const { sdk, client } = await clients.get(service)!;
        const { paging } = services[service];
        const page = listing.page === undefined ? {} : { [paging.size]: listing.page };
        const Command = sdk.command(listing.operation);
        const parent = listing.each === undefined ? {} : { KeyId };
        await free(() => client.send(new Command({ ...listing.input, ...page, ...parent })));
      }),
    );
  };
  // A few accounts at a time keep all places taken, and no more clients alive than that takes.
  const few = limiter(4);
  await Promise.all(accountsOf(size).map((account) => few(() => one(account))));
  return 0;
}

interface Given {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
}

// Loading the clients costs both alike, and is not what is measured.
for (const service of new Set([...read.map((listing) => listing.service), "sts" as const])) await loadSdk(service);
const work = mode === "daemon" ? await prepareScan() : fetchBare;
const cpu = process.cpuUsage();
const wall = performance.now();
const unknown = await work();
const { user, system } = process.cpuUsage(cpu);
const told = { wallMs: performance.now() - wall, cpuMs: (user + system) / 1000, unknown, concurrency };
process.stdout.write(`${JSON.stringify({ ...told, peakMb: process.resourceUsage().maxRSS / 1024 })}\n`);
process.exit();
