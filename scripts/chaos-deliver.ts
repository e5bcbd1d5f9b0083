/**
 * `npm run chaos:deliver [-- --schedules N --seed S --only I]`: random schedules in which findings open, resolve, are waived
 * and open again, while two processes take turns at telling a ticket system whose search learns late and a sink of events.
 * They die before and after each call, answers are lost, the system is busy or broken for an hour, and the wall clock is set;
 * they make several calls at a time, look at the same time, and stand still for minutes; tickets are of groups, or capped.
 * Time is simulated. At the end each finding that needs one has one ticket, which is as the finding is; no comment is there
 * twice; events came in order, each under one id. Prints figures and the seed; the exit status is 1 where something was wrong.
 */
import { parseArgs } from "node:util";
import { randomBy } from "../test/ledger/sample.ts";
import { play } from "./chaos/deliver/schedule.ts";
import { waysBy } from "./chaos/deliver/ways.ts";

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "10000" },
    seed: { type: "string" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const [from, to] =
  values.only === undefined ? [0, Number(values.schedules)] : [Number(values.only), Number(values.only) + 1];
const say = (text: string) => process.stdout.write(`${text}\n`);
const began = performance.now();
let [calls, cuts, bad] = [0, 0, 0];
for (let i = from; i < to; i++) {
  const played = await play(randomBy(seed + i), waysBy(randomBy(~(seed + i))));
  calls += played.calls;
  cuts += played.cuts;
  if (played.wrong.length === 0) continue;
  bad++;
  for (const what of played.wrong) say(`schedule ${i}: ${what}`);
}
const seconds = ((performance.now() - began) / 1000).toFixed(0);
say(`${to - from} schedules, ${calls} calls, ${cuts} deaths, ${bad} schedules wrong; seed ${seed}, ${seconds} s`);
process.exitCode = bad > 0 ? 1 : 0;
