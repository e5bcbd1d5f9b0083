/** Jira and GitHub alike: the same promises, over HTTP, whatever is lost on the way. */
import { afterEach, describe, expect, it } from "vitest";
import type { Answer, Delivery } from "../../../src/deliver/sink.ts";
import type { Fault } from "../../../src/doubles/index.ts";
import { answerTo, deliveryOf, hold, NOW, told, toldFinding } from "../tickets/kit.ts";
import { setupGithub, setupJira, TOKEN, type Setup } from "./kit.ts";

const LAG = 240_000;
const systems = [
  ["jira", (options = {}) => setupJira({ searchLagMs: LAG, ...options }), 300_000],
  ["github", (options = {}) => setupGithub({ listLagMs: 50_000, ...options }), 60_000],
] as const;

let setup: Setup;
afterEach(() => setup.close());

async function send(more: Partial<Delivery> = {}): Promise<Answer> {
  return await answerTo(setup.sink, deliveryOf(setup.memory, more));
}

const resolved: Partial<Delivery> = {
  state: "resolved",
  number: 2,
  changes: [told("resolved", 2)],
  findings: [toldFinding({ state: "resolved" })],
  open: 0,
};
const reopened: Partial<Delivery> = { episode: 2, number: 3, changes: [told("reopened", 3, { episode: 2 })] };
const ok = { is: "accepted" };

describe.each(systems)("%s", (name, open, lag) => {
  it("opens, changes, closes on proof and reopens one ticket", async () => {
    setup = await open();
    expect(await send()).toEqual(ok);
    const [opened] = setup.there();
    expect(opened).toMatchObject({ isClosed: false, comments: [] });
    expect(opened!.title).toBe("EBS volume vol-00000001 is not encrypted (production, eu-central-1)");
    expect(opened!.labels).toContain("clausewatch");
    expect(opened!.body).toContain("Every drive of every server is encrypted.");
    expect(opened!.body).toContain("clausewatch-0123456789abcdef01234567");
    expect(await send({ number: 2, changes: [told("severity", 1)], findings: [toldFinding({ severity: "critical" })] })).toEqual(ok); // prettier-ignore
    expect(await send(resolved)).toEqual(ok);
    expect(setup.there()).toMatchObject([{ isClosed: true, comments: [expect.stringContaining("Severity: high before"), expect.stringContaining("Resolved, by proof")] }]); // prettier-ignore
    expect(await send(resolved)).toEqual(ok);
    expect(await send(reopened)).toEqual(ok);
    expect(setup.there()).toMatchObject([{ isClosed: false, comments: { length: 3 } }]);
    expect(setup.there()[0]!.body).toContain("vol-00000001");
  });

  it.each<[string, Fault, boolean]>([
    ["lost after the ticket was created", "lost", true],
    ["lost before", "cut", false],
    ["a failure of the server", { status: 502, body: { message: "bad gateway" } }, false],
  ])("resolves an answer that never came by looking: %s", async (_, fault, isThere) => {
    setup = await open();
    setup.order(null, fault);
    expect(await send()).toMatchObject({ is: "unsure" });
    expect(setup.there()).toHaveLength(isThere ? 1 : 0);
    expect(await send()).toMatchObject({ is: "later", afterMs: lag + 60_000 });
    setup.clock.now += lag + 60_000;
    expect(await send()).toEqual(ok);
    expect(setup.there()).toHaveLength(1);
  });

  it("tells of an answer to its search that is none, and creates nothing", async () => {
    setup = await open();
    setup.order({ status: 200, body: { issues: "none" } });
    const why = expect.stringContaining("the answer is not what it should be") as string;
    expect(await send()).toEqual({ is: "unsure", why });
    expect(setup.there()).toEqual([]);
  });

  it("comments once, though the answer was lost", async () => {
    setup = await open();
    await send();
    const change = { number: 2, changes: [told("owner", 2)] };
    setup.order(null, null, null, "lost");
    expect(await send(change)).toMatchObject({ is: "unsure" });
    expect(await send(change)).toEqual(ok);
    expect(setup.there()[0]!.comments).toHaveLength(1);
  });

  it("closes and reopens once, though each answer was lost", async () => {
    setup = await open();
    await send();
    for (const [delivery, isClosed] of [
      [resolved, true],
      [reopened, false],
    ] as const) {
      for (let fate = 0; fate < 8; fate++) {
        setup.order(...Array.from({ length: fate }, () => null), "lost");
        await send(delivery);
      }
      setup.order();
      expect(await send(delivery)).toEqual(ok);
      expect(setup.there()).toMatchObject([{ isClosed }]);
    }
    expect(setup.there()[0]!.comments).toHaveLength(2);
  });

  it("makes anew what was deleted over there, while it is open", async () => {
    setup = await open();
    await send();
    setup.remove();
    expect(await send(resolved)).toMatchObject({ is: "needless" });
    expect(await send(reopened)).toEqual(ok);
    expect(setup.there()).toHaveLength(1);
  });

  it("tells what a person closed, and asks for a waiver", async () => {
    setup = await open();
    await send();
    setup.closeByHand("not planned");
    setup.clock.now += LAG;
    const [closed] = await setup.sink.closedByHand!(NOW);
    expect(closed).toEqual({
      id: setup.memory.ticket!.id,
      at: NOW,
      by: "somebody",
      why: name === "jira" ? "Won't Do" : "not planned",
    });
    const closedByHand = { at: NOW, by: "somebody", where: "x", why: "x" };
    const byHand = { number: 2, changes: [told("closed by hand", 2)], findings: [toldFinding({ closedByHand })] };
    expect(await send(byHand)).toEqual(ok);
    expect(setup.there()).toMatchObject([{ isClosed: true, comments: [expect.stringContaining("waivers:")] }]);
  });

  it("tells nothing closed that is open, or was closed before", async () => {
    setup = await open();
    await send();
    setup.clock.now += 3_600_000;
    expect(await setup.sink.closedByHand!(NOW)).toEqual([]);
    setup.closeByHand("done");
    setup.clock.now += 86_400_000;
    const since = new Date(setup.clock.now - 60_000).toISOString();
    expect(await setup.sink.closedByHand!(since)).toEqual([]);
  });

  it("opens none for what is waived", async () => {
    setup = await open();
    expect(await send({ findings: [toldFinding({ waiver: hold })] })).toMatchObject({ is: "needless" });
    expect(setup.exchanges()).toEqual([]);
  });

  it("waits as long as it is asked to, and is sure that nothing was made", async () => {
    setup = await open({ limit: { most: 4, perMs: 30_000 } });
    await send();
    expect(await send(reopened)).toMatchObject({ is: "later", afterMs: 30_000 });
    setup.clock.now += 30_000;
    expect(await send(reopened)).toEqual(ok);
  });

  it("waits where the whole place is closed, and is parked where one ticket is refused", async () => {
    setup = await open();
    setup.order(null, { status: 403, body: { message: "no" } });
    expect(await send()).toMatchObject({ is: "later" });
    setup.order(null, { status: 302, headers: { location: "https://sign-in.example/" }, body: {} });
    expect(await send()).toMatchObject({ is: "later" });
    setup.order(null, { status: 422, body: { message: "no", errors: { summary: "bad" } } });
    expect(await send()).toMatchObject({ is: "refused", why: expect.stringMatching(/422: no; .*bad/) });
    expect(setup.memory.isUnsure).toBe(false);
    expect(await send()).toEqual(ok);
  });

  it("leaves a ticket of the same id alone that is of another place", async () => {
    setup = await open();
    await send();
    const { memory } = setup;
    await setup.close();
    // One of another subject, by somebody else's clausewatch.
    setup = await (name === "jira" ? setupJira() : setupGithub({ repository: "example/else" }, { repository: "example/else" })); // prettier-ignore
    await send({ subject: { kind: "finding", key: "f".repeat(64) } });
    const before = JSON.stringify(setup.there());
    const answer = await answerTo(setup.sink, deliveryOf(memory, resolved));
    expect(answer).toMatchObject({ is: "refused", why: expect.stringContaining("give it another name") });
    expect(JSON.stringify(setup.there())).toBe(before);
  });

  it("is not sure that nothing was made where what stands between gave up", async () => {
    setup = await open();
    setup.order(null, { status: 408, body: {} });
    expect(await send()).toMatchObject({ is: "unsure" });
    expect(setup.memory.isUnsure).toBe(true);
  });

  it("says nothing of its secrets, whatever the server answers", async () => {
    setup = await open();
    const basic = Buffer.from(`clausewatch@example.com:${TOKEN}`).toString("base64");
    setup.order({ status: 401, body: { message: `you sent ${TOKEN}, Basic ${basic}` } });
    const answer = await send();
    expect(answer).toMatchObject({ is: "later", why: expect.stringContaining("401: you sent [hidden]") });
    if (name === "jira") expect(JSON.stringify(answer)).not.toContain(basic);
    expect(setup.sink.preview([deliveryOf(setup.memory)]).join()).not.toContain(TOKEN);
  });

  it.each([
    ["a page to sign in", "<html>sign in</html>"],
    ["another thing", { hello: "world" }],
    ["a list where there should be one", []],
  ])("is unsure of a ticket where what answers is %s", async (_, body) => {
    setup = await open();
    setup.order(null, { status: 201, body });
    expect(await send()).toMatchObject({ is: "unsure" });
    expect(setup.memory.isUnsure).toBe(true);
  });

  it("keeps a group of many within what the system takes", async () => {
    setup = await open();
    const message = `${"<@org> #1 ".repeat(60)}end`;
    const findings = Array.from({ length: 200 }, (_, i) => toldFinding({ message: `${i} ${message}` }));
    const subject = { kind: "group", key: "ab".repeat(32) } as const;
    expect(await send({ subject, findings, open: 4000 })).toEqual(ok);
    const { body } = setup.there()[0]!;
    expect(body.length).toBeLessThanOrEqual(name === "jira" ? 32_767 : 65_536);
    expect(body).toMatch(/\[cut: \d+ lines/);
    expect(body).toContain("clausewatch-abababababababababababab");
  });

  it("shows beforehand what it sends", async () => {
    setup = await open();
    const [shown] = setup.sink.preview([deliveryOf(setup.memory)]);
    await send();
    const { request, path } = setup.exchanges().find(({ status }) => status === 201)!;
    expect(shown).toBe(`POST ${setup.url}${path}\n${JSON.stringify(request, null, 2)}`);
  });
});

describe("jira test", () => {
  const wrongs = async () => (await setup.sink.test()).map(({ wrong }) => wrong);
  it("finds nothing wrong, and leaves nothing behind", async () => {
    setup = await setupJira();
    expect(await wrongs()).toEqual([null, null, null, null, null]);
    expect(setup.there()).toEqual([]);
  });
  it.each<[string, Parameters<typeof setupJira>, (string | null)[]]>([
    ["a wrong token", [{ token: "other" }], ["401"]],
    ["a hidden project", [{ lacks: new Set(["BROWSE_PROJECTS"]) }], [null, "404", "it lacks Browse Projects, Create"]],
    [
      "a missing permission",
      [{ lacks: new Set(["CREATE_ISSUES", "TRANSITION_ISSUES"]) }],
      [null, null, "it lacks Create Issues, Transition Issues", null, null],
    ],
    ["another issue type", [{}, { issueType: "Story" }], [null, "it has Task, Bug: set `issueType`", null]],
    [
      "another priority and component",
      [{}, { priorities: { high: "Urgent" }, components: ["Ops"] }],
      [null, null, null, "there is no priority Urgent: set `priorities`; there is no component Ops", null],
    ],
    [
      "another status",
      [{}, { doneStatus: "Fertig" }],
      [null, null, null, null, "there is no status Fertig, but To Do, In Progress, Done, Won't Do"],
    ],
  ])("says what is wrong: %s", async (_, options, expected) => {
    setup = await setupJira(...options);
    expect(await wrongs()).toEqual(expected.map((text) => (text === null ? null : expect.stringContaining(text))));
  });
});

describe("jira", () => {
  it("sets priority, due date, labels and components, and the resolution that closing asks for", async () => {
    setup = await setupJira(
      {},
      { labels: ["compliance"], components: ["Compliance"], priorities: { high: "Highest" } },
    );
    await send();
    const { request } = setup.exchanges().find(({ status }) => status === 201)!;
    expect(request).toMatchObject({
      fields: {
        priority: { name: "Highest" },
        duedate: "2026-03-31",
        labels: ["clausewatch", "clausewatch-0123456789abcdef01234567", "compliance"],
        components: [{ name: "Compliance" }],
      },
    });
    await send(resolved);
    const moves = () =>
      setup.exchanges().filter(({ method, path }) => method === "POST" && path.endsWith("/transitions"));
    expect(moves()[0]).toMatchObject({ request: { fields: { resolution: { name: "Done" } } } });
    await send(reopened);
    expect(moves()[1]!.request).toEqual({ transition: { id: "01" } });
  });

  it("closes to the status that is configured, and says which there are where it is none", async () => {
    setup = await setupJira({}, { doneStatus: "Won't Do", resolution: "Won't Do" });
    await send();
    expect(await send(resolved)).toEqual(ok);
    await setup.close();
    setup = await setupJira({}, { doneStatus: "Fertig" });
    await send();
    expect(await send(resolved)).toMatchObject({ is: "refused", why: "no transition closes it: none leads to the status Fertig, only to In Progress, Done, Won't Do" }); // prettier-ignore
  });

  it("leaves out what the project does not have", async () => {
    setup = await setupJira({}, { priorities: false, due: false });
    await send();
    const { request } = setup.exchanges().find(({ status }) => status === 201)!;
    expect(Object.keys((request as { fields: object }).fields)).toEqual(["project", "issuetype", "labels", "summary", "description"]); // prettier-ignore
  });

  it("does not take a project that it may not see for an issue that is gone", async () => {
    const lacks = new Set<string>();
    setup = await setupJira({ lacks });
    await send();
    lacks.add("BROWSE_PROJECTS");
    expect(await send(reopened)).toMatchObject({ is: "later", why: expect.stringContaining("/project/SEC: 404") });
    expect(setup.memory.ticket).not.toBeNull();
  });

  it("reads every page of a search", async () => {
    setup = await setupJira();
    for (let i = 0; i < 60; i++) {
      setup.memory.ticket = null;
      await send({ subject: { kind: "finding", key: i.toString(16).padStart(24, "f").padEnd(64, "0") } });
      await send(resolved);
    }
    const closed = await setup.sink.closedByHand!(NOW);
    expect(new Set(closed.map(({ id }) => id)).size).toBe(60);
  });
});

describe("github test", () => {
  it.each([
    ["all is well", {}, [null, null, null, null, null]],
    ["a wrong token", { token: "other" }, ["401: Bad credentials"]],
    ["a repository that it does not see", { role: "none" }, ["404"]],
    ["labels that it may not set", { role: "read" }, [null, null, "no triage or write access", null, null]],
  ] as const)("says of %s", async (_, options, expected) => {
    setup = await setupGithub(options);
    const tried = await setup.sink.test();
    expect(tried.map(({ wrong }) => wrong)).toEqual(
      expected.map((text) => (text === null ? null : expect.stringContaining(text))),
    );
    expect(setup.there()).toEqual([]);
  });
});

describe("github", () => {
  it("finds its ticket among more than a page of others", async () => {
    setup = await setupGithub();
    await send();
    const { ticket } = setup.memory;
    for (let i = 0; i < 120; i++) {
      setup.memory.ticket = null;
      await send({ subject: { kind: "finding", key: (i + 1).toString(16).padStart(24, "f").padEnd(64, "0") } });
    }
    setup.memory.ticket = null;
    await send();
    expect(setup.memory.ticket).toEqual(ticket);
  });

  it("waits for its own limits: of creations, by Retry-After; of all calls, until they are reset", async () => {
    setup = await setupGithub({ creations: { most: 1, perMs: 60_000 } });
    await send();
    setup.memory.ticket = null;
    const other = { subject: { kind: "finding", key: "ef".repeat(32) } } as const;
    expect(await send(other)).toMatchObject({ is: "later", afterMs: 60_000 });
    expect(setup.memory.isUnsure).toBe(false);
    await setup.close();
    setup = await setupGithub({ limit: { most: 1, perMs: 30_000 } });
    expect(await send()).toMatchObject({ is: "later", afterMs: 30_000 });
  });

  it("does not take a repository that it may not see for an issue that is gone", async () => {
    setup = await setupGithub();
    await send();
    setup.order({ status: 404, body: {} }, { status: 404, body: {} });
    expect(await send(reopened)).toMatchObject({ is: "later" });
    expect(setup.memory.ticket).not.toBeNull();
  });

  it("says where an issue was transferred to", async () => {
    setup = await setupGithub();
    await send();
    const moved = { number: 9, html_url: "https://github.com/a/b/issues/9", state: "open", repository_url: "https://api.github.com/repos/a/b" }; // prettier-ignore
    setup.order({ status: 200, body: moved });
    expect(await send(reopened)).toMatchObject({ is: "refused", why: expect.stringContaining("https://github.com/a/b/issues/9") }); // prettier-ignore
  });
});
