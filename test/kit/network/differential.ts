/**
 * Holds an engine against the simulator on random worlds. A difference is shrunk to a small world, and told with the
 * packet, both verdicts, and what each layer says to it.
 */
import fc from "fast-check";
import { describeDecision, describeEstate } from "./describe.ts";
import type { Estate } from "./estate.ts";
import { writePacket } from "./notation.ts";
import type { Decision, Packet, ThroughPacket, Verdict } from "./packet.ts";
import { decide } from "./simulator.ts";
import { decideThrough } from "./through.ts";
import { packetsOf, worlds } from "./worlds.ts";

/** What an engine makes of one estate; asked once for each world. */
export type Engine = (estate: Estate) => {
  /** Undefined for what the engine does not tell by itself; it is then not compared. */
  verdict(packet: Packet): Verdict | undefined;
  /** Left out where the engine does not follow load balancers and proxies; it is then not asked. */
  verdictThrough?(packet: ThroughPacket): Verdict | undefined;
};

export interface Options {
  readonly worlds: number;
  /** Random, if absent. The same seed gives the same worlds and packets. */
  readonly seed?: number;
  /** At most, a world. */
  readonly packets?: number;
  /** Whether a difference is made small; so, if absent. Without it, a mutant is found out sooner. */
  readonly shrinks?: boolean;
  /** Leads straight to a failure that was told before. */
  readonly path?: string;
  /** Told after every thousand worlds. */
  readonly onProgress?: (worlds: number) => void;
}

export interface Difference {
  readonly world: Estate;
  readonly packet: Packet | ThroughPacket;
  readonly expected: Decision;
  readonly got: Verdict;
}

export interface Report {
  readonly agrees: boolean;
  readonly seed: number;
  readonly worlds: number;
  readonly packets: number;
  /** What the simulator answered, over all packets. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Absent where the engine fails altogether. */
  readonly difference?: Difference;
  /** For people: the seed and the figures, and the difference if there is one. */
  readonly text: string;
}

export function compare(engine: Engine, options: Options): Report {
  const { seed = Math.floor(Math.random() * 2 ** 31), packets: limit = 200, onProgress } = options;
  const verdicts = { yes: 0, no: 0, unknown: 0 };
  let asked = 0;
  let counts: typeof verdicts | undefined = verdicts;
  const isAlike = (world: Estate) => {
    asked++;
    if (asked % 1000 === 0) onProgress?.(asked);
    const now = counts;
    // What follows a first difference is its shrinking. An engine may also throw.
    counts = undefined;
    if (differenceIn(engine, world, limit, now) !== undefined) return false;
    counts = now;
    return true;
  };
  const details = fc.check(fc.property(worlds, isAlike), {
    numRuns: options.worlds,
    seed,
    endOnFailure: options.shrinks === false,
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  const packets = verdicts.yes + verdicts.no + verdicts.unknown;
  const figures = `seed ${seed}: ${details.numRuns} worlds, ${packets} packets, ${shares(verdicts)}`;
  const counted = { seed, worlds: details.numRuns, packets, verdicts };
  const [world] = details.counterexample ?? [];
  if (world === undefined) return { ...counted, agrees: true, text: figures };
  const again = `shrunk ${details.numShrinks} times; again with seed ${seed}, path ${details.counterexamplePath}`;
  const found = tryDifference(engine, world, limit);
  if ("packet" in found) {
    return { ...counted, agrees: false, difference: found, text: [figures, again, tell(found)].join("\n") };
  }
  const told = [figures, again, describeEstate(world), `the engine fails: ${found.error}`].join("\n");
  return { ...counted, agrees: false, text: told };
}

function shares(verdicts: Record<Verdict, number>): string {
  const all = verdicts.yes + verdicts.no + verdicts.unknown;
  return Object.entries(verdicts)
    .map(([verdict, count]) => `${((100 * count) / Math.max(all, 1)).toFixed(1)} % ${verdict}`)
    .join(", ");
}

/** The first packet of a world that the two answer differently. */
function differenceIn(
  engine: Engine,
  world: Estate,
  limit: number,
  verdicts?: Record<Verdict, number>,
): Difference | undefined {
  const answers = engine(world);
  for (const packet of packetsOf(world, { limit })) {
    if ("through" in packet && answers.verdictThrough === undefined) continue;
    const expected = "through" in packet ? decideThrough(world, packet) : decide(world, packet);
    if (verdicts !== undefined) verdicts[expected.verdict]++;
    const got = "through" in packet ? answers.verdictThrough?.(packet) : answers.verdict(packet);
    if (got !== undefined && got !== expected.verdict) return { world, packet, expected, got };
  }
  return undefined;
}

function tryDifference(engine: Engine, world: Estate, limit: number): Difference | { error: string } {
  try {
    return differenceIn(engine, world, limit) ?? { error: "not twice: it does not answer alike each time" };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function tell({ world, packet, expected, got }: Difference): string {
  return [
    describeEstate(world),
    "",
    writePacket(packet),
    `engine: ${got}`,
    `simulator: ${describeDecision(expected)}`,
  ].join("\n");
}
