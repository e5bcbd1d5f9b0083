import { describe, expect, it, test } from "vitest";
import type { Delivery } from "../../../src/deliver/sink.ts";
import { ticketSink } from "../../../src/deliver/tickets/sink.ts";
import { answerTo, deliveryOf, hold, LAG_MS, Memory, NOW, Tickets, told, toldFinding } from "./kit.ts";

function setup() {
  const clock = { now: 1_000_000 };
  const tickets = new Tickets(clock);
  const memory = new Memory(clock);
  const sink = ticketSink(tickets);
  const send = async (more: Partial<Delivery> = {}) => {
    tickets.calls.length = 0;
    return await answerTo(sink, deliveryOf(memory, more));
  };
  return { clock, tickets, memory, sink, send };
}

const resolved: Partial<Delivery> = {
  state: "resolved",
  number: 2,
  changes: [told("resolved", 2)],
  findings: [toldFinding({ state: "resolved" })],
  open: 0,
};
const reopened: Partial<Delivery> = {
  episode: 2,
  number: 3,
  changes: [told("reopened", 3, { episode: 2 })],
};
const closedByHand = { at: NOW, by: "somebody", where: "jira SEC-1", why: "Won't Do" };

describe("a ticket", () => {
  it("is looked for, intended, and created", async () => {
    const { tickets, memory, send } = setup();
    expect(await send()).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["find", "create"]);
    expect(memory).toMatchObject({ ticket: { id: "0" }, isUnsure: false });
    expect(tickets.made[0]!.content).toMatchObject({
      marker: "clausewatch-0123456789abcdef01234567",
      severity: "high",
      due: "2026-03-31T10:00:00.000Z",
    });
  });

  it("is brought in line, told of, and neither made again nor told again", async () => {
    const { tickets, send } = setup();
    await send();
    const change = { number: 2, changes: [told("severity", 2)], findings: [toldFinding({ severity: "critical" })] };
    for (const calls of [
      ["read", "update", "hasComment", "comment"],
      ["read", "update", "hasComment"],
    ]) {
      expect(await send(change)).toEqual({ is: "accepted" });
      expect(tickets.calls).toEqual(calls);
    }
    expect(tickets.made).toHaveLength(1);
    expect(tickets.made[0]!.content.severity).toBe("critical");
    expect(tickets.made[0]!.comments).toHaveLength(1);
  });

  it("is closed on proof, after it was told so, and reopened rather than made anew", async () => {
    const { tickets, send } = setup();
    await send();
    expect(await send(resolved)).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["read", "update", "hasComment", "comment", "close"]);
    expect(tickets.made[0]!.isClosed).toBe(true);
    expect(await send(resolved)).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["read", "hasComment"]);
    expect(await send(reopened)).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["read", "reopen", "update", "hasComment", "comment"]);
    expect(tickets.made).toMatchObject([{ isClosed: false }]);
    expect(tickets.made[0]!.comments.map((text) => text.split("\n")[0])).toEqual([
      "Resolved, by proof: scan 9 read everything that it hangs on, and it is not among what fails any more.",
      "Reopened: it fails again.",
    ]);
  });

  it("that was deleted over there is made anew while it is open, and not missed when it is resolved", async () => {
    const { tickets, memory, send } = setup();
    await send();
    tickets.made[0]!.isDeleted = true;
    expect(await send(resolved)).toMatchObject({ is: "needless" });
    expect(memory.ticket).toBeNull();
    await send(reopened);
    expect(tickets.made).toHaveLength(2);
    tickets.made[1]!.isDeleted = true;
    expect(await send({ number: 4, changes: [told("owner", 4, { episode: 2 })] })).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["read", "find", "create"]);
    expect(memory.ticket).toMatchObject({ id: "2" });
  });

  it("of a place that the sink tells no more is known by its marker, and no other one of its id is changed", async () => {
    const { tickets, memory, send, clock } = setup();
    await send();
    clock.now += LAG_MS;
    tickets.isHere = ({ url }) => url === "https://tickets.test/0";
    memory.ticket = { id: "0", url: "https://elsewhere.test/0" };
    expect(await send({ number: 2, changes: [told("severity", 2)] })).toEqual({ is: "accepted" });
    expect(memory.ticket).toEqual({ id: "0", url: "https://tickets.test/0" });
    tickets.made[0]!.content = { ...tickets.made[0]!.content, marker: "of-somebody-else", title: "theirs" };
    memory.ticket = { id: "0", url: "https://elsewhere.test/0" };
    expect(await send(resolved)).toMatchObject({ is: "refused", why: expect.stringContaining("elsewhere.test/0") });
    expect(tickets.made).toMatchObject([{ content: { title: "theirs" }, isClosed: false }]);
  });

  it("that is there already is adopted", async () => {
    const { clock, tickets, memory, send } = setup();
    await send();
    memory.ticket = null;
    clock.now += LAG_MS;
    expect(await send()).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["find", "read", "update"]);
    expect(memory.ticket).toMatchObject({ id: "0" });
  });
});

describe("an answer that never came", () => {
  it("is waited for until the search must have learned of it, and only then created again", async () => {
    const { clock, tickets, memory, send } = setup();
    tickets.fate = (call) => (call === "create" ? "died before" : "done");
    expect(await send()).toMatchObject({ is: "unsure" });
    tickets.fate = () => "done";
    expect(await send()).toMatchObject({ is: "later", afterMs: LAG_MS + 60_000 });
    clock.now += LAG_MS;
    memory.restart();
    expect(await send()).toMatchObject({ is: "later", afterMs: LAG_MS + 60_000 });
    clock.now += LAG_MS + 60_000;
    expect(await send()).toEqual({ is: "accepted" });
    expect(tickets.made).toHaveLength(1);
  });

  it("is waited for from when it was given up, however long that took", async () => {
    const { clock, tickets, send } = setup();
    tickets.fate = (call) => {
      if (call !== "create") return "done";
      clock.now += 2 * LAG_MS;
      return "answer lost";
    };
    expect(await send()).toMatchObject({ is: "unsure" });
    tickets.fate = () => "done";
    expect(await send()).toMatchObject({ is: "later", afterMs: LAG_MS + 60_000 });
  });

  it("is settled where nothing was created, and nothing is left to tell", async () => {
    const { clock, tickets, memory, send } = setup();
    tickets.fate = (call) => (call === "create" ? "died before" : "done");
    await send();
    tickets.fate = () => "done";
    clock.now += 2 * LAG_MS;
    expect(await send(resolved)).toMatchObject({ is: "needless" });
    expect(memory.isUnsure).toBe(false);
  });

  it("is found where the ticket was created, also where it is resolved or waived meanwhile", async () => {
    for (const then of [{}, resolved, { findings: [toldFinding({ waiver: hold })], changes: [told("waived", 2)] }]) {
      const { clock, tickets, send } = setup();
      tickets.fate = (call) => (call === "create" ? "answer lost" : "done");
      expect(await send()).toMatchObject({ is: "unsure" });
      tickets.fate = () => "done";
      expect(await send(then)).toMatchObject({ is: "later" });
      clock.now += LAG_MS;
      expect(await send(then)).toEqual({ is: "accepted" });
      expect(tickets.made).toHaveLength(1);
      expect(tickets.made[0]!.isClosed).toBe(then === resolved);
    }
  });

  it.each(["refused", "later"] as const)("is not waited for where it was surely not taken: %s", async (fate) => {
    const { tickets, memory, send } = setup();
    tickets.fate = (call) => (call === "create" ? fate : "done");
    expect(await send()).toMatchObject({ is: fate });
    expect(memory.isUnsure).toBe(false);
    tickets.fate = () => "done";
    expect(await send()).toEqual({ is: "accepted" });
  });

  it("of a comment is looked for: what was told is not told again, and the rest is", async () => {
    const { tickets, send } = setup();
    await send();
    tickets.fate = (call) => (call === "comment" ? "answer lost" : "done");
    expect(await send({ number: 3, changes: [told("severity", 2), told("owner", 3)] })).toMatchObject({ is: "unsure" });
    tickets.fate = () => "done";
    const changes = [told("severity", 2), told("owner", 3), told("waived", 4)];
    await send({ number: 4, changes, findings: [toldFinding({ waiver: hold })] });
    const { comments } = tickets.made[0]!;
    expect(comments).toHaveLength(2);
    expect(comments[0]).toMatch(/Severity: .*Owner: /s);
    expect(comments[1]).toMatch(/^Waived until 2026-06-01/);
    expect(comments[1]).not.toContain("Owner");
  });

  it("what the outbox says is thrown: another process sends now", async () => {
    const { memory, sink } = setup();
    memory.intend = () => Promise.reject(new Error("fenced"));
    await expect(sink.send([deliveryOf(memory)])).rejects.toThrow("fenced");
  });
});

describe("no ticket is opened", () => {
  test.each([
    ["for what was resolved before anybody was told", resolved],
    ["for what is waived", { findings: [toldFinding({ waiver: hold })] }],
    ["for a group in which everything is waived", { subject: { kind: "group", key: "ab".repeat(32) }, findings: [toldFinding({ waiver: hold })] }], // prettier-ignore
  ] as const)("%s", async (_, more) => {
    const { tickets, send } = setup();
    expect(await send(more)).toMatchObject({ is: "needless" });
    expect(tickets.calls).toEqual([]);
  });

  it("but it is for a group of which more is open than is waived", async () => {
    const { tickets, send } = setup();
    const subject = { kind: "group", key: "ab".repeat(32) } as const;
    expect(await send({ subject, findings: [toldFinding({ waiver: hold })], open: 2 })).toEqual({ is: "accepted" });
    expect(tickets.made).toHaveLength(1);
  });

  it("but it is when the waiver ends", async () => {
    const { tickets, send } = setup();
    const findings = [toldFinding({ waiver: { ...hold, expired: true } })];
    expect(await send({ changes: [told("waiver expired", 3)], findings })).toEqual({ is: "accepted" });
    expect(tickets.made).toHaveLength(1);
  });
});

describe("a ticket that a person closed", () => {
  const byHand: Partial<Delivery> = {
    number: 2,
    changes: [told("closed by hand", 2)],
    findings: [toldFinding({ closedByHand })],
  };
  const close = async () => {
    const made = setup();
    await made.send();
    made.tickets.made[0]!.isClosed = true;
    return made;
  };

  it("stays closed, and asks for a waiver once", async () => {
    const { tickets, send } = await close();
    for (const _ of [1, 2]) expect(await send(byHand)).toEqual({ is: "accepted" });
    expect(tickets.made).toMatchObject([{ isClosed: true, comments: [expect.stringContaining("waivers:")] }]);
    await send({ ...byHand, number: 3, changes: [told("owner", 3)] });
    expect(tickets.made[0]).toMatchObject({ isClosed: true });
    expect(tickets.made[0]!.comments[1]).not.toContain("waivers:");
  });

  it("stays closed where that was not learned yet", async () => {
    const { tickets, send } = await close();
    await send({ number: 2, changes: [told("severity", 2)] });
    expect(tickets.made[0]!.isClosed).toBe(true);
  });

  it("stays closed where that came after what would reopen it", async () => {
    const { tickets, send } = await close();
    await send({ ...byHand, number: 3, changes: [told("reopened", 2), told("closed by hand", 3)] });
    expect(tickets.made[0]!.isClosed).toBe(true);
  });

  it("is not asked for a waiver that it has", async () => {
    const { tickets, send } = await close();
    const findings = [toldFinding({ closedByHand, waiver: hold })];
    await send({ number: 3, changes: [told("closed by hand", 2), told("waived", 3)], findings });
    expect(tickets.made[0]!.comments[0]).not.toContain("waivers:");
  });

  it.each(["reopened", "waiver expired", "waiver ended"] as const)("is reopened when it is %s", async (kind) => {
    const { tickets, send } = await close();
    await send(byHand);
    await send({ number: 3, changes: [told(kind, 3)] });
    expect(tickets.made[0]!.isClosed).toBe(false);
  });

  it("is told of the proof when it is resolved", async () => {
    const { tickets, send } = await close();
    await send(byHand);
    expect(await send({ ...resolved, number: 3, changes: [told("resolved", 3)] })).toEqual({ is: "accepted" });
    expect(tickets.calls).toEqual(["read", "hasComment", "comment"]);
  });
});

describe("a group", () => {
  const subject = { kind: "group", key: "cd".repeat(32) } as const;
  const other = { finding: "ef".repeat(32), message: "EBS volume vol-00000002 is not encrypted" };

  it("has one ticket, with a list that is kept current", async () => {
    const { tickets, send } = setup();
    await send({ subject });
    const second = toldFinding({ key: other.finding, message: other.message });
    await send({ subject, number: 2, changes: [told("opened", 1, other)], findings: [toldFinding(), second] });
    expect(tickets.made).toHaveLength(1);
    expect(tickets.made[0]!.comments[0]).toContain("EBS volume vol-00000002 is not encrypted: Opened.");
    await send({ subject, number: 3, changes: [told("resolved", 2)], findings: [second] });
    expect(tickets.made[0]!.isClosed).toBe(false);
    await send({ subject, number: 4, state: "resolved", changes: [told("resolved", 2, other)], findings: [], open: 0 });
    expect(tickets.made[0]!.isClosed).toBe(true);
    await send({ subject, number: 5, changes: [told("reopened", 3, { episode: 2 })] });
    expect(tickets.made).toMatchObject([{ isClosed: false }]);
  });
});

describe("what a cap holds back", () => {
  const subject = { kind: "rest", key: "99".repeat(32) } as const;
  it("has one ticket that counts it, without comments", async () => {
    const { tickets, send } = setup();
    await send({ subject, changes: [], findings: [], open: 37 });
    await send({ subject, changes: [told("opened", 1)], findings: [], open: 12, number: 2 });
    expect(tickets.made).toMatchObject([{ content: { title: "clausewatch: 12 findings wait for a ticket" } }]);
    await send({ subject, changes: [], findings: [], open: 0, number: 3, state: "resolved" });
    expect(tickets.made).toMatchObject([{ isClosed: true, comments: [] }]);
  });
});

it("shows beforehand what would be sent", () => {
  const { sink, memory } = setup();
  const [open, done] = sink.preview([deliveryOf(memory), deliveryOf(memory, resolved)]);
  expect(open).toBe("EBS volume vol-00000001 is not encrypted (production, eu-central-1)");
  expect(done).toMatch(/Comment, where there is a ticket:\nResolved, by proof.*The ticket is closed\.$/s);
});
