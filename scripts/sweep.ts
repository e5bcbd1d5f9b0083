/** `npm run sweep`: every listing × every fault × first, middle, last page, against the oracle of faults. */
import { prepareSweep, sweepCases } from "../test/kit/sweep.ts";

const started = performance.now();
const cases = await sweepCases();
const sweep = await prepareSweep();
const queue = [...cases];
let met = 0;
let failed = 0;
// Each scan has an endpoint of its own, named by the environment: one after the other.
for (const one of queue) {
  const { problems, met: befell } = await sweep.run(one);
  if (befell) met++;
  if (problems.length === 0 || !befell) continue;
  failed++;
  process.stdout.write(`${one.listing.id} ${one.fault} ${one.at}: ${problems.join("; ")}\n`);
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
process.stdout.write(
  `${cases.length} cases of ${new Set(cases.map(({ listing }) => listing)).size} listings, ${met} met by a call, ${seconds} s\n`,
);
process.stdout.write(`${met - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
