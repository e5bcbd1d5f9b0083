import { expect, it } from "vitest";
import { Senders } from "../../../src/app/deliver/senders.ts";
import { holdValue, takeHold } from "../../../src/store/index.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import { day } from "../../store/kit/world.ts";
import { Kept, outboxOf, scanned, senderOf, settled, silent, sinkOf, ticketsOf, ticketsOn, Time } from "./kit.ts";

const MINUTE = 60_000;

onEveryDatabase((databases) => {
  it("waits for what another process began meanwhile, though it had waited for an earlier try itself", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    const [one, other] = [1, 2].map(() => senderOf(db, outbox, "tickets", "latest", sink, clock));
    const fates = ["died before", "answer lost"] as const;
    let creations = 0;
    tickets.fate = (call) => (call === "create" ? (fates[creations++] ?? "done") : "done");
    await scanned(db, day(1), ["v1"], outbox);
    await one!.look();
    clock.pass(MINUTE);
    await other!.look();
    clock.pass(8 * MINUTE);
    await other!.look();
    expect(tickets.made).toHaveLength(1);
    clock.pass(MINUTE);
    await one!.look();
    clock.pass(10 * MINUTE);
    await settled(one!, clock);
    expect(tickets.made).toHaveLength(1);
  });

  it("does not wait for the hour that a clock which was set back came from", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept();
    sink.answer = () => ({ is: "unsure", why: "no answer" });
    const sender = senderOf(db, outbox, "log", "each", sink, clock);
    await scanned(db, day(1), ["v1"], outbox);
    await sender.look();
    clock.wall -= 20 * 60 * MINUTE;
    sink.answer = () => ({ is: "accepted" });
    clock.pass(2 * 60 * MINUTE);
    await sender.look();
    expect(sink.got).toHaveLength(2);
  });

  it("takes over from a process that died, though each one that comes has little patience", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    clock.wait = async (ms) => clock.pass(ms);
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept();
    const kind = { style: "each" } as never;
    const open = { configured: { name: "log", kind: "kept", settings: {} }, kind, sink };
    const [mask, checkText, random] = [(text: string) => text, () => null, () => 1];
    const sequence = () => Promise.resolve();
    const options = { db, sinks: [open], outbox, checkText, clock, random, mask, log: silent, sequence };
    await scanned(db, day(1), ["v1"], outbox);
    const dead = { fact: "sender log", holder: "dead" };
    await takeHold(db, dead, await holdValue(db, dead.fact));
    expect(await new Senders(options).drain(30_000)).toMatchObject([{ told: 1, wrong: null }]);
  });

  it("has its patience still when another process that died is waited out", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const beat = clock.wait.bind(clock);
    // From the minute on in which it takes over, only heartbeats wait so long.
    clock.wait = async (ms, signal) =>
      ms === 10_000 && clock.now_ >= MINUTE ? await beat(ms, signal) : clock.pass(ms);
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept();
    let sends = 0;
    sink.answer = () => (sends++ === 0 ? { is: "unsure", why: "no answer" } : { is: "accepted" });
    const open = { configured: { name: "log", kind: "kept", settings: {} }, kind: { style: "each" } as never, sink };
    const [mask, checkText, random] = [(text: string) => text, () => null, () => 1];
    const sequence = () => Promise.resolve();
    const options = { db, sinks: [open], outbox, checkText, clock, random, mask, log: silent, sequence };
    await scanned(db, day(1), ["v1"], outbox);
    const dead = { fact: "sender log", holder: "dead" };
    await takeHold(db, dead, await holdValue(db, dead.fact));
    expect(await new Senders(options).drain(30_000)).toMatchObject([{ told: 1, wrong: null }]);
  });

  it("makes a ticket whose answer was lost, though each process that comes has little patience", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const beat = clock.wait.bind(clock);
    clock.wait = async (ms, signal) => (ms === 10_000 ? await beat(ms, signal) : clock.pass(ms));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    const kind = { style: "latest" } as never;
    const open = { configured: { name: "tickets", kind: "kept", settings: {} }, kind, sink };
    const [mask, checkText, random] = [(text: string) => text, () => null, () => 1];
    const sequence = () => Promise.resolve();
    const options = { db, sinks: [open], outbox, checkText, clock, random, mask, log: silent, sequence };
    await scanned(db, day(1), ["v1"], outbox);
    let creations = 0;
    tickets.fate = (call) => (call === "create" && creations++ === 0 ? "died before" : "done");
    for (let process = 0; process < 3; process++) {
      await new Senders(options).drain(30_000);
      clock.pass(MINUTE);
    }
    expect(tickets.made).toHaveLength(1);
  });

  it("believes a ticket of whether it is closed, and no search and no clock", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(3));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    // The clock over there is a day behind, or a day ahead.
    let at = day(4);
    sink.closedByHand = () => Promise.resolve([{ id: "0", at, by: "somebody", why: "Done" }]);
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    await scanned(db, day(3), ["v1"], outbox);
    await settled(sender, clock);
    clock.pass(10 * MINUTE);
    await settled(sender, clock);
    expect(tickets.made[0]).toMatchObject({ isClosed: false, comments: [] });
    at = day(2);
    tickets.made[0]!.isClosed = true;
    clock.pass(10 * MINUTE);
    await sender.look();
    await settled(sender, clock);
    expect(tickets.made[0]!.comments).toHaveLength(1);
  });
});
