/**
 * `npm run fuzz:network [-- --worlds N] [--seed S] [--path P]`: holds the engine of the network proof against the simulator
 * on random worlds. Prints the seed; a difference is shrunk and told, and makes the exit status 1.
 */
import { parseArgs } from "node:util";
import { engine } from "../test/kit/network-engine.ts";
import { compare } from "../test/kit/network/differential.ts";

const { values } = parseArgs({
  options: { worlds: { type: "string", default: "20000" }, seed: { type: "string" }, path: { type: "string" } },
});
const started = performance.now();
const { agrees, text } = compare(engine, {
  worlds: Number(values.worlds),
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
  ...(values.path === undefined ? {} : { path: values.path }),
  onProgress: (worlds) => process.stderr.write(`${worlds} worlds\n`),
});
process.stdout.write(`${text}\n${((performance.now() - started) / 1000).toFixed(0)} s\n`);
process.exitCode = agrees ? 0 : 1;
