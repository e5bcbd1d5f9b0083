import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "@prometheus-io/client";

/** Milliseconds between two looks at the event loop; they keep no process alive. */
const LOOK_MS = 100;

/**
 * What the process takes, under the names that all programs use for it. The library's own collectors bring sixty series
 * that nobody asks for, some under names that promtool faults, and a timer.
 */
export function processMetrics(registry: Registry): void {
  const resident = new Gauge({
    name: "process_resident_memory_bytes",
    help: "Memory of the process that is in RAM.",
    registers: [],
    collect: () => {
      resident.set(process.memoryUsage.rss());
    },
  });
  const started = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process began, in seconds since 1970.",
    registers: [],
  });
  started.set(Date.now() / 1000 - process.uptime());
  const cpu = new Counter({
    name: "process_cpu_seconds_total",
    help: "CPU time that the process took.",
    registers: [],
    collect: () => {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    },
  });
  const active = new Counter({
    name: "nodejs_eventloop_active_seconds_total",
    help: "Time in which the event loop was at work.",
    registers: [],
    collect: () => {
      active.reset();
      active.inc(performance.eventLoopUtilization().active / 1000);
    },
  });
  const delays = monitorEventLoopDelay({ resolution: LOOK_MS });
  delays.enable();
  const lag = new Gauge({
    name: "nodejs_eventloop_lag_max_seconds",
    help: "The longest that the event loop let something wait since this was last asked.",
    registers: [],
    collect: () => {
      lag.set(Math.max(0, delays.max / 1e9 - LOOK_MS / 1000));
      delays.reset();
    },
  });
  for (const metric of [resident, started, cpu, active, lag]) registry.registerMetric(metric);
}
