/** A process that serves a generated world: `node bench/serve.ts SIZE LATENCY`, SIZE as JSON. Tells its address and, on request, its calls. */
import { startReplay } from "../src/replay/index.ts";
import { worldOf, type Size } from "./world.ts";

const [size = "{}", latency = "0"] = process.argv.slice(2);
const replay = await startReplay({
  recordings: [worldOf(JSON.parse(size) as Size)],
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
