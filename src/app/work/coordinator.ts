import { setTimeout } from "node:timers/promises";
import { answeredUnits, patient, type Store } from "../../store/index.ts";
import type { Elsewhere } from "../serve/scanner.ts";
import type { SourcedPlan } from "../units.ts";
import { HandedBack } from "../unit-readings.ts";
import type { Queue, RankedJob } from "./queue.ts";
import { setupHash } from "./setup-hash.ts";

/** How often is looked which units were answered. */
const LOOK_MS = 500;
const AFTER_MS = 60_000;

export interface CoordinatorOptions {
  readonly queue: Queue;
  readonly store: Store;
  readonly now: () => Date;
}

/** Gives units to workers, and waits for their answers. One for the whole process. */
export class Coordinator {
  private readonly options: CoordinatorOptions;

  constructor(options: CoordinatorOptions) {
    this.options = options;
  }

  /** How the units of a scan are read elsewhere: null once one is answered, or why nobody could answer it. */
  readonly elsewhere = ({ setup, request, begun, stop }: Elsewhere) => {
    const hash = setupHash(setup.read);
    const end = Date.parse(begun) + request.deadlineMs;
    const deadline = new Date(end).toISOString();
    const ranks = new Map<string, number>();
    // Who works at the deadline answers right after it.
    const watch = new Watch(this.options, stop, end + AFTER_MS);
    return async ({ unit, judgesGlobal }: SourcedPlan, { number, id }: { number: number; id: string }) => {
      // The first units of all accounts come before the second ones of any.
      const rank = ranks.get(unit.account) ?? 0;
      ranks.set(unit.account, rank + 1);
      const job = { scan: number, id, unit, judgesGlobal, at: begun, wanted: request.wanted, setup: hash, deadline };
      await patient(() => this.options.queue.send([{ job, rank }]));
      return await watch.answered({ job, rank });
    };
  };
}

/** Waits for the units of one scan: one look at the store serves all of them. */
class Watch {
  private readonly options: CoordinatorOptions;
  private readonly stop: AbortSignal;
  private readonly end: number;
  private readonly waiting = new Map<string, RankedJob>();
  /** Place → why nobody could answer it. */
  private readonly dead = new Map<string, string>();
  private looking: Promise<ReadonlySet<string>> | null = null;
  /** When all that wait were sent last. */
  private sent = performance.now();

  constructor(options: CoordinatorOptions, stop: AbortSignal, end: number) {
    this.options = options;
    this.stop = stop;
    this.end = end;
  }

  async answered(sent: RankedJob): Promise<string | null> {
    const place = placeOf(sent);
    this.waiting.set(place, sent);
    try {
      for (;;) {
        if (this.stop.aborted) throw new HandedBack();
        const done = await (this.looking ??= this.look(sent.job.scan));
        if (done.has(place)) return null;
        const why = this.dead.get(place);
        if (why !== undefined) return why;
        if (this.options.now().getTime() > this.end) return "no worker answered before the scan's deadline";
      }
    } finally {
      this.waiting.delete(place);
    }
  }

  private async look(scan: number): Promise<ReadonlySet<string>> {
    const { queue, store } = this.options;
    await setTimeout(LOOK_MS);
    this.looking = null;
    // Only who leads a scan asks for what is dead: another daemon on the same store would not know what to do with it.
    for (const { job, why } of await patient(() => queue.takeDead())) {
      if (job.scan === scan) this.dead.set(placeOf({ job }), why);
    }
    // Units that the queue still has are the same. One that it lost, for it was fenced out by a worker that died then, is
    // not waited for longer than one whose worker died.
    if (performance.now() - this.sent > queue.leaseMs) {
      await patient(() => queue.send([...this.waiting.values()].filter((one) => !this.dead.has(placeOf(one)))));
      this.sent = performance.now();
    }
    return await answeredUnits(store.db, scan);
  }
}

function placeOf({ job: { unit } }: Pick<RankedJob, "job">): string {
  return `${unit.account} ${unit.region}`;
}
