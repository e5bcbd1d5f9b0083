import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import { webhook } from "../../../src/deliver/sinks/webhook.ts";
import type { Delivery, Sink } from "../../../src/deliver/sink.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { hostile } from "../../kit/hostile.ts";
import { deliveryOf, KEY, Memory, NOW, told, toldFinding } from "../tickets/kit.ts";

const secrets: Record<string, string> = {
  NEW: `whsec_${Buffer.alloc(32, 1).toString("base64")}`,
  OLD: `whsec_${Buffer.alloc(24, 2).toString("base64")}`,
  SHORT: `whsec_${Buffer.alloc(8, 2).toString("base64")}`,
};
const got: { headers: IncomingHttpHeaders; body: string }[] = [];
let answer: readonly [status: number, headers: Record<string, string>, body: string] = [204, {}, ""];
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    got.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
    response.writeHead(answer[0], answer[1]).end(answer[2]);
  });
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => void server.close());
beforeEach(() => {
  got.length = 0;
  answer = [204, {}, ""];
});

async function open(names: readonly string[] = ["NEW"]): Promise<Sink> {
  const settings = webhook.settings.parse({ address: url, secrets: names.map((env) => ({ env })) });
  return await webhook.open(settings, {
    name: "hook",
    http: openHttp({ timeoutMs: 2000, allowed: [], userAgent: "clausewatch/1.2.3" }),
    tcp: openTcp({ timeoutMs: 2000, allowed: [] }),
    secret: (ref) => Promise.resolve(secrets[(ref as { env: string }).env]!),
    program: "clausewatch 1.2.3",
    folder: "/",
    now: () => new Date(),
  });
}

const delivery = (more: Partial<Delivery> = {}) => deliveryOf(new Memory({ now: 0 }), more);

test("an event is a CloudEvent, and its signature holds", async () => {
  const sink = await open();
  expect(await sink.send([delivery({ changes: [told("waiver expired", 4)] })])).toEqual([{ is: "accepted" }]);
  const [{ headers, body }] = got as [(typeof got)[number]];
  expect(headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
  const event = new Webhook(secrets["NEW"]!).verify(body, headers as Record<string, string>) as Record<string, unknown>;
  expect(event).toMatchObject({
    specversion: "1.0",
    id: `${KEY}.4`,
    source: "clausewatch",
    type: "clausewatch.finding.waiver-expired",
    subject: KEY,
    time: NOW,
    datacontenttype: "application/json",
    data: {
      change: { number: 4, episode: 1, kind: "waiver expired", at: NOW },
      finding: {
        key: KEY,
        state: "open",
        severity: "high",
        account: "111122223333",
        check: { id: "ebs-volume-encrypted", controls: ["encryption-at-rest"] },
        clauses: [{ policy: "encryption", number: "7.14.2", text: "Every drive of every server is encrypted." }],
      },
    },
  });
  expect(headers["webhook-id"]).toBe(event["id"]);
  expect(sink.preview([delivery({ changes: [told("waiver expired", 4)] })])).toEqual([body]);
});

test("while one secret takes another's place, both can verify", async () => {
  await (await open(["NEW", "OLD"])).send([delivery()]);
  const [{ headers, body }] = got as [(typeof got)[number]];
  for (const name of ["NEW", "OLD"])
    expect(new Webhook(secrets[name]!).verify(body, headers as Record<string, string>)).toBeTruthy();
  expect(() =>
    new Webhook(`whsec_${Buffer.alloc(24, 3).toString("base64")}`).verify(body, headers as Record<string, string>),
  ).toThrow();
});

const answers: readonly (readonly [
  status: number,
  headers: Record<string, string>,
  is: string,
  afterMs: number | undefined,
])[] = [
  [400, {}, "refused", undefined],
  [413, {}, "refused", undefined],
  [422, {}, "refused", undefined],
  [401, {}, "later", undefined],
  [404, {}, "later", undefined],
  [302, { location: "https://elsewhere.example/" }, "later", undefined],
  [410, {}, "later", 3_600_000],
  [429, { "retry-after": "7" }, "later", 7000],
  [429, { date: "Mon, 02 Mar 2026 12:00:00 GMT", "retry-after": "Mon, 02 Mar 2026 12:01:00 GMT" }, "later", 60_000],
  [503, { "retry-after": "120" }, "later", 120_000],
  [500, {}, "unsure", undefined],
  [502, {}, "unsure", undefined],
  [503, {}, "unsure", undefined],
];
test.each(answers)("%s %o", async (status, headers, is, afterMs) => {
  answer = [status, headers, "no:\n  because"];
  const error = await (await open()).send([delivery()]).catch((error: unknown) => error);
  expect(error).toMatchObject({ name: "SinkError", is, afterMs });
  expect((error as Error).message).toMatch(new RegExp(`^the webhook answers ${status}`));
});

test("a secret that is none is told without it", async () => {
  const error = (await (await open(["SHORT"])).send([delivery()]).catch((error: unknown) => error)) as Error;
  expect(error.message).toContain("24 to 64 bytes");
  expect(error.message).not.toContain(secrets["SHORT"]!.slice(6));
  expect(got).toEqual([]);
});

test.each(Object.entries(hostile))("%s arrives as it was, on a line that is inert", async (_, text) => {
  const finding = toldFinding({ message: text, resource: { type: "AWS::EC2::Volume", id: text, arn: text } });
  await (await open()).send([delivery({ findings: [finding] })]);
  const [{ body }] = got as [(typeof got)[number]];
  const arrived = JSON.parse(body) as { data: { finding: { message: string; resource: { id: string } } } };
  expect(arrived.data.finding.message).toBe(text);
  expect(arrived.data.finding.resource.id).toBe(text);
  // oxlint-disable-next-line no-control-regex -- they are what must not be there
  expect(body).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\p{Cf}]/u);
});

test("trying it sends an event of its own type, and says what is wrong", async () => {
  const sink = await open();
  expect(await sink.test()).toMatchObject([{ wrong: null }]);
  expect(JSON.parse(got[0]!.body)).toMatchObject({ type: "clausewatch.test", data: {} });
  answer = [403, {}, "who are you"];
  expect(await sink.test()).toMatchObject([{ wrong: "the webhook answers 403: who are you" }]);
});
