import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { processMetrics } from "./process-metrics.ts";

/** What Prometheus is told of every process. Labels are of bounded sets: no resource, and no account where there may be hundreds. */
export class ReadMetrics {
  readonly registry = new Registry();
  readonly calls = this.counter(
    "aws_api_calls_total",
    "Calls of AWS's APIs, each try for itself, by service and outcome: ok, throttled, failed.",
    ["service", "outcome"],
  );
  readonly unreadable = this.counter("listings_unreadable_total", "Listings that could not be read to their end.", [
    "listing",
  ]);
  readonly refused = this.gauge(
    "configuration_refused",
    "Whether the configuration that was read last is refused, and an older one in force.",
  );
  readonly ready = this.gauge("ready", "Whether all is well, by what was asked.", ["part"]);
  readonly info = this.gauge("build_info", "The program; always 1.", ["version"]);

  constructor() {
    processMetrics(this.registry);
  }

  protected counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name: `clausewatch_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  protected gauge<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return new Gauge({ name: `clausewatch_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  async text(): Promise<{ readonly type: string; readonly body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }
}

/**
 * What it is told of a process that scans, too. What depends on the configuration is set anew each time, so that nothing
 * is told of a schedule that is gone.
 */
export class Metrics extends ReadMetrics {
  readonly scans = this.counter("scans_total", "Scans that ended, by schedule and outcome.", ["schedule", "outcome"]);
  readonly scanSeconds = new Histogram({
    name: "clausewatch_scan_duration_seconds",
    help: "How long scans took.",
    labelNames: ["schedule"],
    buckets: [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 21_600],
    registers: [this.registry],
  });
  readonly lastScan = this.gauge(
    "last_complete_scan_timestamp_seconds",
    "When the last scan ended in which no cell was unknown, by schedule; absent where none is known.",
    ["schedule"],
  );
  readonly period = this.gauge(
    "schedule_period_seconds",
    "The longest distance between the due times around now, two before and two after, by schedule.",
    ["schedule"],
  );
  readonly scanLate = this.gauge("schedule_lag_seconds", "How long ago a due time came that no scan was made for.", [
    "schedule",
  ]);
  readonly scanning = this.gauge("scan_running", "Whether a scan is under way.");
  readonly cells = this.gauge("cells", "Cells of the last scan, by schedule and outcome.", ["schedule", "outcome"]);
  readonly findings = this.gauge(
    "findings_open",
    "Open findings, by control and severity; a check may serve several controls.",
    ["control", "severity"],
  );
  readonly waived = this.gauge("findings_waived", "Open findings for which a waiver holds.");
  readonly ledgerPending = this.gauge("ledger_pending_entries", "Entries that wait for their place in the ledger.");
  readonly sinkReady = this.gauge("sink_ready", "Whether a sink can be opened, and takes what it is told.", ["sink"]);
  readonly deliveries = this.gauge(
    "deliveries_untold",
    "Changes that a sink is still to be told, by sink and state: waiting, held back by a cap, parked.",
    ["sink", "state"],
  );
  readonly deliveryWait = this.gauge(
    "deliveries_oldest_wait_seconds",
    "For how long the oldest change waits that a sink is to be told, by sink; 0 where none does.",
    ["sink"],
  );
}
