/** What the doubles do as the real ones do, where our sinks would not notice. */
import { afterEach, describe, expect, it } from "vitest";
import { startGithub, startJira, type Double } from "../../src/doubles/index.ts";

let double: Double;
afterEach(() => double.close());

const text = (words: string) => ({
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text: words }] }],
});

describe("jira", () => {
  const auth = `Basic ${Buffer.from("a@example.com:t").toString("base64")}`;
  const start = async (options = {}) => (double = await startJira({ user: "a@example.com", token: "t", ...options }));
  const ask = async (method: string, path: string, body?: unknown, authorization = auth) => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(`${double.url}/rest/api/3${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }); // prettier-ignore
    const said = await answer.text();
    return { status: answer.status, headers: answer.headers, body: said === "" ? null : JSON.parse(said) };
  };
  const issue = (more: object = {}) => ({
    fields: {
      project: { key: "SEC" },
      issuetype: { name: "Task" },
      summary: "a",
      description: text("b"),
      labels: ["x"],
      ...more,
    },
  });

  it("has no old search any more", async () => {
    await start();
    expect(await ask("GET", "/search?jql=x")).toMatchObject({ status: 410 });
  });

  it("learns late in its search, of all that is written", async () => {
    const clock = { now: 0 };
    await start({ now: () => clock.now, searchLagMs: 60_000 });
    const { body } = await ask("POST", "/issue", issue());
    const found = async (label: string) => (await ask("POST", "/search/jql", { jql: `labels = "${label}"`, fields: ["labels"] })).body.issues.length; // prettier-ignore
    expect(await found("x")).toBe(0);
    clock.now += 60_000;
    expect(await found("x")).toBe(1);
    await ask("PUT", `/issue/${body.key}`, { update: { labels: [{ add: "y" }] } });
    expect(await found("y")).toBe(0);
    clock.now += 60_000;
    expect(await found("y")).toBe(1);
  });

  it.each<[string, object, string]>([
    ["a summary that is too long", { summary: "a".repeat(256) }, "summary"],
    ["a summary of two lines", { summary: "a\nb" }, "summary"],
    ["a label with a space", { labels: ["a b"] }, "labels"],
    ["a priority that it does not have", { priority: { name: "Urgent" } }, "priority"],
    ["a text that is none", { description: "text" }, "description"],
    ["an empty text node", { description: text("") }, "description"],
    ["a text that is too long", { description: text("a".repeat(33_000)) }, "description"],
    ["a field that it does not know", { customfield_1: 1 }, "customfield_1"],
    ["another project", { project: { key: "OTHER" } }, "project"],
  ])("refuses %s", async (_, fields, field) => {
    await start();
    const { status, body } = await ask("POST", "/issue", issue(fields));
    expect([status, Object.keys(body.errors)]).toEqual([400, [field]]);
  });

  it.each(["", "a = b", "updated >= yesterday", 'labels = "a" ORDER BY rank'])("refuses the query %j", async (jql) => {
    await start();
    expect(await ask("POST", "/search/jql", { jql })).toMatchObject({ status: 400 });
  });

  it("asks for a resolution, and for credentials, and to wait", async () => {
    const clock = { now: 0 };
    await start({ limit: { most: 4, perMs: 10_000 }, now: () => clock.now });
    const { body } = await ask("POST", "/issue", issue());
    expect(await ask("POST", `/issue/${body.id}/transitions`, { transition: { id: "03" } })).toMatchObject({
      status: 400,
    });
    expect(await ask("GET", "/myself", undefined, "Basic x")).toMatchObject({ status: 401 });
    expect(await ask("GET", "/issue/99")).toMatchObject({ status: 404 });
    const { status, headers } = await ask("GET", "/myself");
    expect([status, headers.get("retry-after"), headers.get("ratelimit-reason")]).toEqual([
      429,
      "10",
      "jira-burst-based",
    ]);
  });
});

describe("github", () => {
  const start = async (options = {}) => (double = await startGithub({ token: "t", ...options }));
  const ask = async (method: string, path: string, body?: unknown, token = "t") => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${double.url}/repos/example/compliance${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }); // prettier-ignore
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any };
  };

  it.each<[string, object]>([
    ["no title", { body: "a" }],
    ["a title that is too long", { title: "a".repeat(257) }],
    ["a body that is too long", { title: "a", body: "a".repeat(65_537) }],
  ])("refuses %s", async (_, issue) => {
    await start();
    expect(await ask("POST", "/issues", issue)).toMatchObject({ status: 422 });
  });

  it("drops the labels of who may not label, and says so to nobody", async () => {
    await start({ role: "read" });
    expect(await ask("POST", "/issues", { title: "a", labels: ["x"] })).toMatchObject({
      status: 201,
      body: { labels: [] },
    });
    expect(await ask("PATCH", "/issues/1", { state: "closed" })).toMatchObject({ status: 403 });
  });

  it("lists by label, state and time, page by page, and says who closed an issue only of that issue", async () => {
    const made = await start();
    for (let i = 0; i < 3; i++) await ask("POST", "/issues", { title: `${i}`, labels: i === 1 ? [] : ["x"] });
    made.closeByHand(3, "somebody", "not_planned");
    const titles = async (query: string) =>
      (await ask("GET", `/issues?${query}`)).body.map(({ title }: { title: string }) => title);
    expect(await titles("labels=x&state=all&direction=asc")).toEqual(["0", "2"]);
    expect(await titles("labels=x&state=closed")).toEqual(["2"]);
    expect(await titles("state=all&per_page=2&page=2")).toEqual(["0"]);
    expect((await ask("GET", "/issues?state=all&per_page=2")).headers.get("link")).toContain("page=2");
    expect((await ask("GET", "/issues?state=closed")).body[0]).not.toHaveProperty("closed_by");
    expect((await ask("GET", "/issues/3")).body).toMatchObject({
      closed_by: { login: "somebody" },
      state_reason: "not_planned",
    });
  });

  it("says of a deleted issue that it is gone, and to who has no token that it is not there", async () => {
    const made = await start();
    await ask("POST", "/issues", { title: "a" });
    made.remove(1);
    expect(await ask("GET", "/issues/1")).toMatchObject({ status: 410 });
    expect(await ask("GET", "/issues/2")).toMatchObject({ status: 404 });
    expect(await ask("GET", "/issues", undefined, "x")).toMatchObject({ status: 401 });
  });
});

it("shows pages without a script, a style from elsewhere or an address to load", async () => {
  double = await startJira({ user: "a@example.com", token: "t" });
  const { headers } = await fetch(`${double.url}/`);
  expect(headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'/,
  );
});
