/** What a store holds after any scans is what tracking comes to in memory. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { listFindings, showFinding } from "../../src/store/index.ts";
import { defaultSettings, track, type TrackedFinding } from "../../src/track/index.ts";
import { onEveryDatabase } from "./kit/databases.ts";
import { cellsOf, checkOf, day, keyOf, scan } from "./kit/world.ts";

const checks = [checkOf("volume-encrypted"), checkOf("group-closed", { severity: "low" })];
const place = { account: "111122223333", region: "eu-central-1" };
const fails = fc.uniqueArray(
  fc.record({ check: fc.constantFrom("volume-encrypted", "group-closed"), id: fc.constantFrom("a", "b", "c") }),
  { selector: ({ check, id }) => check + id },
);
const units = fc.record({ fails, unknown: fc.subarray(["volume-encrypted", "group-closed"]) });

onEveryDatabase((databases) => {
  it("holds what tracking comes to", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(units, { minLength: 3, maxLength: 8 }), async (days) => {
        const { db } = await databases.store();
        const findings = new Map<string, TrackedFinding>();
        for (const [i, unit] of days.entries()) {
          const here = { ...place, ...unit };
          const result = await scan(db, { at: day(i + 1), units: [here], checks });
          const rules = checks.map(({ summary, aliases }) => ({
            check: summary.id,
            aliases,
            severity: summary.severity,
            clauses: "",
          }));
          const steps = track(findings.values(), cellsOf(here, checks), {
            basis: { rules: new Map(rules.map((rule) => [rule.check, rule])), settings: defaultSettings, waivers: [] },
            moment: { at: day(i + 1), scan: i + 1 },
            keyOf,
            seenUntil: ({ lastSeen }) => (i === 0 ? lastSeen : { at: day(i), scan: i }),
          });
          for (const { after } of steps) findings.set(after.key, after);
          const kinds = steps.flatMap(({ changes }) => changes.map(({ kind }) => kind)).toSorted();
          const told = Object.entries(result.changes).flatMap(([kind, n]) => Array.from({ length: n }, () => kind));
          expect(told.toSorted()).toEqual(kinds);
        }
        const { findings: stored } = await listFindings(db, { now: day(99), limit: 1000 });
        expect(stored).toHaveLength(findings.size);
        for (const [key, { clauses: _, ...finding }] of findings) {
          const shown = (await showFinding(db, key))!;
          expect(shown.finding).toMatchObject(finding);
          expect(shown.history).toHaveLength(finding.changes);
        }
      }),
      { numRuns: 6 },
    );
  }, 120_000);
});
