import { fairLimiter } from "../collect/limit.ts";
import type { Emit } from "../evaluate/index.ts";
import type { UnitReading } from "./packed.ts";
import type { ScanOptions } from "./scan-options.ts";
import type { Sum } from "./sum.ts";
import { scanUnit } from "./unit.ts";
import type { SourcedPlan } from "./units.ts";

/** The scan was stopped before its end; the store knows how far it came, and it can be taken up again. */
export class HandedBack extends Error {
  override readonly name = "HandedBack";

  constructor() {
    super("the scan is handed back: it goes on when it is taken up again");
  }
}

/** Whoever reads elsewhere has limits of their own. */
const unlimited = async <T>(_: string, task: () => Promise<T>): Promise<T> => await task();

/** The units of one scan: read here, by others, or before. */
export class UnitReadings {
  private readonly options: ScanOptions;
  private readonly sum: Sum;
  private readonly tell: Emit;
  private readonly at: string;
  private refused = false;

  constructor(
    options: ScanOptions,
    { sum, tell, at }: { readonly sum: Sum; readonly tell: Emit; readonly at: string },
  ) {
    this.options = options;
    this.sum = sum;
    this.tell = tell;
    this.at = at;
  }

  /** Reads and judges all. What the store refuses ends the scan: units that were begun are read to their end, no other is begun. */
  async all(plans: readonly SourcedPlan[]): Promise<UnitReading[]> {
    const { id, elsewhere, follower, signal, units } = this.options;
    const free = elsewhere === undefined ? fairLimiter(units) : unlimited;
    const one = async (plan: SourcedPlan): Promise<UnitReading | null> => {
      if (this.refused || signal?.aborted === true) return null;
      try {
        if (follower?.has(plan) === true) return await this.recall(plan);
        // What it is known of that nothing can be read needs no other process.
        if (elsewhere === undefined || plan.isShut) return await this.here(plan);
        const why = await elsewhere(plan, { number: follower?.number ?? 0, id });
        return why === null ? await this.recall(plan) : await this.giveUp(plan, why);
      } catch (error) {
        this.refused = true;
        throw error;
      }
    };
    const ended = await Promise.allSettled(plans.map((plan) => free(plan.unit.account, () => one(plan))));
    const readings = ended.flatMap((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value ?? [];
    });
    if (readings.length < plans.length) throw new HandedBack();
    return readings;
  }

  private async here(plan: SourcedPlan): Promise<UnitReading> {
    const { follower } = this.options;
    if ((await follower?.claim(plan)) === false) return await this.recall(plan);
    const reading = await this.read(plan);
    await follower?.unit(plan, reading);
    return reading;
  }

  private async read(plan: SourcedPlan): Promise<UnitReading> {
    const { checks, ownership = null, progress } = this.options;
    const { unit } = plan;
    try {
      const { gathered, ownerOf, readAny } = await scanUnit(
        plan,
        checks,
        ownership,
        plan.source,
        this.at,
        this.tell,
        progress,
      );
      return { part: { unit, gathered, ownerOf }, readAny };
    } catch (error) {
      // A failure of our own: this unit is unknown, the others go on.
      return this.unknown(plan, `internal error: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Nobody could read it. */
  private async giveUp(plan: SourcedPlan, why: string): Promise<UnitReading> {
    const { follower } = this.options;
    if ((await follower?.claim(plan)) === false) return await this.recall(plan);
    const reading = this.unknown(plan, `no worker could read it: ${why}`);
    await follower?.unit(plan, reading);
    return reading;
  }

  private unknown({ unit }: SourcedPlan, why: string): UnitReading {
    const own = this.options.checks.filter(({ over }) => over !== null);
    this.sum.giveUp(unit, own, why, this.tell);
    return { part: { unit, gathered: new Map(), ownerOf: null }, readAny: false };
  }

  private async recall(plan: SourcedPlan): Promise<UnitReading> {
    const { checks, follower } = this.options;
    const { cells, ...reading } = await follower!.recall(plan);
    const severities = new Map(checks.map(({ id, severity }) => [id, severity]));
    this.sum.recall(plan.unit, cells, (check) => severities.get(check) ?? "informational");
    return reading;
  }
}
