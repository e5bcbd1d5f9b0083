/**
 * A process that serves a generated world: `node bench/serve.ts SIZE LATENCY`, SIZE as JSON: of an account, of networks, or of a company.
 * Tells its address and, on request, its calls.
 */
import { startReplay } from "../src/replay/index.ts";
import { companyOf, type CompanySize } from "./company.ts";
import type { NetworkSize } from "./networks.ts";
import { networkWorldOf, worldOf, type Size } from "./world.ts";

const [size = "{}", latency = "0"] = process.argv.slice(2);
const asked = JSON.parse(size) as Size | NetworkSize | CompanySize;
const world = "vpcs" in asked ? networkWorldOf(asked) : "accounts" in asked ? companyOf(asked) : worldOf(asked);
const replay = await startReplay({
  recordings: [world],
  latencyMs: Number(latency),
  prebuild: true,
});
process.send!({ url: replay.url });
process.on("message", () => {
  const calls: Record<string, number> = {};
  for (const { service } of replay.requests) calls[service] = (calls[service] ?? 0) + 1;
  (replay.requests as unknown[]).length = 0;
  process.send!({ calls });
});
process.on("disconnect", () => process.exit());
