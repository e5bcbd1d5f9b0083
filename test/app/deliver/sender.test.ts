import { expect, it } from "vitest";
import { SinkError, type Delivery } from "../../../src/deliver/index.ts";
import { applyNow, deliveryCounts, listDeliveries, listFindings, retryDeliveries } from "../../../src/store/index.ts";
import { defaultSettings, type Waiver } from "../../../src/track/index.ts";
import { checkOf, day, scan } from "../../store/kit/world.ts";
import { onEveryDatabase } from "../../store/kit/databases.ts";
import { Kept, outboxOf, scanned, senderOf, settled, sinkOf, ticketsOf, ticketsOn, Time } from "./kit.ts";

const waiver: Waiver = {
  id: "old-volume",
  kind: "waiver",
  covers: { resource: "v1" },
  clause: "every drive is encrypted",
  reason: "it goes soon",
  control: "nobody can reach it",
  approver: "the compliance officer",
  expires: "2026-01-20",
};

onEveryDatabase((databases) => {
  it("tells each change once, in their order", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept({ most: 10 });
    const sender = senderOf(db, outbox, "log", "each", sink, clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    await scanned(db, day(2), ["v2"], outbox);
    await scanned(db, day(3), ["v1", "v2"], outbox);
    await settled(sender, clock);
    expect(sink.told).toEqual(["opened", "opened", "resolved", "reopened", "due"]);
    const ofFirst = sink.got.flat().filter(({ findings }) => findings[0]!.finding.resource.id === "v1");
    expect(ofFirst.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    await scanned(db, day(4), ["v1", "v2"], outbox);
    expect(await settled(sender, clock)).toMatchObject({ told: 0, againMs: null });
  });

  it("tells what a subject has become, where that is what the sink wants", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("hub")]);
    const sink = new Kept({ most: 10 });
    await scanned(db, day(1), ["v1", "v2"], outbox);
    await scanned(db, day(2), ["v2"], outbox);
    await settled(senderOf(db, outbox, "hub", "latest", sink, clock), clock);
    expect(sink.told).toEqual(["opened resolved", "opened"]);
    expect(sink.got.flat().map(({ state }) => state)).toEqual(["resolved", "open"]);
  });

  it("opens one ticket, closes it on proof, and opens the same one again", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    await scanned(db, day(1), ["v1"], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([false]);
    await scanned(db, day(2), [], outbox, { unknown: ["volumes-encrypted"] });
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([false]);
    await scanned(db, day(3), [], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true]);
    await scanned(db, day(4), ["v1"], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([false]);
    expect(tickets.made[0]!.comments).toHaveLength(2);
  });

  it("sends what was refused when somebody asks for it, and leaves the others alone", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept();
    const isFirst = (id: string) => id === "v1";
    sink.answer = ({ findings }) =>
      isFirst(findings[0]!.finding.resource.id) ? new SinkError("refused", "it is too long") : { is: "accepted" };
    const sender = senderOf(db, outbox, "log", "each", sink, clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    expect(await settled(sender, clock)).toMatchObject({ wrong: null, againMs: null });
    expect((await deliveryCounts(db)).get("log")).toMatchObject({ waiting: 0, parked: 1 });
    const [parked] = await listDeliveries(db, { states: ["parked"], limit: 10 });
    expect(parked).toMatchObject({
      sink: "log",
      state: "parked",
      why: "it is too long",
      finding: { resource: { id: "v1" } },
    });
    sink.answer = () => ({ is: "accepted" });
    expect(await retryDeliveries(db, { sink: "log" })).toBe(1);
    await settled(sender, clock);
    expect((await deliveryCounts(db)).get("log")).toBeUndefined();
    expect(sink.got).toHaveLength(3);
  });

  it("writes down what a sink says, whatever that is", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept();
    sink.answer = () => ({ is: "refused", why: "no\u0000\u001b[2J\nno" });
    await scanned(db, day(1), ["v1"], outbox);
    await settled(senderOf(db, outbox, "log", "each", sink, clock), clock);
    expect(await listDeliveries(db, { limit: 5 })).toMatchObject([{ state: "parked", why: "no\\u{0}\\u{1b}[2J\\nno" }]);
  });

  it("lets nothing wait behind what was refused, which is told late and by its number", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept();
    sink.answer = ({ number }) => (number === 1 ? new SinkError("refused", "it is too long") : { is: "accepted" });
    const sender = senderOf(db, outbox, "log", "each", sink, clock);
    await scanned(db, day(1), ["v1"], outbox);
    await scanned(db, day(2), [], outbox);
    await settled(sender, clock);
    sink.answer = () => ({ is: "accepted" });
    await retryDeliveries(db, { sink: "log" });
    await settled(sender, clock);
    expect(sink.told).toEqual(["opened", "resolved", "opened"]);
    expect(sink.got.flat().map(({ number, state }) => [number, state])).toEqual([
      [1, "resolved"],
      [2, "resolved"],
      [1, "resolved"],
    ]);
  });

  it("waits for a sink that is away, longer each time, and tells all when it is back", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log"), sinkOf("other")]);
    const [sink, other] = [new Kept(), new Kept()];
    let calls = 0;
    sink.answer = () => {
      calls++;
      return clock.now_ < 3_600_000 ? new SinkError("later", "nobody is there") : { is: "accepted" };
    };
    const sender = senderOf(db, outbox, "log", "each", sink, clock);
    await scanned(db, day(1), ["v1", "v2", "v3"], outbox);
    const first = await sender.look();
    expect(first).toMatchObject({ told: 0, wrong: "nobody is there" });
    // What is dead delays no other.
    expect(await senderOf(db, outbox, "other", "each", other, clock).look()).toMatchObject({ told: 3 });
    const last = await settled(sender, clock, 2 * 3_600_000);
    expect(last).toMatchObject({ wrong: null, againMs: null });
    expect(calls).toBeLessThan(40);
    expect(
      sink.got
        .slice(-3)
        .flat()
        .map(({ findings }) => findings[0]!.finding.resource.id)
        .toSorted(),
    ).toEqual(["v1", "v2", "v3"]);
  });

  it("says what is wrong where each is put off for itself", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("hub")]);
    const sink = new Kept({ most: 10 });
    sink.answer = () => ({ is: "later", why: "the role may not" });
    const sender = senderOf(db, outbox, "hub", "latest", sink, clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    expect(await sender.look()).toMatchObject({ told: 0, wrong: "the role may not" });
    sink.answer = () => ({ is: "accepted" });
    expect(await settled(sender, clock)).toMatchObject({ wrong: null });
  });

  it("lets the others go first where one alone is put off again and again", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("tickets")]);
    const sink = new Kept();
    // Somebody moved its ticket to where it may be read, and not be changed.
    const isMoved = ({ findings }: Delivery) => findings[0]!.finding.resource.id === "v1";
    sink.answer = (delivery) => (isMoved(delivery) ? new SinkError("later", "403") : { is: "accepted" });
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    await scanned(db, day(1), ["v1", "v2", "v3"], outbox);
    await settled(sender, clock, 60_000);
    expect((await deliveryCounts(db)).get("tickets")).toMatchObject({ waiting: 1 });
    sink.answer = () => ({ is: "accepted" });
    await settled(sender, clock);
    expect((await deliveryCounts(db)).get("tickets")).toBeUndefined();
  });

  it("keeps to the limits of a sink", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const sink = new Kept({
      parallel: 3,
      pace: [
        { most: 2, perMs: 1000 },
        { most: 5, perMs: 60_000 },
      ],
    });
    const times: number[] = [];
    sink.answer = () => {
      times.push(clock.now_);
      return { is: "accepted" };
    };
    await scanned(db, day(1), ["v1", "v2", "v3", "v4", "v5", "v6"], outbox);
    await settled(senderOf(db, outbox, "log", "each", sink, clock), clock);
    expect(times).toEqual([0, 0, 1000, 1000, 2000, 60_000]);
  });

  it("is done by one process at a time, and by another where that one died", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const [one, two] = [new Kept(), new Kept()];
    const first = senderOf(db, outbox, "log", "each", one, clock);
    const second = senderOf(db, outbox, "log", "each", two, clock);
    await scanned(db, day(1), ["v1"], outbox);
    let release = () => undefined as void;
    const stands = new Promise<void>((resolve) => (release = resolve));
    const send = one.send.bind(one);
    one.send = async (deliveries) => {
      await stands;
      return await send(deliveries);
    };
    const slow = first.look();
    while (one.got.length === 0 && (await second.look()).wrong === null) await Promise.resolve();
    await second.look();
    clock.pass(61_000);
    expect(await second.look()).toMatchObject({ told: 1, wrong: null });
    release();
    await expect(slow).rejects.toMatchObject({ kind: "fenced" });
    expect(await listDeliveries(db, { states: ["accepted"], limit: 10 })).toHaveLength(1);
  });

  it("holds back what is above the cap, counts it, and lets go of the gravest first", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets", { newPerScan: 2 })]);
    const { tickets, sink } = ticketsOn(clock);
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    const failing = ["v1", "v2", "v3", "v4", "port1"];
    const titles = () => tickets.there.map(({ content, isClosed }) => [content.title, isClosed]);
    await scanned(db, day(1), failing, outbox);
    await settled(sender, clock);
    expect(titles()).toHaveLength(3);
    expect(titles().some(([title]) => String(title).includes("port1"))).toBe(true);
    expect((await deliveryCounts(db)).get("tickets")).toMatchObject({ held: 3 });
    await scanned(db, day(2), failing, outbox);
    await settled(sender, clock);
    expect(titles()).toHaveLength(5);
    // One is mended before anybody was told of it, the other comes: nothing is held back any more.
    await scanned(db, day(3), failing, outbox);
    await settled(sender, clock);
    expect(titles().filter(([, isClosed]) => isClosed)).toHaveLength(1);
    expect(titles()).toHaveLength(6);
    expect((await deliveryCounts(db)).get("tickets")).toBeUndefined();
  });

  it("tells of findings that have the key which others had before their check was renamed", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("log")]);
    const [old, renamed, again] = [checkOf("old"), ...["new", "newer"].map((id) => checkOf(id, { aliases: ["old"] }))];
    for (const [i, check] of [old, renamed!, old, again!, old].entries()) {
      const fails = [{ id: "v1", check: check.summary.id }];
      const units = [{ account: "111122223333", region: "eu-central-1", fails }];
      await scan(db, { at: day(i + 1), units, checks: [check], outbox });
    }
    const sink = new Kept();
    await settled(senderOf(db, outbox, "log", "each", sink, clock), clock);
    const opened = sink.got.flat().filter(({ changes }) => changes[0]!.change.kind === "opened");
    expect(opened).toHaveLength(3);
    expect(sink.told.filter((kind) => kind === "renamed")).toHaveLength(2);
    const keys = opened.map(({ subject }) => subject.key);
    expect(new Set(keys.map((key) => key.length)).size).toBe(1);
    expect(new Set(keys.map((key) => key.slice(0, 24))).size).toBe(3);
  });

  it("lets go of no more between scans than comes between them", async () => {
    const { db } = await databases.store();
    const outbox = outboxOf([ticketsOf("tickets", { newPerScan: 2 })]);
    const failing = ["v1", "v2", "v3", "v4", "v5"];
    const held = async () => (await deliveryCounts(db)).get("tickets")?.held ?? 0;
    const waivers = [waiver];
    await scanned(db, day(1), failing, outbox, { waivers });
    expect(await held()).toBe(2);
    // A process that begins looks whether the time has made something of waivers.
    for (const n of [2, 3]) await applyNow(db, { at: day(n), settings: defaultSettings, waivers, outbox });
    expect(await held()).toBe(2);
    await applyNow(db, { at: day(25), settings: defaultSettings, waivers, outbox });
    expect(await held()).toBe(2);
  });

  it("tells a sink that comes later of all that is open, and each of it once", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    await scanned(db, day(1), ["v1", "v2"], undefined);
    const outbox = outboxOf([sinkOf("log")]);
    await scanned(db, day(2), ["v1", "v2", "v3"], outbox);
    const sink = new Kept();
    await settled(senderOf(db, outbox, "log", "each", sink, clock), clock);
    expect(sink.told).toEqual(["opened", "opened", "opened"]);
    const both = outboxOf([sinkOf("log"), sinkOf("more")]);
    await scanned(db, day(3), ["v1", "v2", "v3"], both);
    const more = new Kept();
    await settled(senderOf(db, both, "more", "each", more, clock), clock);
    await settled(senderOf(db, both, "log", "each", sink, clock), clock);
    expect([sink.told.length, more.told.length]).toEqual([3, 3]);
  });

  it("follows what it told of, wherever routes lead later, and nothing else", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const only = (id: string) => outboxOf([sinkOf("log")], ({ resource }) => (resource.id === id ? ["log"] : []));
    const sink = new Kept();
    await scanned(db, day(1), ["v1", "v2"], only("v1"));
    await scanned(db, day(2), [], only("v2"));
    await settled(senderOf(db, only("v2"), "log", "each", sink, clock), clock);
    expect(sink.told).toEqual(["opened", "resolved"]);
  });

  it("opens no ticket for what is waived, and does once the waiver is over", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    await scanned(db, day(1), ["v1"], outbox, { waivers: [waiver] });
    await settled(sender, clock);
    expect(tickets.made).toHaveLength(0);
    await applyNow(db, { at: day(25), settings: defaultSettings, waivers: [waiver], outbox });
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([false]);
  });

  it("keeps one ticket for all findings of a check in an account", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets", { groups: true })]);
    const { tickets, sink } = ticketsOn(clock);
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    await scanned(db, day(1), ["v1", "v2", "port1"], outbox);
    await settled(sender, clock);
    expect(tickets.made).toHaveLength(2);
    await scanned(db, day(2), ["v2"], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed).toSorted()).toEqual([false, true]);
    await scanned(db, day(3), [], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([true, true]);
    await scanned(db, day(4), ["v3"], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed).toSorted()).toEqual([false, true]);
  });

  it("tells a digest once a period, with all that came, and not in quiet hours", async () => {
    const { db } = await databases.store();
    const clock = new Time("2026-01-01T12:00:00.000Z");
    const outbox = outboxOf([sinkOf("chat")]);
    const quiet = { from: 20 * 60, to: 7 * 60, timeZone: "UTC" };
    const sink = new Kept({ digest: { everyMs: 3_600_000, quiet } });
    const sender = senderOf(db, outbox, "chat", "digest", sink, clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    await settled(sender, clock);
    await scanned(db, "2026-01-01T12:10:00.000Z", ["v1", "v2", "v3"], outbox);
    await scanned(db, "2026-01-01T12:20:00.000Z", ["v1", "v3"], outbox);
    expect(await sender.look()).toMatchObject({ told: 0, againMs: 3_600_000 });
    clock.pass(3_600_000);
    await sender.look();
    expect(sink.got.map((all) => all.map(({ changes }) => changes.map(({ change }) => change.kind)))).toEqual([
      [["opened"], ["opened"]],
      [["opened"], ["resolved"]],
    ]);
    clock.pass(8 * 3_600_000);
    await scanned(db, clock.now().toISOString(), [], outbox);
    expect(await sender.look()).toMatchObject({ told: 0, againMs: 10 * 3_600_000 });
    clock.pass(10 * 3_600_000);
    expect(await sender.look()).toMatchObject({ told: 2 });
  });

  it("shows a digest beforehand as the one that it is", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("chat")]);
    const many = Array.from({ length: 501 }, (_, i) => `v${i}`);
    await scanned(db, day(1), many, outbox);
    const sink = new Kept();
    sink.preview = (...[all]: readonly (readonly Delivery[])[]) => [String(all?.length)];
    expect(await senderOf(db, outbox, "chat", "digest", sink, clock).preview()).toEqual(["501"]);
  });

  it("tells a digest whose answer was lost again as it was", async () => {
    const { db } = await databases.store();
    const clock = new Time("2026-01-01T12:00:00.000Z");
    const outbox = outboxOf([sinkOf("chat")]);
    const sink = new Kept({ digest: { everyMs: 60_000, quiet: null } });
    sink.answer = () => new SinkError("unsure", "no answer");
    const sender = senderOf(db, outbox, "chat", "digest", sink, clock);
    await scanned(db, day(1), ["v1"], outbox);
    await sender.look();
    await scanned(db, "2026-01-01T12:10:00.000Z", ["v1", "v2"], outbox);
    // What is new is due at once; the digest before it is not over for that.
    await sender.look();
    sink.answer = () => ({ is: "accepted" });
    clock.pass(600_000);
    await settled(sender, clock);
    const ids = sink.got.map((all) => Math.max(...all.map(({ id }) => id)));
    expect(ids[0]).toBe(ids[1]);
    expect(sink.got.map((all) => all.length)).toEqual([1, 1, 1]);
  });

  it("tells a digest of the tickets that other sinks have", async () => {
    const { db } = await databases.store();
    const clock = new Time("2026-01-01T12:00:00.000Z");
    const sinks = [sinkOf("chat"), ticketsOf("tickets"), ticketsOf("groups", { groups: true })];
    const outbox = outboxOf(sinks, ({ resource: { id } }) => ["chat", id === "v1" ? "tickets" : "groups"]);
    const chat = new Kept({ digest: { everyMs: 60_000, quiet: null } });
    const one = ticketsOn(clock);
    const all = ticketsOn(clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    await settled(senderOf(db, outbox, "tickets", "latest", one.sink, clock), clock);
    all.tickets.made.push(one.tickets.made[0]!);
    await settled(senderOf(db, outbox, "groups", "latest", all.sink, clock), clock);
    await scanned(db, day(2), ["v1", "v2", "port1"], outbox);
    await settled(senderOf(db, outbox, "chat", "digest", chat, clock), clock);
    const urls = chat.got
      .flat()
      .flatMap(({ findings }) => findings.map(({ finding, url }) => [finding.resource.id, url]));
    expect(Object.fromEntries(urls)).toEqual({
      v1: "https://tickets.test/0",
      v2: "https://tickets.test/1",
      port1: undefined,
    });
  });

  it("says all that is open again to who forgets it", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("alerts")]);
    const sink = new Kept({ most: 10 });
    sink.repeat = { everyMs: 60_000 };
    const sender = senderOf(db, outbox, "alerts", "latest", sink, clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    await sender.look();
    clock.pass(60_000);
    await sender.look();
    await scanned(db, day(2), ["v2"], outbox);
    clock.pass(60_000);
    await sender.look();
    expect(sink.told).toEqual(["opened", "opened", "", "", "resolved", ""]);
  });

  it("says it again once a period, whichever process sends, and at the sink's pace", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([sinkOf("alerts")]);
    const sink = new Kept({ most: 10, pace: [{ most: 2, perMs: 1000 }] });
    sink.repeat = { everyMs: 7_200_000 };
    const another = () => senderOf(db, outbox, "alerts", "latest", sink, clock);
    await scanned(db, day(1), ["v1", "v2", "v3"], outbox);
    await settled(another(), clock, 5000);
    clock.pass(3_600_000);
    await settled(another(), clock, 5000);
    expect(sink.told).toEqual(["opened", "opened", "opened"]);
    clock.pass(3_600_000);
    const sender = another();
    expect(await sender.look()).toMatchObject({ againMs: 1000 });
    expect(sink.got.flat()).toHaveLength(5);
    await settled(sender, clock, 5000);
    await settled(another(), clock, 5000);
    expect(sink.told).toEqual(["opened", "opened", "opened", "", "", ""]);
  });

  it("tells of a ticket that a person closed, once, and opens it for a new episode", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    const sender = senderOf(db, outbox, "tickets", "latest", sink, clock);
    await scanned(db, day(1), ["v1"], outbox);
    await settled(sender, clock);
    tickets.made[0]!.isClosed = true;
    const closed = { id: "0", at: day(2), by: "somebody", why: "Won't Do" };
    sink.closedByHand = () => Promise.resolve([closed, { ...closed, id: "none of ours" }]);
    clock.pass(86_400_000);
    await sender.look();
    await settled(sender, clock);
    clock.pass(86_400_000);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed, comments }) => [isClosed, comments.length])).toEqual([[true, 1]]);
    expect(tickets.made[0]!.comments[0]).toContain("waiver");
    await scanned(db, day(5), [], outbox);
    await scanned(db, day(6), ["v1"], outbox);
    await settled(sender, clock);
    expect(tickets.made.map(({ isClosed }) => isClosed)).toEqual([false]);
  });

  it("learns which tickets people closed, though one of them cannot be asked", async () => {
    const { db } = await databases.store();
    const clock = new Time(day(1));
    const outbox = outboxOf([ticketsOf("tickets")]);
    const { tickets, sink } = ticketsOn(clock);
    await scanned(db, day(1), ["v1", "v2"], outbox);
    await settled(senderOf(db, outbox, "tickets", "latest", sink, clock), clock);
    const since: string[] = [];
    const closed = { at: day(2), by: "somebody", why: "Won't Do" };
    sink.closedByHand = (from) => {
      since.push(from);
      return Promise.resolve(["0", "1"].map((id) => ({ ...closed, id })));
    };
    const ask = sink.isClosed!;
    sink.isClosed = (id) => (id === "0" ? Promise.reject(new SinkError("later", "403")) : ask(id));
    for (const made of tickets.made) made.isClosed = true;
    clock.pass(86_400_000);
    for (let i = 0; i < 3; i++, clock.pass(12 * 3_600_000))
      await settled(senderOf(db, outbox, "tickets", "latest", sink, clock), clock);
    const { findings } = await listFindings(db, { now: day(3), filter: { closedByHand: true } });
    expect(findings.map(({ resource }) => resource.id)).toEqual(["v2"]);
    // That one is asked again for a day, and not for ever.
    expect(since).toEqual(since.toSorted());
    expect(since.at(-1)! > since[0]!).toBe(true);
  });
});
