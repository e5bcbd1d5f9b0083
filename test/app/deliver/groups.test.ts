import { expect, it } from "vitest";
import { plain } from "../../../src/deliver/text/index.ts";
import { deliveryCounts, listFindings, type Outbox } from "../../../src/store/index.ts";
import type { TrackedFinding } from "../../../src/track/index.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import type { ScanCheck } from "../../../src/store/index.ts";
import { checkOf, day, scan as scanOf } from "../../store/kit/world.ts";
import type { MadeTicket, Tickets } from "../../deliver/tickets/kit.ts";
import { outboxOf, scanned, senderOf, settled, sinkOf, ticketsOf, ticketsOn, Time } from "./kit.ts";

/** Everything goes to the log; of volumes those with these names to the tickets. */
function routed(...ids: readonly string[]): Outbox {
  const sinks = [ticketsOf("tickets", { groups: true }), sinkOf("log")];
  const route = ({ resource }: TrackedFinding) => (ids.includes(resource.id) ? ["tickets", "log"] : ["log"]);
  return { ...outboxOf(sinks, route), digest: ids.join(" ") };
}

/** What the first ticket lists: how many, and the names of volumes. */
function listOf({ made }: Tickets): string {
  const text = plain(made[0]!.content.body);
  return [/\d+ open/.exec(text)?.[0], ...[...new Set(text.match(/\bv\d+\b/g))].toSorted()].join(" ");
}

onEveryDatabase((databases) => {
  const begin = async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const { tickets, sink } = ticketsOn(clock);
    const tell = async (outbox: Outbox) => await settled(senderOf(db, outbox, "tickets", "latest", sink, clock), clock);
    const scan = async (n: number, failing: readonly string[], outbox: Outbox) => {
      await scanned(db, day(n), failing, outbox);
      return await tell(outbox);
    };
    return { db, clock, tickets, sink, tell, scan };
  };

  it("lists what routes lead to it, and is told of nothing else", async () => {
    const { tickets, scan } = await begin();
    const outbox = routed("v1", "v2");
    await scan(1, ["v1", "v3"], outbox);
    expect(listOf(tickets)).toBe("1 open v1");
    expect(await scan(2, ["v1", "v2", "v3", "v4"], outbox)).toMatchObject({ told: 1 });
    expect(listOf(tickets)).toBe("2 open v1 v2");
    expect(await scan(3, ["v1", "v2", "v4"], outbox)).toMatchObject({ told: 0 });
    await scan(4, ["v4"], outbox);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true]);
    await scan(5, ["v2", "v4"], outbox);
    expect([listOf(tickets), tickets.made[0]!.isClosed]).toEqual(["1 open v2", false]);
  });

  it("follows routes that change, and closes by proof alone", async () => {
    const { tickets, scan } = await begin();
    await scan(1, ["v1", "v2", "v3"], routed("v1", "v2"));
    // One comes by a new route, another is not led there any more.
    await scan(2, ["v1", "v2", "v3"], routed("v2", "v3"));
    expect(listOf(tickets)).toBe("2 open v2 v3");
    await scan(3, ["v1", "v2"], routed("v2", "v3"));
    expect(listOf(tickets)).toBe("1 open v2");
    // Nothing is led there any more; what was told of is open all the same.
    await scan(4, ["v2"], routed());
    expect([listOf(tickets), tickets.made[0]!.isClosed]).toEqual(["1 open v2", false]);
    await scan(5, [], routed());
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  it("that is closed by hand is a fact of what it lists alone", async () => {
    const { db, clock, tickets, sink, tell, scan } = await begin();
    const outbox = routed("v1");
    await scan(1, ["v1", "v2"], outbox);
    tickets.made[0]!.isClosed = true;
    sink.closedByHand = () => Promise.resolve([{ id: "0", at: day(2), by: "somebody", why: "Won't Do" }]);
    clock.pass(86_400_000);
    await tell(outbox);
    const { findings } = await listFindings(db, { now: day(3), filter: { closedByHand: true } });
    expect(findings.map(({ resource }) => resource.id)).toEqual(["v1"]);
  });

  it("leaves tickets that findings had before to be followed to their end", async () => {
    const { db, tickets, tell } = await begin();
    const [single, grouped] = [false, true].map((groups) => outboxOf([ticketsOf("tickets", { groups })]));
    await scanned(db, day(1), ["v1", "v2"], single);
    await tell(single!);
    await scanned(db, day(2), ["v2", "v3"], grouped);
    await tell(grouped!);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true, false, false]);
    await scanned(db, day(3), [], grouped);
    await tell(grouped!);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true, true, true]);
  });

  it("goes on under its check's new id, and is closed by proof alone", async () => {
    const { db, tickets, tell } = await begin();
    const outbox = routed("v1", "v2", "v3", "v4");
    const [before, after] = [checkOf("old"), checkOf("new", { aliases: ["old"] })];
    const scan = async (n: number, check: ScanCheck, failing: readonly string[]) => {
      const fails = failing.map((id) => ({ id, check: check.summary.id }));
      const units = [{ account: "111122223333", region: "eu-central-1", fails }];
      await scanOf(db, { at: day(n), units, checks: [check], outbox });
    };
    await scan(1, before, ["v1", "v2", "v3"]);
    await tell(outbox);
    // What is not told yet when it is renamed closes nothing.
    await scan(2, before, ["v1", "v2"]);
    await scan(3, after, ["v1", "v2"]);
    await tell(outbox);
    expect([tickets.made.length, listOf(tickets), tickets.made[0]!.isClosed]).toEqual([1, "2 open v1 v2", false]);
    await scan(4, after, ["v2", "v4"]);
    await tell(outbox);
    expect([tickets.made.length, listOf(tickets)]).toEqual([1, "2 open v2 v4"]);
    await scan(5, after, []);
    await tell(outbox);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  it("of very many changes tells all, in their order, and says how many it does not list", async () => {
    const { db, tickets, tell } = await begin();
    const all = Array.from({ length: 1203 }, (_, i) => `v${i}`);
    const outbox = routed(...all);
    await scanned(db, day(1), all, outbox);
    await scanned(db, day(2), ["v0"], outbox);
    expect(await tell(outbox)).toMatchObject({ wrong: null, againMs: null });
    expect((await deliveryCounts(db)).get("tickets")).toBeUndefined();
    const [{ comments, content }] = tickets.made as [MadeTicket];
    expect(plain(content.body)).toContain("1 open finding");
    // The first thousand opened with the ticket, 203 after it; then 1,202 were resolved.
    const heads = comments.map((comment) => [
      /(Opened|Resolved)/.exec(comment)?.[0],
      /and \d+ more changes/.exec(comment)?.[0],
    ]);
    expect(heads).toEqual([
      ["Opened", "and 975 more changes"],
      ["Resolved", "and 380 more changes"],
    ]);
  });

  it("of very many lists the gravest, and counts the others", async () => {
    const { tickets, scan } = await begin();
    const all = Array.from({ length: 1203 }, (_, i) => `v${i}`);
    await scan(1, all, routed(...all.filter((_, i) => i % 2 === 0)));
    const text = plain(tickets.made[0]!.content.body);
    expect(text).toContain("602 open findings");
    expect(text).toContain("and 402 more");
  });
});
