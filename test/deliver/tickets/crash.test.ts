/** Whatever call dies, or is done and its answer lost: one ticket, each comment once, and it ends as the finding did. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ticketSink } from "../../../src/deliver/tickets/sink.ts";
import type { Delivery, Told } from "../../../src/deliver/sink.ts";
import { referenceOf } from "../../../src/deliver/text/index.ts";
import type { ChangeKind } from "../../../src/track/index.ts";
import { answerTo, deliveryOf, LAG_MS, Memory, Tickets, told, toldFinding, type Fate } from "./kit.ts";

class Killed extends Error {}

/** Lives of a finding: what is told at each step. */
const between = ["severity", "owner", "due", "waived", "waiver ended", "described"] as const;
const lives = fc.array(fc.array(fc.constantFrom(...between), { maxLength: 3 }), { minLength: 1, maxLength: 5 });
const fates = fc.array(
  fc.record({
    fate: fc.constantFrom<Fate | "killed before" | "killed after">(
      "done",
      "died before",
      "answer lost",
      "later",
      "killed before",
      "killed after",
    ),
    // No request is waited for longer than that.
    waits: fc.constantFrom(0, 1000, LAG_MS, 2 * LAG_MS),
  }),
  { maxLength: 30 },
);

test("repeated sending ends in one ticket and each comment once", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fates, async (life, fates) => {
      const clock = { now: 1_000_000 };
      const tickets = new Tickets(clock);
      const memory = new Memory(clock);
      const plan = [...fates];
      /** Dies between what is asked and what is noted, too. */
      const next = () => {
        const { fate, waits } = plan.shift() ?? { fate: "done", waits: 0 };
        clock.now += waits;
        return fate;
      };
      tickets.fate = () => {
        const fate = next();
        if (fate === "killed before" || fate === "killed after") throw new Killed();
        return fate;
      };
      for (const name of ["intend", "made", "forget"] as const) {
        const work = memory[name].bind(memory) as (...args: unknown[]) => Promise<void>;
        memory[name] = async (...args: unknown[]) => {
          const fate = next();
          if (fate === "killed before") throw new Killed();
          await work(...args);
          if (fate === "killed after") throw new Killed();
        };
      }
      const waiting: Told[] = [];
      const expected: string[] = [];
      let number = 0;
      let isToldOf = false;
      const say = (kind: ChangeKind, episode: number) => {
        const one = told(kind, ++number, { episode });
        waiting.push(one);
        if (isToldOf && kind !== "opened" && kind !== "described") expected.push(referenceOf(one));
      };
      /** Sends until it is accepted; what happens meanwhile is told with it. */
      const deliver = async (more: Partial<Delivery>, most: number) => {
        for (let tries = 0; tries < most; tries++) {
          try {
            const delivery = deliveryOf(memory, { number, changes: [...waiting], ...more });
            const answer = await answerTo(ticketSink(tickets), delivery);
            if (answer.is === "accepted" || answer.is === "needless") {
              waiting.length = 0;
              return;
            }
            clock.now += "afterMs" in answer ? answer.afterMs! : 1000;
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
            memory.restart();
          }
        }
      };
      say("opened", 1);
      await deliver({}, 100);
      isToldOf = true;
      let episode = 1;
      for (const kinds of life) {
        for (const kind of kinds) say(kind, episode);
        await deliver({ episode }, 1 + kinds.length);
        say("resolved", episode);
        await deliver({ episode, state: "resolved", findings: [toldFinding({ state: "resolved" })], open: 0 }, 100);
        expect(tickets.made).toMatchObject([{ isClosed: true }]);
        say("reopened", ++episode);
        await deliver({ episode }, 100);
      }
      expect(tickets.made).toMatchObject([{ isClosed: false }]);
      const text = tickets.made[0]!.comments.join("\n");
      // The first and the last change of each comment are named in it, each in one comment alone.
      const named = [...text.matchAll(/[0-9a-f]{12}\/\d+\.\d+;/g)].map(([reference]) => reference);
      expect(new Set(named).size).toBe(named.length);
      const lines = text.split("\n").filter((line) => /^(- )?(Severity|Owner|Due|Waived|The waiver|Resolved|Reopened)/.test(line)); // prettier-ignore
      expect(lines).toHaveLength(expected.length);
    }),
    { numRuns: 500 },
  );
});
