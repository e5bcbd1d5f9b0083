/** The life of a ticket in the real Request Tracker, and how it looks there. */
import assert from "node:assert/strict";
import { openHttp } from "../../src/deliver/http.ts";
import type { Delivery, Sink, ToldFinding } from "../../src/deliver/sink.ts";
import { requestTracker } from "../../src/deliver/sinks/request-tracker/request-tracker.ts";
import { openTcp } from "../../src/deliver/tcp.ts";
import type { ChangeKind } from "../../src/track/index.ts";
import { launch } from "../../test/browser/chromium.ts";
import { deliveryOf, findingOf, KEY, Memory, told, toldFinding } from "../../test/deliver/tickets/kit.ts";
import { hostile } from "../../test/kit/hostile.ts";
import type { Cases } from "../../test/moto/kit/cases.ts";
import { lookAt } from "./browser.ts";
import { commentsOf, personOf, ticketsWith, type Ask } from "./rest.ts";
import type { RequestTracker } from "./servers.ts";

const NAME = "vol-00000001";

export async function walkTickets(rt: RequestTracker, cases: Cases): Promise<void> {
  const sink = await open(rt, "finding");
  const ask = personOf(rt);
  const memory = new Memory({ now: 0 });
  let number = 0;
  let episode = 1;
  const tell = async (kind: ChangeKind, more: Parameters<typeof toldFinding>[0] = {}) => {
    const finding = toldFinding({ ...more, episode: { ...findingOf().episode, number: episode } });
    const isOpen = finding.finding.state === "open";
    const changes = [told(kind, ++number, { episode })];
    await send(sink, deliveryOf(memory, { number, episode, changes, findings: [finding], state: isOpen ? "open" : "resolved", open: isOpen ? 1 : 0 })); // prettier-ignore
    return one(ask);
  };
  let id = "";

  await cases.check("everything that is tried before the first ticket works", async () => {
    const wrong = (await sink.test()).filter((tried) => tried.wrong !== null);
    assert.deepEqual(wrong, []);
  });
  await cases.check("a finding opens a ticket with its priority and its due date", async () => {
    const ticket = await tell("opened");
    ({ id } = ticket);
    assert.match(ticket.Subject, /^EBS volume vol-00000001 is not encrypted/);
    assert.deepEqual([ticket.Status, ticket.Priority, ticket.Due], ["new", "100", "2026-03-31T10:00:00Z"]);
  });
  await cases.check("what changes is changed there, and told in a comment", async () => {
    const ticket = await tell("severity", { severity: "critical", due: null });
    assert.deepEqual([ticket.id, ticket.Priority, ticket.Due], [id, "120", "1970-01-01T00:00:00Z"]);
    assert.match((await commentsOf(ask, id)).at(-1)!, /Severity: high before, critical now/);
  });
  await cases.check("what is resolved by proof closes it", async () => {
    const ticket = await tell("resolved", { state: "resolved" });
    assert.deepEqual([ticket.id, ticket.Status], [id, "resolved"]);
    assert.match((await commentsOf(ask, id)).at(-1)!, /Resolved, by proof/);
  });
  await cases.check("what fails again opens the same one", async () => {
    episode++;
    const ticket = await tell("reopened");
    assert.deepEqual([ticket.id, ticket.Status], [id, "open"]);
  });
  await cases.check("who closed it by hand is known, and it is asked for a waiver once and not opened", async () => {
    const since = new Date().toISOString();
    await ask("PUT", `/REST/2.0/ticket/${id}`, { Status: "rejected" });
    const closed = (await sink.closedByHand!(since)).find((each) => each.id === id);
    assert.deepEqual([closed?.by, closed?.why], [rt.person.name, "rejected"]);
    const before = (await commentsOf(ask, id)).length;
    const { at, by, why } = closed!;
    const ticket = await tell("closed by hand", { closedByHand: { at, by, why, where: id } });
    assert.deepEqual([ticket.id, ticket.Status], [id, "rejected"]);
    const comments = await commentsOf(ask, id);
    assert.equal(comments.length, before + 1);
    assert.match(comments.at(-1)!, /waivers:[\s\S]*ebs-volume-encrypted/);
  });
  await cases.check("the next episode opens it again", async () => {
    await tell("resolved", { state: "resolved" });
    episode++;
    const ticket = await tell("reopened");
    assert.deepEqual([ticket.id, ticket.Status], [id, "open"]);
  });
  await cases.check("a ticket that is merged into another is followed there", async () => {
    const { id: other } = (await ask("POST", "/REST/2.0/ticket", { Queue: "General", Subject: "another" })) as { id: string }; // prettier-ignore
    await ask("PUT", `/REST/2.0/ticket/${id}`, { MergeInto: other });
    const ticket = await tell("severity", { severity: "low" });
    assert.deepEqual([ticket.id, ticket.Priority], [other, "25"]);
    id = other;
  });
  await cases.check("a ticket that is deleted is made anew", async () => {
    await ask("PUT", `/REST/2.0/ticket/${id}`, { Status: "deleted" });
    const ticket = await tell("described");
    assert.notEqual(ticket.id, id);
    ({ id } = ticket);
  });
  await cases.check("the tickets of one subject are counted as many as there are", async () => {
    const { id: second } = (await ask("POST", "/REST/2.0/ticket", { Queue: "General", Subject: `${NAME}, again` })) as { id: string }; // prettier-ignore
    assert.equal((await ticketsWith(ask, NAME)).length, 2);
    await ask("PUT", `/REST/2.0/ticket/${second}`, { Status: "deleted" });
  });
  await cases.check("the strings of attackers are text in a browser, and nothing else", () => look(rt, ask));
}

async function open(rt: RequestTracker, group: "finding" | "check-account"): Promise<Sink> {
  const settings = requestTracker.settings.parse({ url: rt.url, token: { env: "T" }, queue: "General", group });
  return requestTracker.open(settings, {
    name: "rt",
    http: openHttp({ timeoutMs: 120_000, allowed: [], userAgent: "clausewatch/test" }),
    tcp: openTcp({ timeoutMs: 120_000, allowed: [] }),
    secret: async () => rt.token,
    program: "clausewatch test",
    folder: "/",
    now: () => new Date(),
  });
}

async function send(sink: Sink, delivery: Delivery): Promise<void> {
  assert.deepEqual(await sink.send([delivery]), [{ is: "accepted" }]);
}

async function one(ask: Ask) {
  const found = await ticketsWith(ask, NAME);
  assert.equal(found.length, 1, `${found.length} tickets of one subject`);
  return found[0]!;
}

/** A group of findings that are called as an attacker would call them, looked at by a person, its text told anew in between. */
async function look(rt: RequestTracker, ask: Ask): Promise<void> {
  const sink = await open(rt, "check-account");
  const memory = new Memory({ now: 0 });
  const findings = Object.values(hostile).map((name, i): ToldFinding => {
    const key = String(i).padStart(64, "a");
    return toldFinding({ key, message: name, owner: name, resource: { ...findingOf().resource, id: name, name } });
  });
  const check = { title: hostile["HTML and Markdown"]!, why: "see https://evil.example/x", fix: "www.evil.example", controls: [] }; // prettier-ignore
  const all = findings.map((each) => ({ ...each, check }));
  const subject = { kind: "group" as const, key: KEY.replaceAll("0", "f") };
  const group = (number: number, told: readonly ToldFinding[], changes: Delivery["changes"]) =>
    send(sink, deliveryOf(memory, { subject, number, changes, findings: told, open: told.length }));
  await group(1, all.slice(1), [told("opened", 1, { finding: all[1]!.finding.key, message: all[1]!.finding.message })]);
  await group(2, all, [told("opened", 2, { finding: all[0]!.finding.key, message: hostile["HTML and Markdown"]! })]);
  const { id } = memory.ticket!;
  const texts = (comments: readonly string[]) => comments.filter((text) => text.includes("As it is now:")).length;
  assert.equal(texts(await commentsOf(ask, id)), 1);
  await group(2, all, []);
  assert.equal(texts(await commentsOf(ask, id)), 1, "what is the same is told once");

  const browser = await launch();
  try {
    const dialogs: string[] = [];
    const page = await lookAt(browser, rt, id, dialogs);
    const bodies = page.locator(".messagebody");
    const text = (await bodies.allTextContents()).join("\n");
    const title = await page.title();
    const foreign = await bodies.locator("img, script, iframe, a, form, [onerror]").count();
    // RT folds away what it takes for a quotation.
    const sentence = page.getByText("Every drive of every server is encrypted.").first();
    assert.ok(await sentence.isVisible(), "the sentence of the policy is to be seen");
    assert.deepEqual(dialogs, []);
    assert.equal(foreign, 0, "there are elements that are not ours");
    for (const shown of [text, title]) assert.ok(shown.includes("<img src=x onerror=alert(1)>"), shown.slice(0, 2000));
    const lines = await bodies.locator("li").count();
    assert.ok(lines > Object.keys(hostile).length, `${lines} lines of lists`);
  } finally {
    await browser.close();
  }
}
