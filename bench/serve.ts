/**
 * A process that serves a generated world: `node bench/serve.ts SIZE LATENCY`, SIZE as JSON: of an account, or of networks.
 * Tells its address and, on request, its calls.
 */
import { startReplay } from "../src/replay/index.ts";
import type { NetworkSize } from "./networks.ts";
import { networkWorldOf, worldOf, type Size } from "./world.ts";

const [size = "{}", latency = "0"] = process.argv.slice(2);
const asked = JSON.parse(size) as Size | NetworkSize;
const replay = await startReplay({
  recordings: ["vpcs" in asked ? networkWorldOf(asked) : worldOf(asked)],
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
