import type { CoverageReport } from "../contract/index.ts";
import { coverageOf, type ScanResults } from "../policy/index.ts";
import type { Read } from "./read.ts";

/** How the policy is held, as it was read. */
export function coverageNow(read: Read, results: ScanResults | null): CoverageReport {
  const { config } = read.loaded;
  return coverageOf({
    sentences: read.sentences,
    bound: read.bound,
    controls: read.catalog.controls,
    checks: read.checks.map(({ check, given }) => ({ ...check, given })),
    services: config.services ?? [],
    customers: config.customers ?? [],
    results,
    // A recording is judged by its own time, in every respect.
    day: (results?.scan.recorded ?? new Date().toISOString()).slice(0, 10),
  });
}
