/** Whichever call of a life of a ticket is lost, cut, failed or refused for load: one ticket, and each comment once. */
import { afterEach, expect, test } from "vitest";
import type { Delivery } from "../../../src/deliver/sink.ts";
import type { Fault } from "../../../src/doubles/index.ts";
import { answerTo, deliveryOf, told, toldFinding } from "../tickets/kit.ts";
import { setupGithub, setupJira, type Setup } from "./kit.ts";

const faults: readonly (readonly [string, Fault])[] = [
  ["its answer is lost", "lost"],
  ["it never arrives", "cut"],
  ["the server fails", { status: 500, body: {} }],
  ["it is asked to wait", { status: 429, headers: { "retry-after": "7" }, body: {} }],
];
const life: readonly Partial<Delivery>[] = [
  {},
  { number: 2, changes: [told("severity", 2)] },
  {
    number: 3,
    state: "resolved",
    changes: [told("resolved", 3)],
    findings: [toldFinding({ state: "resolved" })],
    open: 0,
  },
  { number: 4, episode: 2, changes: [told("reopened", 4, { episode: 2 })] },
];
/** As many calls as a life has. */
const MOST_CALLS = 18;

let setup: Setup;
afterEach(() => setup.close());

async function live(): Promise<void> {
  for (const step of life) {
    for (let tries = 0; ; tries++) {
      const answer = await answerTo(setup.sink, deliveryOf(setup.memory, step));
      if (answer!.is === "accepted") break;
      if (answer!.is === "refused" || tries === 4) throw new Error(JSON.stringify(answer));
      setup.clock.now += "afterMs" in answer! ? answer.afterMs! : 1000;
    }
  }
}

test.each(
  faults.flatMap(([what, fault]) => [
    ["jira", what, () => setupJira({ searchLagMs: 240_000 }), fault] as const,
    ["github", what, () => setupGithub({ listLagMs: 50_000 }), fault] as const,
  ]),
)("%s: each call, and %s", async (_, __, start, fault) => {
  for (let call = 0; call < MOST_CALLS; call++) {
    setup = await start();
    setup.order(...Array.from({ length: call }, () => null), fault);
    await live();
    const [ticket, ...others] = setup.there();
    expect(others).toEqual([]);
    expect(ticket).toMatchObject({ isClosed: false, comments: { length: 3 } });
    if (call < MOST_CALLS - 1) await setup.close();
  }
});
