import fc from "fast-check";
import { expect, it } from "vitest";
import { outboxOf, sinkOf } from "../app/deliver/kit.ts";
import { onEveryDatabase } from "./kit/databases.ts";
import { checkOf, day, scan } from "./kit/world.ts";

/** More than one statement takes, so that some of what is written is a range and some is not. */
const VOLUMES = 450;
const checks = ["a", "b"].map((id) => checkOf(id));
const tells = new Set(["opened", "resolved"] as const);
const outbox = outboxOf([sinkOf("all"), sinkOf("some", { tells }), sinkOf("groups", { groups: true })]);

onEveryDatabase((databases) => {
  it("has a row for each change that a sink tells, in their order, at its finding or its group", async () => {
    const failing = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(failing, async (scans) => {
        const { db } = await databases.store();
        for (const [i, every] of scans.entries()) {
          const fails = Array.from({ length: VOLUMES }, (_, n) => ({ check: n % 3 === 0 ? "a" : "b", id: `vol-${n}` }));
          const units = [{ account: "111122223333", region: "eu-central-1", fails: fails.filter((_, n) => n % every === 0) }]; // prettier-ignore
          await scan(db, { at: day(i + 1), units, checks, outbox });
        }
        const changes = await db
          .selectFrom("changes")
          .innerJoin("findings", "findings.id", "changes.finding")
          .select(["changes.id as change", "changes.number", "changes.kind", "changes.at", "findings.key", "check_id"])
          .orderBy("changes.id")
          .execute();
        const rows = await db
          .selectFrom("deliveries")
          .innerJoin("subjects", "subjects.id", "deliveries.subject")
          .select(["deliveries.sink", "change", "number", "deliveries.kind", "at", "key", "check_id", "state", "held"])
          .orderBy("deliveries.id")
          .execute();
        const told = (name: string) => rows.filter(({ sink }) => sink === name);
        const row = { state: "waiting", held: 0 };
        const ofFinding = (sink: string) => changes.map((change) => ({ ...change, ...row, sink, check_id: null }));
        expect(told("all")).toEqual(ofFinding("all"));
        expect(told("some")).toEqual(ofFinding("some").filter(({ kind }) => tells.has(kind as "opened")));
        const ofGroup = changes.map((change) => ({ ...change, ...row, sink: "groups", number: change.change }));
        // Those of one group are in their order.
        const groups = [...Map.groupBy(told("groups"), ({ key }) => key).values()];
        for (const of of groups) expect(of).toEqual(of.toSorted((a, b) => a.change! - b.change!));
        expect(groups.flat().toSorted((a, b) => a.change! - b.change!)).toEqual(
          ofGroup.map((each) => ({ ...each, key: expect.any(String) as string })),
        );
        expect(groups.length).toBe(new Set(changes.map((c) => c.check_id)).size);
      }),
      { numRuns: 5 },
    );
  });
});
