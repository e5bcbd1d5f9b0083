/**
 * What must notice a mutant of the network proof: the facts one by one, and then random worlds, the same each time.
 * Prints what noticed, and exits with 1; or with 0 where nothing did.
 */
import { compare } from "../../test/kit/network/differential.ts";
import { facts } from "../../test/kit/network/facts.ts";
import { engine } from "../../test/kit/network-engine.ts";
import { tracing } from "../../test/kit/network-tracer.ts";

function noticed(): string | null {
  for (const { fact, title, world, cases } of facts) {
    const { verdict, verdictThrough } = engine(world);
    for (const { packet, verdict: wanted } of cases) {
      const got = "through" in packet ? verdictThrough?.(packet) : verdict(packet);
      if (got !== undefined && got !== wanted) return `fact ${fact}: ${title}`;
    }
  }
  if (!compare(engine, { worlds: 300, seed: 1, shrinks: false }).agrees) return "random worlds";
  if (!compare(tracing, { worlds: 100, seed: 1, shrinks: false }).agrees) return "random worlds, layer by layer";
  return null;
}

let by: string | null;
try {
  by = noticed();
} catch (error) {
  by = `it fails: ${(error as Error).message}`;
}
process.stdout.write(by ?? "");
process.exitCode = by === null ? 0 : 1;
