import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import type { Delivery, Sink, ToldFinding } from "../../../src/deliver/sink.ts";
import { alertmanager } from "../../../src/deliver/sinks/alertmanager.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { hostile, lineEnds } from "../../kit/hostile.ts";
import { deliveryOf, findingOf, hold, KEY, Memory, NOW, told, toldFinding } from "../tickets/kit.ts";

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Alertmanager 0.25 as it was seen: of a request it takes the alerts that are right, and answers 400 where one is not. */
const got: Alert[][] = [];
const authorizations: (string | undefined)[] = [];
let status = 200;
let isWrong: (alert: Alert) => boolean = () => false;
const server = createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += String(part)));
  request.on("end", () => {
    authorizations.push(request.headers.authorization);
    response.setHeader("content-type", "application/json");
    if (request.url === "/am/api/v2/status") return response.end('{"versionInfo":{"version":"0.25.0"}}');
    const alerts = JSON.parse(text) as Alert[];
    got.push(alerts);
    if (alerts.some(isWrong)) return response.writeHead(400).end('"at least one label pair required"');
    response.writeHead(status).end();
  });
});

let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/am/`;
});
afterAll(() => void server.close());
beforeEach(() => {
  got.splice(0);
  authorizations.splice(0);
  status = 200;
  isWrong = () => false;
});

const open = (more: Record<string, unknown> = {}): Promise<Sink> =>
  alertmanager.open(alertmanager.settings.parse({ url, ...more }), {
    name: "alerts",
    http: openHttp({ timeoutMs: 10_000, allowed: [], userAgent: "clausewatch/test" }),
    tcp: openTcp({ timeoutMs: 10_000, allowed: [] }),
    secret: async () => "not-a-secret",
    program: "clausewatch test",
    folder: "/",
    now: () => new Date(NOW),
  });

const deliver = (changes: Delivery["changes"], ...findings: readonly ToldFinding[]) =>
  findings.map((each) => deliveryOf(new Memory({ now: 0 }), { changes, findings: [each] }));

const opened = { at: "2026-03-01T10:00:00.000Z", scan: 7 };
const resolved = { number: 1, opened, resolved: { at: "2026-03-02T11:58:00.000Z", scan: 9 } };
/** The severity of each alert with when it ends. */
const ends = () => got.flat().map(({ labels, endsAt }) => [labels["severity"], endsAt]);
const ahead = "2026-03-02T12:20:00.000Z";

test("an alert says what is wrong, where, and by which sentence", async () => {
  const sink = await open({ labels: { team: "platform" } });
  expect(await sink.send(deliver([told("opened", 1)], toldFinding({ customer: "acme" })))).toEqual([
    { is: "accepted" },
  ]);
  expect(got).toEqual([
    [
      {
        labels: {
          team: "platform",
          alertname: "ClausewatchFinding",
          finding: KEY,
          check: "ebs-volume-encrypted",
          severity: "high",
          account: "111122223333",
          region: "eu-central-1",
          resource: "vol-00000001",
          customer: "acme",
        },
        annotations: {
          summary: "EBS volume vol-00000001 is not encrypted",
          description: expect.stringContaining("EBS volumes are encrypted. Whoever gets at the storage"),
          clause: "Encryption Policy §7.14.2: Every drive of every server is encrypted.",
          arn: "arn:aws:ec2:eu-central-1:111122223333:volume/vol-00000001",
          owner: "platform",
          due: "2026-03-31",
        },
        startsAt: "2026-03-01T10:00:00.000Z",
        endsAt: ahead,
      },
    ],
  ]);
});

describe("when an alert ends", () => {
  test.each<[string, Delivery["changes"], ToldFinding, readonly (readonly [string, string])[], string]>([
    ["open", [told("opened", 1)], toldFinding(), [["high", ahead]], "accepted"],
    ["told again", [], toldFinding(), [["high", ahead]], "accepted"],
    ["not judged", [], toldFinding({ unverifiedSince: opened.at }), [["high", ahead]], "accepted"],
    ["resolved", [told("resolved", 2)], toldFinding({ state: "resolved", episode: resolved }), [["high", "2026-03-02T11:58:00.000Z"]], "accepted"], // prettier-ignore
    ["waived", [told("waived", 2)], toldFinding({ waiver: hold }), [["high", NOW]], "accepted"],
    ["waived, told again", [], toldFinding({ waiver: hold }), [], "needless"],
    ["waiver expired", [told("waiver expired", 3)], toldFinding({ waiver: { ...hold, expired: true } }), [["high", ahead]], "accepted"], // prettier-ignore
    ["graver", [told("severity", 2)], toldFinding({ severity: "critical" }), [["high", NOW], ["critical", ahead]], "accepted"], // prettier-ignore
    ["graver, and its check renamed before", [told("severity", 2)], toldFinding({ key: "f".repeat(64), severity: "critical" }), [["high", NOW], ["critical", ahead]], "accepted"], // prettier-ignore
    ["graver and back", [told("severity", 2), told("severity", 3)], toldFinding(), [["high", ahead]], "accepted"],
    ["waived and resolved", [told("resolved", 3)], toldFinding({ waiver: hold, state: "resolved", episode: resolved }), [["high", "2026-03-02T11:58:00.000Z"]], "accepted"], // prettier-ignore
  ])("%s", async (_, changes, finding, expected, is) => {
    expect(await (await open()).send(deliver(changes, finding))).toMatchObject([{ is }]);
    expect(ends()).toEqual(expected);
  });

  test("never before it began, whatever the clocks say", async () => {
    const late = { at: "2026-03-02T13:00:00.000Z", scan: 7 };
    const early = { at: "2026-03-02T11:00:00.000Z", scan: 9 };
    const episode = { number: 1, opened: late, resolved: early };
    await (await open()).send(deliver([told("resolved", 2)], toldFinding({ state: "resolved", episode })));
    expect(got.flat()).toMatchObject([{ startsAt: NOW, endsAt: NOW }]);
  });
});

test("where one of many is refused, the others are taken", async () => {
  const keys = ["a", "b", "c"].map((digit) => digit.repeat(64));
  isWrong = ({ labels }) => labels["finding"] === keys[1];
  const sink = await open();
  const answers = await sink.send(deliver([told("opened", 1)], ...keys.map((key) => toldFinding({ key }))));
  expect(answers.map(({ is }) => is)).toEqual(["accepted", "refused", "accepted"]);
});

test.each([
  [401, "later"],
  [429, "later"],
  [502, "unsure"],
  [413, "refused"],
])("%d is %s", async (code, is) => {
  status = code;
  const sent = (await open()).send(deliver([told("opened", 1)], toldFinding()));
  await expect(sent).rejects.toMatchObject({ is });
});

test.each<[string, Record<string, unknown>, string | undefined]>([
  ["nobody", {}, undefined],
  ["a bearer", { token: { env: "T" } }, "Bearer not-a-secret"],
  ["a user", { user: "me", password: { env: "T" } }, `Basic ${Buffer.from("me:not-a-secret").toString("base64")}`],
])("it signs in as %s", async (_, more, expected) => {
  const sink = await open(more);
  expect(await sink.test()).toEqual([{ what: expect.any(String), wrong: null }]);
  expect(authorizations).toEqual([expected, expected]);
  expect(sink.preview(deliver([], toldFinding())).join()).not.toContain("not-a-secret");
});

test.each([
  ["a password without a user", { password: { env: "T" } }],
  ["a user and a token", { user: "me", password: { env: "T" }, token: { env: "T" } }],
  ["a label that is none", { labels: { "a-b": "c" } }],
])("%s is refused", (_, more) => {
  expect(alertmanager.settings.safeParse({ url: "https://am.test", ...more }).success).toBe(false);
});

test("strings of attackers are written out, on one line, and cut", async () => {
  const sink = await open();
  const names = Object.values(hostile);
  const findings = names.map(
    (id, i) =>
    toldFinding({ key: String(i).padStart(64, "0"), message: id, customer: id, owner: id, resource: { ...findingOf().resource, id } }), // prettier-ignore
  );
  await sink.send(deliver([told("opened", 1)], ...findings));
  expect(got.flat()).toHaveLength(names.length);
  for (const { labels, annotations } of got.flat())
    for (const text of [...Object.values(labels), ...Object.values(annotations)]) {
      expect(text).not.toMatch(lineEnds);
      // oxlint-disable-next-line no-control-regex -- they are control characters
      expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u200b]/);
      expect(text.length).toBeLessThanOrEqual(2000);
    }
});
