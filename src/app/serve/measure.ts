import type { ApiCall } from "../../collect/index.ts";
import { configuredSinks } from "../../config/index.ts";
import { severities, type ScanEvent, type Summary } from "../../contract/index.ts";
import {
  deliveryCounts,
  ledgerState,
  openByCheck,
  openCounts,
  type Db,
  type DeliveryCounts,
} from "../../store/index.ts";
import type { Metrics, ReadMetrics } from "../../web/index.ts";
import type { Read } from "../read.ts";
import type { Progress } from "../reader.ts";
import { programVersion } from "../version.ts";
import type { ScanEnd } from "./told.ts";
import type { Observer } from "./scanner.ts";
import type { ScheduleState } from "./setup.ts";

/** What the numbers are of, as it is when they are asked for. */
export interface Measured {
  readonly schedules: readonly ScheduleState[];
  readonly scanning: string | null;
  /** Whether the configuration that was read last is refused. */
  readonly refused: boolean;
  readonly ready: Readonly<Record<string, string | null>>;
  /** The sinks that take nothing for now. */
  readonly ill: readonly { readonly sink: string }[];
  readonly now: Date;
}

type Planned = Pick<Read, "checks" | "catalog" | "loaded">;

const nothingUntold: DeliveryCounts = { waiting: 0, held: 0, parked: 0, oldest: null };
const callOutcomes = ["ok", "throttled", "failed"] as const;
const scanOutcomes = ["complete", "incomplete", "failed", "handed back"] as const;

/** Turns what a process reads into numbers. */
export class ReadMeasure {
  private readonly counts: ReadMetrics;

  constructor(counts: ReadMetrics) {
    this.counts = counts;
    counts.info.set({ version: programVersion() }, 1);
  }

  // Properties, so that they can be handed on alone.
  readonly listing = ({ state, listing }: Progress): void => {
    if (state === "unreadable") this.counts.unreadable.inc({ listing });
  };

  readonly call = ({ service, outcome }: ApiCall): void => {
    this.counts.calls.inc({ service, outcome });
  };

  /** What is asked when the metrics are. What may be counted stands at zero before it is: a rise from nothing is none to Prometheus. */
  now({ checks }: Pick<Read, "checks">, { ready, refused }: Pick<Measured, "ready" | "refused">): void {
    const { calls, unreadable } = this.counts;
    for (const { id, service } of checks.flatMap(({ listings }) => listings)) {
      unreadable.inc({ listing: id }, 0);
      for (const outcome of callOutcomes) calls.inc({ service, outcome }, 0);
    }
    this.counts.refused.set(refused ? 1 : 0);
    for (const [part, wrong] of Object.entries(ready)) this.counts.ready.set({ part }, wrong === null ? 1 : 0);
  }
}

/** Turns what the daemon does into numbers. */
export class Measure extends ReadMeasure implements Observer {
  private readonly metrics: Metrics;
  private last: Summary | null = null;
  /** Of the last scan of each schedule. */
  private readonly cells = new Map<string, Readonly<Record<string, number>>>();
  /** Schedule → when its last complete scan ended; milliseconds since 1970. */
  private readonly complete: Map<string, number>;

  /** `complete`: what is known from before this process. */
  constructor(metrics: Metrics, complete: ReadonlyMap<string, number> = new Map()) {
    super(metrics);
    this.metrics = metrics;
    this.complete = new Map(complete);
  }

  readonly event = (event: ScanEvent): void => {
    if (event.type === "summary") this.last = event;
  };

  ended({ schedule, outcome, seconds }: ScanEnd, now: Date): void {
    const summary = this.last;
    this.last = null;
    this.metrics.scans.inc({ schedule, outcome });
    if (outcome === "handed back" || outcome === "failed") return;
    this.metrics.scanSeconds.observe({ schedule }, seconds);
    if (outcome === "complete") this.complete.set(schedule, now.getTime());
    if (summary === null) return;
    const { planned: _, ...cells } = summary.cells;
    this.cells.set(schedule, cells);
  }

  /** What is asked when the metrics are. Without the store there is what can be told without it. */
  async refresh(db: Db, planned: Planned, state: Measured): Promise<void> {
    this.now(planned, state);
    this.schedules(state);
    const { metrics } = this;
    metrics.sinkReady.reset();
    for (const { name: sink } of configuredSinks(planned.loaded.config.sinks))
      metrics.sinkReady.set({ sink }, state.ill.some((one) => one.sink === sink) ? 0 : 1);
    metrics.scanning.set(state.scanning === null ? 0 : 1);
    try {
      await this.stored(db, planned, state.now);
    } catch {
      metrics.ready.set({ part: "store" }, 0);
      metrics.findings.reset();
      for (const one of [metrics.deliveries, metrics.deliveryWait]) one.reset();
      for (const one of [metrics.waived, metrics.ledgerPending]) one.remove();
    }
  }

  private schedules({ schedules, scanning }: Measured): void {
    const { scans, period, scanLate, lastScan, cells } = this.metrics;
    for (const one of [period, scanLate, lastScan, cells]) one.reset();
    for (const { name: schedule, lateSeconds, periodSeconds } of schedules) {
      for (const outcome of scanOutcomes) scans.inc({ schedule, outcome }, 0);
      scanLate.set({ schedule }, schedule === scanning ? 0 : lateSeconds);
      if (periodSeconds !== null) period.set({ schedule }, periodSeconds);
    }
    for (const schedule of [...schedules.map(({ name }) => name), "by hand"]) {
      const ended = this.complete.get(schedule);
      if (ended !== undefined) lastScan.set({ schedule }, ended / 1000);
      for (const [outcome, count] of Object.entries(this.cells.get(schedule) ?? {}))
        cells.set({ schedule, outcome }, count);
    }
  }

  private async stored(db: Db, { checks, catalog, loaded }: Planned, now: Date): Promise<void> {
    const { findings, waived, ledgerPending, deliveries, deliveryWait } = this.metrics;
    const [open, counts, ledger] = [
      await openByCheck(db),
      await openCounts(db, now.toISOString()),
      await ledgerState(db),
    ];
    const controlsOf = new Map(checks.map(({ check }) => [check.id, check.controls]));
    findings.reset();
    for (const control of catalog.controls.keys())
      for (const severity of severities) findings.set({ control, severity }, 0);
    for (const { check, severity, open: count } of open)
      for (const control of controlsOf.get(check) ?? ["none"]) findings.inc({ control, severity }, count);
    const untold = await deliveryCounts(db);
    for (const one of [deliveries, deliveryWait]) one.reset();
    for (const { name: sink } of configuredSinks(loaded.config.sinks)) {
      const { waiting, held, parked, oldest } = untold.get(sink) ?? nothingUntold;
      for (const [state, count] of Object.entries({ waiting, held, parked })) deliveries.set({ sink, state }, count);
      const seconds = oldest === null ? 0 : Math.max(0, (now.getTime() - Date.parse(oldest)) / 1000);
      deliveryWait.set({ sink }, seconds);
    }
    waived.set(counts.waived);
    ledgerPending.set(ledger.pending);
  }
}
