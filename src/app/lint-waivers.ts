import type { LintFinding } from "../contract/index.ts";
import { waiverWarnings } from "../track/index.ts";
import type { Read } from "./read.ts";
import { waiverFaults } from "./waived.ts";

/** What somebody should look at in the waivers: those that last too long, have expired, or soon will. */
export function waiverFindings(read: Read, day: string): LintFinding[] {
  const { waivers, placeOf } = read;
  // What they cover hangs on what is found.
  const covering = new Set(waivers.map(({ id }) => id));
  const warnings = waiverWarnings(waivers, covering, `${day}T00:00:00.000Z`);
  return [
    ...waiverFaults(read, day).map((fault): LintFinding => ({ level: "error", ...fault })),
    ...warnings.map(({ waiver, kind, days }): LintFinding => {
      const i = waivers.findIndex(({ id }) => id === waiver);
      const expired = kind === "expired";
      const message = expired
        ? `the waiver "${waiver}" expired on ${waivers[i]!.expires}`
        : `the waiver "${waiver}" expires in ${days} ${days === 1 ? "day" : "days"}`;
      const hint = expired
        ? "Its findings are open again: take it out, or decide anew."
        : "Decide whether it is needed any longer: then its findings are open again.";
      return {
        level: expired ? "note" : "warning",
        rule: "waiver-expired",
        ...placeOf(["waivers", i, "expires"]),
        message,
        hint,
      };
    }),
  ];
}
