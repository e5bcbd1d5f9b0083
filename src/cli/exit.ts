import type { Summary } from "../contract/index.ts";
import { severities, type Severity } from "../contract/severity.ts";

/** What the program's exit status says. */
export const exit = { ok: 0, failed: 1, usage: 2, findings: 3, incomplete: 4 } as const;

/** The lowest severity that counts as a failure of the scan; `none`: findings do not change the exit status. */
export type FailOn = Severity | "none";

/** An incomplete scan beats its findings, for it cannot say that these are all; no account at all is a failure. */
export function exitOf(summary: Summary, failOn: FailOn): number {
  if (summary.accounts === summary.accountsUnreadable) return exit.failed;
  if (summary.cells.unknown > 0 || summary.accountsUnreadable > 0) return exit.incomplete;
  const counted = failOn === "none" ? [] : severities.slice(0, severities.indexOf(failOn) + 1);
  const { findings, waived } = summary;
  // An accepted exception is no reason to stop.
  return counted.some((severity) => findings[severity] > (waived?.[severity] ?? 0)) ? exit.findings : exit.ok;
}
