import { setTimeout } from "node:timers/promises";
import { answeredUnits, type Store } from "../../store/index.ts";
import type { Elsewhere } from "../serve/scanner.ts";
import type { SourcedPlan } from "../units.ts";
import { HandedBack } from "../unit-readings.ts";
import type { Queue } from "./queue.ts";
import { setupHash } from "./setup-hash.ts";

/** How often is looked which units were answered. */
const LOOK_MS = 500;
const AFTER_MS = 60_000;

/** Gives units to workers, and waits for their answers. One for the whole process. */
export class Coordinator {
  private readonly queue: Queue;
  private readonly store: Store;
  /** Scan and unit → why nobody could answer it. */
  private readonly dead = new Map<string, string>();

  private readonly now: () => Date;

  private constructor(queue: Queue, store: Store, now: () => Date) {
    this.queue = queue;
    this.store = store;
    this.now = now;
  }

  static async start(queue: Queue, store: Store, now: () => Date): Promise<Coordinator> {
    const coordinator = new Coordinator(queue, store, now);
    await queue.onDead(async ({ scan, unit }, why) => {
      coordinator.dead.set(nameOf(scan, unit), why);
    });
    return coordinator;
  }

  /** How the units of a scan are read elsewhere: null once one is answered, or why nobody could answer it. */
  readonly elsewhere = ({ setup, request, begun, stop }: Elsewhere) => {
    const hash = setupHash(setup.read);
    const end = Date.parse(begun) + request.deadlineMs;
    const deadline = new Date(end).toISOString();
    const ranks = new Map<string, number>();
    // Who works at the deadline answers right after it.
    const answered = this.watch(stop, end + AFTER_MS);
    return async ({ unit, judgesGlobal }: SourcedPlan, { number, id }: { number: number; id: string }) => {
      // The first units of all accounts come before the second ones of any.
      const rank = ranks.get(unit.account) ?? 0;
      ranks.set(unit.account, rank + 1);
      const job = { scan: number, id, unit, judgesGlobal, at: begun, wanted: request.wanted, setup: hash, deadline };
      await this.queue.send(job, rank);
      return await answered(number, unit);
    };
  };

  /** One look at the store serves all that wait. */
  private watch(stop: AbortSignal, end: number) {
    let looking: Promise<ReadonlySet<string>> | null = null;
    const look = async (scan: number) => {
      await setTimeout(LOOK_MS);
      looking = null;
      return await answeredUnits(this.store.db, scan);
    };
    return async (
      scan: number,
      unit: { readonly account: string; readonly region: string },
    ): Promise<string | null> => {
      const place = `${unit.account} ${unit.region}`;
      for (;;) {
        if (stop.aborted) throw new HandedBack();
        const done = await (looking ??= look(scan));
        if (done.has(place)) return null;
        const why = this.dead.get(nameOf(scan, unit));
        if (why !== undefined) {
          this.dead.delete(nameOf(scan, unit));
          return why;
        }
        if (this.now().getTime() > end) return "no worker answered before the scan's deadline";
      }
    };
  }
}

function nameOf(scan: number, { account, region }: { readonly account: string; readonly region: string }): string {
  return `${scan} ${account} ${region}`;
}
