import { severities, type ScanEvent, type Summary } from "../../contract/index.ts";
import { ledgerState, openByCheck, openCounts, type Db } from "../../store/index.ts";
import type { Metrics } from "../../web/index.ts";
import type { Read } from "../read.ts";
import type { Progress } from "../reader.ts";
import { programVersion } from "../version.ts";
import type { ScanEnd, ScheduleState } from "./told.ts";
import type { Observer } from "./scanner.ts";

/** Turns what the daemon does into numbers. */
export class Measure implements Observer {
  private readonly metrics: Metrics;
  private last: Summary | null = null;

  constructor(metrics: Metrics) {
    this.metrics = metrics;
    metrics.info.set({ version: programVersion() }, 1);
  }

  event(event: ScanEvent): void {
    if (event.type === "summary") this.last = event;
  }

  listing({ state, listing }: Progress): void {
    if (state === "unreadable") this.metrics.unreadable.inc({ listing });
  }

  ended({ schedule, outcome, seconds }: ScanEnd, now: Date): void {
    const { metrics } = this;
    metrics.scans.inc({ schedule, outcome });
    if (outcome === "handed back" || outcome === "failed") return;
    metrics.scanSeconds.observe({ schedule }, seconds);
    if (outcome === "complete") metrics.lastScan.set({ schedule }, now.getTime() / 1000);
    const { planned: _, ...cells } = this.last?.cells ?? { planned: 0 };
    for (const [status, count] of Object.entries(cells)) metrics.cells.set({ schedule, outcome: status }, count);
  }

  /** What is asked when the metrics are. */
  async refresh(
    db: Db,
    { checks, catalog }: Pick<Read, "checks" | "catalog">,
    state: {
      readonly schedules: readonly ScheduleState[];
      readonly scanning: string | null;
      readonly ready: Readonly<Record<string, string | null>>;
      readonly now: Date;
    },
  ): Promise<void> {
    const { metrics } = this;
    for (const { name, lateSeconds } of state.schedules) metrics.scanLate.set({ schedule: name }, lateSeconds);
    metrics.scanning.set(state.scanning === null ? 0 : 1);
    for (const [part, wrong] of Object.entries(state.ready)) metrics.ready.set({ part }, wrong === null ? 1 : 0);
    const controlsOf = new Map(checks.map(({ check }) => [check.id, check.controls]));
    metrics.findings.reset();
    for (const control of catalog.controls.keys())
      for (const severity of severities) metrics.findings.set({ control, severity }, 0);
    for (const { check, severity, open } of await openByCheck(db))
      for (const control of controlsOf.get(check) ?? ["none"]) metrics.findings.inc({ control, severity }, open);
    metrics.waived.set((await openCounts(db, state.now.toISOString())).waived);
    metrics.ledgerPending.set((await ledgerState(db)).pending);
  }
}
