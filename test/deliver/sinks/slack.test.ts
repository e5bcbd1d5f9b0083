import type { IncomingMessage, Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import { slack } from "../../../src/deliver/sinks/slack.ts";
import { SinkError, type Sink } from "../../../src/deliver/sink.ts";
import { plain } from "../../../src/deliver/text/index.ts";
import { digestOf } from "../../../src/deliver/text/digest.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { hostile } from "../../kit/hostile.ts";
import { bodyOf, listening, of, written } from "./kit/digests.ts";

interface Message {
  readonly channel: string;
  readonly text: string;
  readonly metadata?: object;
  readonly blocks: readonly { readonly type: string; readonly text: { readonly text: string; readonly verbatim: boolean } }[]; // prettier-ignore
  readonly unfurl_links: boolean;
}

const TOKEN = "xoxb-1-secret";
const HOOK = "/services/T0/B0/hook-secret";
/** What Slack does with the next message: takes it, takes it and says nothing, or refuses it. */
let fate: "done" | "answer lost" | readonly [status: number, headers: Record<string, string>, body: string] = "done";
const channel: object[] = [];
const calls: string[] = [];
let scopes = "chat:write,channels:history";
let server: Server;
let url = "";

/** Slack on loopback: two messages a page, youngest first. */
async function slackOf(
  request: IncomingMessage,
): Promise<readonly [status: number, headers: object, body: string] | null> {
  const body = await bodyOf(request);
  calls.push(request.url!);
  const answer = (told: object, headers: object = {}) => [200, headers, JSON.stringify(told)] as const;
  if (request.url === HOOK || request.url === "/api/chat.postMessage") {
    if (typeof fate === "object") return fate;
    if (body === "{}") return [400, {}, "no_text"];
    channel.unshift(JSON.parse(body) as object);
    return fate === "done" ? (request.url === HOOK ? [200, {}, "ok"] : answer({ ok: true })) : null;
  }
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return answer({ ok: false, error: "invalid_auth" });
  if (request.url === "/api/auth.test") return answer({ ok: true }, { "x-oauth-scopes": scopes });
  expect(request.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  const asked = new URLSearchParams(body);
  const from = Number(asked.get("cursor") ?? 0);
  const page = channel.slice(from, from + 2);
  const more = from + 2 < channel.length ? String(from + 2) : "";
  const messages = asked.get("include_all_metadata") === "true" ? page : page.map(() => ({}));
  return answer({ ok: true, messages, response_metadata: { next_cursor: more } });
}

beforeAll(async () => {
  ({ server, url } = await listening((request, response) => {
    void (async () => {
      const answer = await slackOf(request);
      if (answer === null) request.socket.destroy();
      else response.writeHead(answer[0], answer[1] as Record<string, string>).end(answer[2]);
    })();
  }));
});
afterAll(() => void server.close());
beforeEach(() => {
  channel.length = calls.length = 0;
  fate = "done";
  scopes = "chat:write,channels:history";
});

const asked: string[] = [];
async function open(by: "bot" | "webhook", secret = by === "bot" ? TOKEN : `${url}${HOOK}`): Promise<Sink> {
  const where =
    by === "bot"
      ? { bot: { token: { env: "S" }, channel: "C024BE91L", api: `${url}/api` } }
      : { webhook: { env: "S" } };
  asked.push(secret, TOKEN, HOOK);
  return await slack.open(slack.settings.parse(where), {
    name: "chat",
    http: openHttp({ timeoutMs: 2000, allowed: [], userAgent: "clausewatch/1.2.3" }),
    tcp: openTcp({ timeoutMs: 2000, allowed: [] }),
    secret: () => Promise.resolve(secret),
    program: "clausewatch 1.2.3",
    folder: "/",
    now: () => new Date(),
  });
}

test.each(["bot", "webhook"] as const)("a digest arrives by the %s, as the preview says", async (by) => {
  const sink = await open(by);
  const told = [of(1, ["opened"]), of(2, ["resolved"])];
  expect(await sink.send(told)).toEqual([{ is: "accepted" }, { is: "accepted" }]);
  const [message] = channel as Message[];
  expect(message).toMatchObject({
    text: "clausewatch: 1 opened, 1 resolved",
    unfurl_links: false,
    unfurl_media: false,
  });
  expect(message!.blocks.map(({ text }) => text.text)).toEqual([
    "*clausewatch: 1 opened, 1 resolved*",
    "*Opened (1)*",
    "• *high* EBS volume vol-1 is not encrypted (production (111122223333), eu-central-1): owner platform, due 2026-03-31, policies/encryption.md:14",
    "*Resolved, by proof (1)*",
    "• *high* EBS volume vol-2 is not encrypted (production (111122223333), eu-central-1): owner platform, policies/encryption.md:14",
  ]);
  if (by === "bot") {
    const { id } = digestOf("chat", told)!;
    expect(message).toMatchObject({ channel: "C024BE91L", metadata: { event_type: "clausewatch_digest", event_payload: { digest: id } } }); // prettier-ignore
  }
  const digest = digestOf("chat", told)!;
  expect(sink.preview(told)).toEqual([`${digest.title}\n\n${plain(digest.body)}`]);
});

test("a digest whose answer was lost is found, behind what others wrote, and not sent again", async () => {
  const sink = await open("bot");
  const told = [of(1, ["opened"])];
  fate = "answer lost";
  expect(await sink.send(told).catch((error: unknown) => error)).toMatchObject({ is: "unsure" });
  fate = "done";
  channel.unshift({ text: "hello" }, { metadata: { event_type: "other", event_payload: 7 } }, { text: "there" });
  expect(await sink.send(told)).toEqual([{ is: "accepted" }]);
  expect(channel).toHaveLength(4);
  expect(await sink.send([of(1, ["opened"]), of(2, ["opened"])])).toHaveLength(2);
  expect(channel).toHaveLength(5);
});

test("what no digest tells is needless, and nothing is asked", async () => {
  expect(await (await open("bot")).send([of(1, ["described"])])).toMatchObject([{ is: "needless" }]);
  expect(calls).toEqual([]);
});

const refusals: readonly (readonly [error: string, is: SinkError["is"]])[] = [
  ["invalid_blocks", "refused"],
  ["msg_too_long", "refused"],
  ["invalid_auth", "later"],
  ["not_in_channel", "later"],
  ["missing_scope", "later"],
  ["ratelimited", "later"],
  ["never heard of", "later"],
  ["internal_error", "unsure"],
];
test.each(refusals)("ok: false, %s is %s", async (error, is) => {
  fate = [200, { "retry-after": "30" }, JSON.stringify({ ok: false, error })];
  const sent = (await open("bot")).send([of(1, ["opened"])]);
  const message = `Slack's chat.postMessage answers ${error}`;
  await expect(sent).rejects.toMatchObject({ is, message, ...(is === "later" ? { afterMs: 30_000 } : {}) });
});

const statuses: readonly (readonly [status: number, body: string, is: SinkError["is"]])[] = [
  [400, "invalid_payload", "refused"],
  [403, "action_prohibited", "later"],
  [404, "no_service", "later"],
  [410, "channel_is_archived", "later"],
  [429, "rate_limited", "later"],
  [500, "rollup_error", "unsure"],
  [200, "<html>", "unsure"],
];
test.each(statuses)("%s %s is %s", async (status, body, is) => {
  for (const by of ["bot", "webhook"] as const) {
    if (by === "webhook" && status === 200) continue;
    fate = [status, { "retry-after": "30" }, body];
    const thrown = await (await open(by)).send([of(1, ["opened"])]).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ is });
  }
});

test("no secret is told, whatever Slack repeats of it", async () => {
  const told = [of(1, ["opened"])];
  const said: string[] = [];
  for (const by of ["bot", "webhook"] as const) {
    const sink = await open(by);
    said.push(...sink.preview(told));
    // Of the two it knows the one that it was given.
    const given = by === "bot" ? TOKEN : `${url}${HOOK}`;
    for (const [status, body] of [
      [400, `${"x".repeat(290)}${given}`],
      [403, `${given} ${given}`],
      [200, JSON.stringify({ ok: false, error: given })],
      [500, given],
    ] as const) {
      fate = [status, {}, body];
      said.push(String(await sink.send(told).catch((error: unknown) => error)));
      said.push(JSON.stringify(await sink.test()));
    }
  }
  for (const wrong of ["two\r\nlines-secret", "ftp://hooks.example/hook-secret"]) {
    said.push(String(await (await open("bot", wrong)).send(told).catch((error: unknown) => error)));
    said.push(String(await (await open("webhook", wrong)).send(told).catch((error: unknown) => error)));
  }
  expect(said.join("\n")).not.toMatch(/secret/);
  expect(said).toHaveLength(22);
});

test("what sending needs is tried, and nothing is sent", async () => {
  expect(await (await open("bot")).test()).toMatchObject([{ wrong: null }, { wrong: null }]);
  scopes = "channels:history";
  expect(await (await open("bot")).test()).toMatchObject([{ wrong: "it lacks the scope chat:write" }, { wrong: null }]);
  expect((await (await open("bot", "xoxb-other")).test())[0]!.wrong).toContain("invalid_auth");
  expect(await (await open("webhook")).test()).toMatchObject([{ wrong: null }]);
  fate = [404, {}, "no_service"];
  expect(await (await open("webhook")).test()).toMatchObject([{ wrong: "Slack's webhook answers 404: no_service" }]);
  expect(channel).toEqual([]);
});

/** What Slack would make more of than text: entities are the only markup that is ours to write. */
const alive = /<[^>]|:\/\/|@\w|(^|[^\u200b])[*_~`](?=[^\u200b])/;
test.each([
  ...Object.entries(hostile),
  ["marks", "*bold* _it_ ~no~ `code` https://evil.example <!here> www.evil.example"],
])("%s is text, and no more than a block takes", async (_, text) => {
  await (await open("bot")).send([written(text), of(2, ["closed by hand"], { message: text })]);
  const { blocks } = channel[0] as Message;
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const { text: part } of blocks) {
    expect(part.verbatim).toBe(true);
    expect(part.text.length).toBeLessThanOrEqual(3000);
    const ours = part.text.replace(/^\*[^*\n]+\*$/gm, "").replace(/^• \*high\*/gm, "");
    expect(ours).not.toMatch(alive);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(ours.replaceAll("\u200b", "")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Cf}]/u);
  }
  if (text.length > 1000) expect(blocks.some((block) => block.text.text.includes("[cut: "))).toBe(true);
});

test("5,000 changes of the longest texts are one message that Slack takes, and it says what is left out", async () => {
  const kinds = [
    "opened",
    "reopened",
    "waiver expired",
    "waiver ended",
    "closed by hand",
    "waived",
    "resolved",
  ] as const;
  const text = "&".repeat(2000);
  const all = Array.from({ length: 5000 }, (_, i) => of(i, [kinds[i % 7]!], { message: text, owner: text }));
  await (await open("bot")).send(all);
  const { blocks } = channel[0] as Message;
  expect(blocks).toHaveLength(50);
  expect(Math.max(...blocks.map((block) => block.text.text.length))).toBeLessThanOrEqual(3000);
  expect(blocks.at(-1)!.text.text).toMatch(/^and \d+ more lines$/);
  expect(blocks[0]!.text.text).toContain("715 opened");
});

test("settings are one of two ways, with hours that exist", () => {
  const bot = { token: { env: "S" }, channel: "C024BE91L" };
  const quiet = { from: "22:00", to: "07:30", timeZone: "Europe/Berlin" };
  const problems: readonly [object, string][] = [
    [{}, "needs either bot or webhook"],
    [{ bot, webhook: { env: "S" } }, "needs either bot or webhook"],
    [{ bot: { ...bot, channel: "#general" } }, "must be the id of a channel"],
    [{ bot: { ...bot, token: "xoxb-1" } }, "a secret does not stand in the configuration"],
    [{ bot, quiet: { ...quiet, from: "24:00" } }, "must be a time such as 22:00"],
    [{ bot, quiet: { ...quiet, timeZone: "Europe/Nowhere" } }, "must be a time zone"],
    [{ bot, quiet: { ...quiet, to: "22:00" } }, "begin and end at the same time"],
    [{ bot, everyMinutes: 0 }, "Too small"],
  ];
  for (const [given, problem] of problems) expect(slack.settings.safeParse(given).error?.message).toContain(problem);
});

test("its limits are those that the settings say", async () => {
  const quiet = { from: "22:00", to: "07:30", timeZone: "Europe/Berlin" };
  const given = slack.settings.parse({ webhook: { env: "S" }, everyMinutes: 15, quiet });
  const { limits } = await slack.open(given, {} as never);
  expect(limits.digest).toEqual({ everyMs: 900_000, quiet: { from: 1320, to: 450, timeZone: "Europe/Berlin" } });
});
