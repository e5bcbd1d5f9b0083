/** Schedules of faults against the real Request Tracker, with processes that are killed: one ticket, each comment once. */
import { join } from "node:path";
import { randomBy } from "../../test/ledger/sample.ts";
import { Schedule } from "./chaos/schedule.ts";
import { personOf } from "./rest.ts";
import type { RequestTracker } from "./servers.ts";

export interface ChaosOptions {
  readonly schedules: number;
  readonly seed: number;
  /** Schedules at a time: most of each is waiting. */
  readonly parallel: number;
  /** Only this one. */
  readonly only: number | null;
  /** For stores and configurations. */
  readonly folder: string;
}

export interface ChaosFigures {
  readonly faults: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly seconds: number;
  /** What was wrong, with the schedule that shows it; empty where all was well. */
  readonly wrong: readonly string[];
}

export async function chaos(
  rt: RequestTracker,
  { schedules, seed, parallel, only, folder }: ChaosOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<ChaosFigures> {
  const ask = personOf(rt);
  const begun = performance.now();
  const faults: Record<string, number> = {};
  const wrong: string[] = [];
  const left = only === null ? Array.from({ length: schedules }, (_, i) => i) : [only];
  let [requests, done] = [0, 0];
  const run = async () => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      signal.throwIfAborted();
      const schedule = new Schedule(number, randomBy(seed * 1_000_003 + number), rt, join(folder, "chaos"), signal);
      try {
        await schedule.play(ask);
      } catch (error) {
        signal.throwIfAborted();
        wrong.push(`seed ${seed}, schedule ${number}: ${(error as Error).message}\n  ${schedule.log.join("\n  ")}`);
        say(wrong.at(-1)!);
      }
      for (const fault of schedule.faults) faults[fault] = (faults[fault] ?? 0) + 1;
      requests += schedule.requests;
      if (++done % 20 === 0) say(`${done} schedules played, ${wrong.length} wrong`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, run));
  return { faults, requests, seconds: (performance.now() - begun) / 1000, wrong };
}
