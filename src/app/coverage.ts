import type { CoverageReport } from "../contract/index.ts";
import { coverageOf, type ScanResults } from "../policy/index.ts";
import type { Read } from "./read.ts";

/** How the policy is held, as it was read. */
export function coverageNow(read: Read, results: ScanResults | null): CoverageReport {
  const { config } = read.loaded;
  const enabled = new Set(read.checks.map(({ check }) => check.id));
  return coverageOf({
    sentences: read.sentences,
    bound: read.bound,
    controls: read.catalog.controls,
    checks: read.checks.map(({ check, given, services }) => ({
      ...check,
      given,
      ofService: services.length > 0,
      ofNetwork: check.judge.scope === "network",
    })),
    disabled: [...read.catalog.checks.values()].filter(({ id }) => !enabled.has(id)),
    services: config.services ?? [],
    customers: config.customers ?? [],
    results,
    expected: {
      ...(config.accounts === undefined ? {} : { accounts: config.accounts.map(({ id }) => id) }),
      regions: config.regions,
      ownership: read.ownership?.hash ?? null,
      access: read.access?.hash ?? null,
    },
    // A recording is judged by its own time, in every respect.
    day: (results?.scan.recorded ?? new Date().toISOString()).slice(0, 10),
  });
}
