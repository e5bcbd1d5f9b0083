import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import type { Delivery, Sink } from "../../../src/deliver/sink.ts";
import { requestTracker } from "../../../src/deliver/sinks/request-tracker/request-tracker.ts";
import { markerOf } from "../../../src/deliver/text/index.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { hostile, lineEnds } from "../../kit/hostile.ts";
import { answerTo, deliveryOf, Memory, told, toldFinding } from "../tickets/kit.ts";
import { NOW, RtDouble } from "./request-tracker-kit.ts";

const SECRET = "1-14-not-a-secret";
let rt: RtDouble;
let url: string;

beforeEach(async () => {
  rt = new RtDouble();
  url = await rt.start();
});
afterEach(() => rt.stop());

function open(more: Record<string, unknown> = {}): Promise<Sink> {
  const base = { url, queue: "Security", token: { env: "T" } };
  return requestTracker.open(requestTracker.settings.parse({ ...base, ...more }), {
    name: "rt",
    http: openHttp({ timeoutMs: 10_000, allowed: [], userAgent: "clausewatch/test" }),
    tcp: openTcp({ timeoutMs: 10_000, allowed: [] }),
    secret: async () => SECRET,
    program: "clausewatch test",
    folder: "/",
    now: () => new Date(NOW),
  });
}

const only = (): RtDouble["tickets"][number] => {
  expect(rt.tickets).toHaveLength(1);
  return rt.tickets[0]!;
};
const accepted = [{ is: "accepted" }];
const resolved = { state: "resolved", open: 0, findings: [toldFinding({ state: "resolved" })] } as const;

describe("settings", () => {
  const fine = { url: "https://rt.test", queue: "Security", token: { env: "T" } };
  test.each([
    ["a token", fine, true],
    ["a user and a password", { ...fine, token: undefined, user: "a", password: { file: "p" } }, true],
    ["nobody", { ...fine, token: undefined }, false],
    ["a user without a password", { ...fine, token: undefined, user: "a" }, false],
    ["a token and a user", { ...fine, user: "a", password: { env: "P" } }, false],
    ["a secret in the configuration", { ...fine, token: "1-14-abc" }, false],
    ["a priority that RT has not", { ...fine, priorities: { high: 1001 } }, false],
    ["no TLS", { ...fine, url: "http://rt.test" }, false],
  ])("%s", (_, written, isFine) => {
    const given = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
    expect(requestTracker.settings.safeParse(given).success).toBe(isFine);
  });
});

test("a ticket is known where RT has another address now", async () => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  const there = memory.ticket;
  memory.ticket = { id: "1", url: "https://rt.elsewhere.test/Ticket/Display.html?id=1" };
  expect(await sink.send([deliveryOf(memory, resolved)])).toEqual(accepted);
  expect(memory.ticket).toEqual(there);
  only();
});

test("a ticket is opened, changed, closed and opened again", async () => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  expect(await sink.send([deliveryOf(memory)])).toEqual(accepted);
  expect(memory.ticket).toEqual({ id: "1", url: `${url}/Ticket/Display.html?id=1` });
  const { marker } = { marker: markerOf(deliveryOf(memory).subject) };
  expect(only()).toMatchObject({
    Status: "new",
    Priority: "100",
    Due: "2026-03-31 10:00:00",
    refers: [`urn:${marker}`, "urn:clausewatch"],
  });
  expect(rt.asked.find(({ what }) => what === "POST ticket")).toMatchObject({
    authorization: `token ${SECRET}`,
    body: { Queue: "Security", ContentType: "text/html" },
  });

  const critical = toldFinding({ severity: "critical", due: null });
  const changed = { number: 2, changes: [told("severity", 2)], findings: [critical] };
  expect(await sink.send([deliveryOf(memory, changed)])).toEqual(accepted);
  expect(only()).toMatchObject({ Priority: "120", Due: "" });
  expect(only().history.at(-1)).toMatchObject({ Type: "Comment", Data: "clausewatch 0123456789ab/1.2;\n" });
  expect(only().history.at(-1)!.Content).toContain("Severity: high before, critical now.");

  expect(await sink.send([deliveryOf(memory, { number: 3, changes: [told("resolved", 3)], ...resolved })])).toEqual(
    accepted,
  );
  expect(only().Status).toBe("resolved");
  expect(await sink.send([deliveryOf(memory, { number: 4, episode: 2, changes: [told("reopened", 4, { episode: 2 })] })])).toEqual(accepted); // prettier-ignore
  expect(only().Status).toBe("open");
});

test("what is so already is not written again", async () => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  rt.asked.splice(0);
  await sink.send([deliveryOf(memory, { changes: [told("described", 2)] })]);
  expect(rt.asked.filter(({ what }) => !what.startsWith("GET"))).toEqual([]);
});

test("somebody who is quicker is not overwritten unseen: the ticket is read again", async () => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  let others = 2;
  rt.before = (what) => {
    if (what === "PUT ticket/1" && others-- > 0) rt.set(1, "open", "ann");
  };
  const changed = { changes: [told("severity", 2)], findings: [toldFinding({ severity: "low" })] };
  expect(await sink.send([deliveryOf(memory, changed)])).toEqual(accepted);
  expect(rt.asked.filter(({ what }) => what === "PUT ticket/1")).toHaveLength(3);
  expect(only()).toMatchObject({ Priority: "25", Status: "open" });

  rt.before = (what) => (what === "PUT ticket/1" ? rt.set(1, "open", "ann") : undefined);
  const again = { changes: [told("severity", 3)], findings: [toldFinding({ severity: "high" })] };
  expect(await answerTo(sink, deliveryOf(memory, again))).toMatchObject({ is: "later" });
});

test("what RT refuses with 200 is refused", async () => {
  const sink = await open({ closedStatus: "done" });
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  const answer = await answerTo(sink, deliveryOf(memory, { changes: [told("resolved", 2)], ...resolved }));
  expect(answer).toMatchObject({ is: "refused" });
  expect(answer).toHaveProperty("why", expect.stringContaining("did not set Status: Ticket 1: Status 'done' isn't a valid")); // prettier-ignore
});

test.each<[string, number, unknown, string]>([
  ["a wrong request", 400, { message: "Wrong query" }, "refused"],
  ["a wrong token", 401, { message: `Unauthorized ${SECRET}` }, "later"],
  ["no right to the queue", 403, { message: "No permission to create tickets in the queue 'Security'" }, "later"],
  ["too many requests", 429, {}, "later"],
  ["a failure of RT", 500, { message: "database is locked" }, "unsure"],
])("%s", async (_, status, body, is) => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  rt.before = (what) => (what === "POST ticket" ? [status, body] : undefined);
  const answer = await answerTo(sink, deliveryOf(memory));
  expect(answer).toMatchObject({ is });
  expect(JSON.stringify(answer)).not.toContain(SECRET);
  expect(memory.isUnsure).toBe(is === "unsure");
});

test("a ticket that somebody took the link from gets it again, and one that is deleted is made anew", async () => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  only().refers.splice(0);
  await sink.send([deliveryOf(memory, { changes: [told("described", 2)] })]);
  expect(only().refers).toHaveLength(2);
  rt.set(1, "deleted", "ann");
  expect(await sink.send([deliveryOf(memory, { changes: [told("described", 3)] })])).toEqual(accepted);
  expect(memory.ticket).toMatchObject({ id: "2" });
});

test("who closed a ticket by hand is told, and it is asked for a waiver once", async () => {
  const sink = await open();
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  rt.set(1, "rejected", "ann");
  expect(await sink.closedByHand!("2026-03-02T11:59:00.000Z")).toEqual([
    { id: "1", at: "2026-03-02T12:00:00.000Z", by: "ann", why: "rejected" },
  ]);
  expect(await sink.closedByHand!("2026-03-02T12:30:00.000Z")).toEqual([]);
  const closedByHand = { at: NOW, by: "ann", where: "rt 1", why: "rejected" };
  const by = { changes: [told("closed by hand", 2)], findings: [toldFinding({ closedByHand })] };
  for (let tries = 0; tries < 2; tries++) expect(await sink.send([deliveryOf(memory, by)])).toEqual(accepted);
  expect(only().Status).toBe("rejected");
  expect(only().history.filter(({ Content }) => Content.includes("waivers:"))).toHaveLength(1);
});

test("who closed many tickets is asked of all of them at once", async () => {
  const sink = await open();
  for (let n = 0; n < 9; n++) {
    const subject = { kind: "finding" as const, key: String(n).repeat(64) };
    await sink.send([deliveryOf(new Memory({ now: 0 }), { subject })]);
    rt.set(n + 1, "resolved", n === 4 ? "ann" : "clausewatch");
  }
  rt.asked.splice(0);
  const closed = await sink.closedByHand!("2026-03-02T11:59:00.000Z");
  expect(closed.map(({ id, by }) => `${id} ${by}`).filter((one) => one.endsWith("ann"))).toEqual(["5 ann"]);
  expect(closed).toHaveLength(9);
  // A page of tickets, and five of two transactions.
  expect(rt.asked).toHaveLength(6);
});

test("it is asked again when what stands before RT says", async () => {
  const sink = await open();
  rt.before = (what) => (what === "POST ticket" ? [429, {}, { "retry-after": "7" }] : undefined);
  expect(await answerTo(sink, deliveryOf(new Memory({ now: 0 })))).toMatchObject({ is: "later", afterMs: 7000 });
});

test("comments are looked for on all pages, and are replies where that is configured", async () => {
  const sink = await open({ comments: "correspond" });
  const memory = new Memory({ now: 0 });
  await sink.send([deliveryOf(memory)]);
  const owner = { changes: [told("owner", 2)] };
  await sink.send([deliveryOf(memory, owner)]);
  for (let number = 3; number < 9; number++)
    await sink.send([deliveryOf(memory, { changes: [told("owner", number)] })]);
  await sink.send([deliveryOf(memory, owner)]);
  expect(only().history.filter(({ Type }) => Type === "Correspond")).toHaveLength(7);
});

test("what is open of a group is told anew where it has become another, once", async () => {
  const sink = await open({ group: "check-account" });
  const memory = new Memory({ now: 0 });
  const subject = { kind: "group", key: "f".repeat(64) } as const;
  const two = [toldFinding(), toldFinding({ key: "b".repeat(64), message: "the second" })];
  const group = (number: number, changes: Delivery["changes"], findings = two) =>
    sink.send([deliveryOf(memory, { subject, number, changes, findings, open: findings.length })]);
  await group(1, [told("opened", 1)], two.slice(1));
  await group(2, [told("described", 2)], two.slice(1));
  const current = () => only().history.filter(({ Content }) => Content.includes("As it is now:"));
  expect(current()).toHaveLength(0);
  for (let tries = 0; tries < 2; tries++) await group(3, [told("opened", 3)]);
  expect(current()).toHaveLength(1);
  expect(current()[0]!.Content).toContain("2 open findings");
});

test("strings of attackers are text, and what is too long for RT to show is cut", async () => {
  for (const name of Object.values(hostile)) {
    rt.tickets.splice(0);
    const sink = await open();
    const findings = [toldFinding({ message: name, owner: name, resource: { type: "t", id: name, arn: name, name } })];
    const delivery = deliveryOf(new Memory({ now: 0 }), { findings });
    expect(await sink.send([delivery])).toEqual(accepted);
    const { Subject, content } = only();
    expect(Subject.length).toBeLessThanOrEqual(200);
    expect(Subject).not.toMatch(lineEnds);
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(12_000);
    // Each < begins an element of ours, which has no attribute.
    expect(content.replaceAll(/<\/?(p|ul|li|h3|strong|em|code|pre)>/g, "")).not.toMatch(/[<>]/);
    expect(content).not.toMatch(/:\/\//);
    expect(sink.preview([delivery]).join("\n")).not.toContain(SECRET);
  }
});

test("what is tried says what is missing", async () => {
  const wrong = async (more = {}) => (await (await open(more)).test()).flatMap(({ wrong }) => wrong ?? []);
  expect(await wrong()).toEqual([]);
  expect(await wrong({ queue: "Nope" })).toEqual(["there is no such queue, or the account lacks SeeQueue"]);
  rt.before = (what) => (what === "GET rt" ? [401, { message: "Unauthorized" }] : undefined);
  expect(await wrong()).toEqual([expect.stringContaining("401: Unauthorized")]);
  rt.before = (what) => (what.startsWith("GET queue") ? [200, { Disabled: "1", _hyperlinks: [] }] : undefined);
  expect(await wrong()).toEqual(["the queue is disabled"]);
});
