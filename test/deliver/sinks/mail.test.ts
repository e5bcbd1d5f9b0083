import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openHttp } from "../../../src/deliver/http.ts";
import { SinkError, type Delivery, type Sink } from "../../../src/deliver/sink.ts";
import { mail } from "../../../src/deliver/sinks/mail/mail.ts";
import { openTcp } from "../../../src/deliver/tcp.ts";
import { digestOf } from "../../../src/deliver/text/digest.ts";
import { certificateOf } from "../../kit/certificate.ts";
import { hostile } from "../../kit/hostile.ts";
import { NOW } from "../tickets/kit.ts";
import { of, written } from "./kit/digests.ts";
import { HOST, startMailServer, USER, type MailServer, type Says } from "./kit/mail-server.ts";

const FROM = "clausewatch@example.com";
const TO = ["anna@example.com", "ben@example.org", "cleo@example.net"] as const;
const LATER = "2026-03-02T14:30:00.000Z";

let server: MailServer | undefined;
let folder = "";
let secret = "";
let now = NOW;
let timeoutMs = 5000;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "clausewatch-mail-"));
  [now, timeoutMs] = [NOW, 5000];
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

async function start(options: SMTPServerOptions = {}): Promise<MailServer> {
  server = await startMailServer(options);
  secret = server.password;
  await writeFile(join(folder, "ca.pem"), server.certificate.cert);
  return server;
}

interface Open {
  readonly settings?: object;
  readonly addresses?: readonly string[];
  readonly allowed?: readonly string[];
}

async function open({ settings = {}, addresses = ["127.0.0.1"], allowed = [] }: Open = {}): Promise<Sink> {
  const all = { host: HOST, port: server!.port, ca: "ca.pem", user: USER, password: { env: "P" }, from: FROM, to: TO, ...settings }; // prettier-ignore
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  const reach = {
    timeoutMs,
    allowed,
    resolve: async (host: string) => addresses.map((address) => ({ address: host === HOST ? address : "", family: 4 })),
  };
  return await mail.open(mail.settings.parse(given), {
    name: "security-mail",
    http: openHttp({ ...reach, userAgent: "clausewatch/1.2.3" }),
    tcp: openTcp(reach),
    secret: () => Promise.resolve(secret),
    program: "clausewatch 1.2.3",
    folder,
    now: () => new Date(now),
  });
}

const told = [of(1, ["opened"]), of(2, ["resolved"])];
const taken = [{ is: "accepted" }, { is: "accepted" }];

async function failure(sink: Sink, deliveries: readonly Delivery[] = told): Promise<SinkError> {
  const error = await sink.send(deliveries).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SinkError);
  return error as SinkError;
}

test("a digest arrives as text and HTML, once for all, as the preview says", async () => {
  const { got, open: connections } = await start();
  const sink = await open();
  expect(await sink.send(told)).toEqual(taken);
  expect(got).toHaveLength(1);
  const [{ from, to, mail }] = got as [(typeof got)[0]];
  expect([from, to]).toEqual([FROM, [...TO]]);
  const line =
    "EBS volume vol-1 is not encrypted (production (111122223333), eu-central-1): owner platform, due 2026-03-31";
  expect(mail).toMatchObject({ subject: "clausewatch: 1 opened, 1 resolved", date: new Date(NOW) });
  expect(mail.from?.text).toBe(`"clausewatch" <${FROM}>`);
  expect(mail.text).toContain(`Opened (1)\n----------\n\n- high ${line}\n`);
  expect(mail.text).toMatch(/\n-- \nSent by clausewatch, sink security-mail\./);
  expect(mail.html).toContain(`<li><strong class="high">high</strong> ${line}</li>`);
  expect(sink.preview(told)).toEqual([`From: ${FROM}\nTo: ${TO.join(", ")}\nSubject: ${mail.subject}\n\n${mail.text}`]);
  await vi.waitUntil(() => connections() === 0);
});

test("by its headers it is the same whenever it is sent again, and nobody's absence answers it", async () => {
  const { got } = await start();
  const sink = await open();
  await sink.send(told);
  now = LATER;
  await sink.send(told);
  const { id } = digestOf("security-mail", told)!;
  expect(got.map(({ mail }) => mail.messageId)).toEqual([`<${id}@example.com>`, `<${id}@example.com>`]);
  const { headers } = got[0]!.mail;
  expect(headers.get("auto-submitted")).toBe("auto-generated");
  expect(headers.get("x-auto-response-suppress")).toBe("All");
  expect(headers.get("list")).toMatchObject({ id: { id: "security-mail.clausewatch.example.com" } });
});

test("what no digest tells is needless, and nobody is connected to", async () => {
  const { open: connections } = await start();
  expect(await (await open()).send([of(1, ["described"])])).toMatchObject([{ is: "needless" }]);
  expect(connections()).toBe(0);
});

const ways: readonly (readonly [string, object, SMTPServerOptions])[] = [
  ["STARTTLS", { security: "starttls" }, { secure: false }],
  ["AUTH LOGIN", {}, { authMethods: ["LOGIN"] }],
  ["a server that takes one command at a time", {}, { hidePIPELINING: true }],
  ["nobody who signs in", { user: undefined, password: undefined }, { authOptional: true }],
  ["this machine without TLS", { security: "none", host: "127.0.0.1", ca: undefined }, { secure: false, hideSTARTTLS: true, allowInsecureAuth: true }], // prettier-ignore
];
test.each(ways)("it goes by %s", async (_, settings, options) => {
  const { got } = await start(options);
  expect(await (await open({ settings })).send(told)).toEqual(taken);
  expect(got).toHaveLength(1);
});

test("a password is read anew each time", async () => {
  const there = await start();
  const sink = await open();
  there.password = "rotated";
  expect(await failure(sink)).toMatchObject({ is: "later" });
  secret = "rotated";
  expect(await sink.send(told)).toEqual(taken);
});

const insecure: readonly (readonly [string, SMTPServerOptions, Open, RegExp])[] = [
  ["its certificate is of nobody who is trusted", { ...certificateOf(HOST) }, {}, /self-signed certificate/],
  ["its certificate is for another name", { ...certificateOf("other.example") }, {}, /self-signed|altnames/],
  ["STARTTLS was taken out of what it says", { secure: false, disabledCommands: ["STARTTLS"] }, { settings: { security: "starttls" } }, /does not offer STARTTLS, and nothing is sent without TLS/], // prettier-ignore
  ["it begins without TLS", { secure: false }, {}, /set security: starttls/],
  ["it speaks TLS 1.1 at most", { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as SMTPServerOptions, {}, /version|alert/], // prettier-ignore
];
test.each(insecure)("where %s, it waits and signs in nowhere", async (_, options, how, words) => {
  let signsIn = 0;
  const { got } = await start({ ...options, onAuth: (_, __, done) => (signsIn++, done(null, { user: USER })) });
  const error = await failure(await open(how));
  expect(error).toMatchObject({ is: "later", message: expect.stringMatching(words) });
  expect(error.message.startsWith(`${HOST}:${server!.port}: `)).toBe(true);
  expect([signsIn, got]).toEqual([0, []]);
});

test("a certificate that is trusted, and is for another name, is none", async () => {
  const other = certificateOf("other.example");
  await start(other as SMTPServerOptions);
  await writeFile(join(folder, "ca.pem"), other.cert);
  expect(await failure(await open())).toMatchObject({ is: "later", message: expect.stringContaining("altnames") });
});

test("no address is reached that is forbidden, unless it is allowed", async () => {
  await start();
  const addresses = ["169.254.169.254"];
  const error = await failure(await open({ addresses }));
  expect(error).toMatchObject({ is: "refused", message: expect.stringContaining("allowAddresses") });
  timeoutMs = 300;
  expect(await failure(await open({ addresses, allowed: [HOST] }))).toMatchObject({ is: "later" });
});

const [anna, ben, cleo] = TO;
const GREY: Says = [451, "greylisted, try again"];
const GONE: Says = [550, "no such user"];
const FULL: Says = [552, "too large"];
interface Outcome {
  readonly is: SinkError["is"];
  readonly words: string;
  /** Who got it. */
  readonly to?: readonly string[];
}
const answers: readonly (readonly [string, Readonly<Record<string, Says>>, Says, Outcome])[] = [
  ["the sender is refused", { [FROM]: [550, "not yours"] }, null, { is: "later", words: "550 not yours to MAIL FROM" }],
  ["the sender is put off", { [FROM]: GREY }, null, { is: "later", words: "451 greylisted" }],
  ["all recipients are put off", { [anna]: GREY, [ben]: GREY, [cleo]: GREY }, null, { is: "later", words: `nobody: ${anna} (451` }], // prettier-ignore
  ["all recipients are refused", { [anna]: GONE, [ben]: GONE, [cleo]: GONE }, null, { is: "later", words: `${cleo} (550 no such user)` }], // prettier-ignore
  ["one recipient is put off", { [ben]: GREY }, null, { is: "later", words: `put off any more: ${ben} (451` }],
  ["one recipient is refused", { [ben]: GONE }, null, { is: "refused", words: `not to ${ben} (550 no such user)`, to: [anna, cleo] }], // prettier-ignore
  ["one is put off and one refused", { [ben]: GONE, [cleo]: GREY }, null, { is: "later", words: `more: ${cleo} (451` }],
  ["the connection ends at a recipient", { [ben]: "cut" }, null, { is: "later", words: "" }],
  ["it goes down at a recipient", { [ben]: [421, "going down"] }, null, { is: "later", words: "" }],
  ["the message is refused", {}, [554, "it looks like spam"], { is: "refused", words: "554 it looks like spam" }],
  ["the message is too large", {}, FULL, { is: "refused", words: "552 too large" }],
  ["the message is put off", {}, [451, "no room"], { is: "later", words: "451 no room" }],
  ["it goes down at the message", {}, [421, "going down"], { is: "later", words: "421 going down" }],
  ["the connection ends within the message", {}, "cut", { is: "unsure", words: "" }],
  ["the answer to the message is lost", {}, "lost", { is: "unsure", words: "", to: TO }],
];
test.each(answers)("where %s", async (_, says, saysToMessage, { is, words, to }) => {
  for (const hidePIPELINING of [false, true]) {
    const there = await start({ hidePIPELINING });
    there.says = (address) => says[address] ?? null;
    there.saysToMessage = saysToMessage;
    const error = await failure(await open());
    expect(error).toMatchObject({ is, message: expect.stringContaining(words) });
    expect(there.got.map((each) => each.to)).toEqual(to === undefined ? [] : [to]);
    await vi.waitUntil(() => there.open() === 0);
    await there.close();
  }
});

test("what was put off, or lost, arrives by the next try under the same id", async () => {
  const there = await start();
  there.says = () => GREY;
  const sink = await open();
  expect((await failure(sink)).is).toBe("later");
  there.says = () => null;
  there.saysToMessage = "lost";
  expect((await failure(sink)).is).toBe("unsure");
  there.saysToMessage = null;
  expect(await sink.send(told)).toEqual(taken);
  expect(there.got).toHaveLength(2);
  expect(new Set(there.got.map(({ mail }) => mail.messageId)).size).toBe(1);
});

test("who is put off is waited for an hour longer than the period and the quiet hours", async () => {
  const there = await start();
  there.says = (address) => (address === ben ? GREY : null);
  const quiet = { from: "20:00", to: "07:00", timeZone: "UTC" };
  const patience: readonly (readonly [string, object, SinkError["is"]])[] = [
    ["2026-03-02T13:59:00.000Z", {}, "later"],
    ["2026-03-02T14:01:00.000Z", {}, "refused"],
    ["2026-03-03T00:59:00.000Z", { quiet }, "later"],
    ["2026-03-03T01:01:00.000Z", { quiet }, "refused"],
  ];
  for (const [at, settings, is] of patience) {
    now = at;
    expect([at, (await failure(await open({ settings }))).is]).toEqual([at, is]);
  }
  expect(there.got.map(({ to }) => to)).toEqual([
    [anna, cleo],
    [anna, cleo],
  ]);
});

test("silence before TLS", async () => {
  await start();
  const silent = createServer((socket) => void socket.on("error", () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  timeoutMs = 200;
  const { port } = silent.address() as AddressInfo;
  for (const security of ["tls", "starttls"]) {
    const error = await failure(await open({ settings: { port, security } }));
    expect(error).toMatchObject({ is: "later", message: `${HOST}:${port}: no answer in 0.2 s` });
  }
  await new Promise((resolve) => silent.close(resolve));
});

const silences: readonly (readonly [string, Partial<MailServer>, SinkError["is"]])[] = [
  ["before the message", { says: () => "silent" }, "later"],
  ["after it", { saysToMessage: "silent" }, "unsure"],
];
test.each(silences)("silence %s", async (_, says, is) => {
  Object.assign(await start(), says);
  timeoutMs = 200;
  const error = await failure(await open());
  expect(error).toMatchObject({ is, message: expect.stringMatching(/no answer in \d/) });
});

test("a server that takes no such size is not sent it", async () => {
  const { got } = await start({ size: 1000 });
  expect(await failure(await open())).toMatchObject({ is: "refused", message: expect.stringMatching(/size/) });
  expect(got).toEqual([]);
});

test("no secret is told, whatever the server repeats of it", async () => {
  const there = await start();
  there.says = () => [550, `no ${secret}`];
  const sink = await open();
  const said = [...sink.preview(told), (await failure(sink)).message, JSON.stringify(await sink.test())];
  secret = "wr0ng-pa55";
  said.push((await failure(sink)).message, JSON.stringify(await sink.test()));
  expect(said.join("\n")).toContain("[hidden]");
  for (const each of [there.password, secret])
    for (const form of [
      each,
      Buffer.from(each).toString("base64"),
      Buffer.from(`\0${USER}\0${each}`).toString("base64"),
    ])
      // prettier-ignore
      expect(said.join("\n")).not.toContain(form);
});

test("what sending needs is tried, each recipient too, and nothing is sent", async () => {
  const there = await start();
  there.says = (address) => (address === ben ? GONE : null);
  const tried = await (await open()).test();
  expect(tried.map(({ what, wrong }) => [what, wrong])).toEqual([
    [`${HOST} answers by TLS, with a certificate for that name`, null],
    [`${USER} signs in`, null],
    [`it takes mail from ${FROM} (nothing is sent to see it)`, null],
    [`it takes mail for ${anna}`, null],
    [`it takes mail for ${ben}`, "it answers 550 no such user"],
    [`it takes mail for ${cleo}`, null],
  ]);
  there.says = () => [550, "not yours"];
  expect((await (await open()).test()).map(({ wrong }) => wrong === null)).toEqual([true, true, false]);
  secret = "other";
  expect((await (await open()).test()).map(({ wrong }) => wrong === null)).toEqual([true, false]);
  expect((await (await open({ settings: { ca: "none.pem" } })).test())[0]!.wrong).toContain("none.pem");
  await there.close();
  expect((await (await open()).test()).map(({ wrong }) => wrong === null)).toEqual([false]);
  expect(there.got).toEqual([]);
});

const addresses = "https://evil.example/x www.evil.example evil.example/x someone@evil.example mailto:a@evil.example //evil.example"; // prettier-ignore
test.each([...Object.entries(hostile), ["addresses", addresses]])(
  "%s is text, in headers and bodies",
  async (_, text) => {
    const { got } = await start();
    await (await open()).send([written(text), of(2, ["closed by hand"], { message: text })]);
    const [{ raw, mail }] = got as [(typeof got)[0]];
    expect(mail.subject).toBe("clausewatch: 1 opened, 1 closed by hand");
    expect(mail.attachments).toEqual([]);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(raw).not.toMatch(/[^\u0001-\u007f]|(?<!\r)\n|[^\r\n]{999}/);
    // A reader that links whatever looks like an address finds none.
    expect(mail.textAsHtml).not.toMatch(/<a[ >]/);
    for (const part of [mail.text!, mail.html as string])
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(part.replaceAll("\u200b", "")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Cf}]/u);
    const ours = /<\/?(html|head|body|main|footer|title|style|h1|h2|p|ul|li|strong)>|<!doctype html>|<html lang="en">|<meta [^<>]*>|<strong class="(high|critical)">/g; // prettier-ignore
    expect(mail.html).not.toMatch(/&[^;]*\u200b/);
    const left = (mail.html as string).replace(/<style>[^<]*<\/style>/, "").replaceAll(ours, "").replaceAll(/&(amp|lt|gt|quot|#39);/g, ""); // prettier-ignore
    expect(left).not.toMatch(/[<>&"']/);
  },
);

test("5,000 changes of the longest texts are one message that a server takes", async () => {
  const { got } = await start({ size: 10 * 1024 * 1024 });
  const kinds = ["opened", "reopened", "waiver expired", "waiver ended", "closed by hand", "waived", "resolved"] as const; // prettier-ignore
  const text = "é".repeat(2000);
  const all = Array.from({ length: 5000 }, (_, i) => of(i, [kinds[i % 7]!], { message: text, owner: text }));
  expect(await (await open()).send(all)).toHaveLength(5000);
  expect(got[0]!.mail.subject).toContain("715 opened");
  expect(got[0]!.mail.text).toContain("[cut: 2,000 characters]");
});

test("settings are whole, and safe", () => {
  const fine = { host: "mail.example.com", from: FROM, to: [anna] };
  const problems: readonly [object, string][] = [
    [{ user: USER }, "needs user and password, or neither"],
    [{ password: { env: "P" } }, "needs user and password, or neither"],
    [{ user: USER, password: "secret" }, "a secret does not stand in the configuration"],
    [{ user: "a\0b", password: { env: "P" } }, "must be a name on one line"],
    [{ security: "none" }, "speaks without TLS to this machine alone"],
    [{ security: "none", host: "localhost.example.com" }, "speaks without TLS to this machine alone"],
    [{ host: "mail.example.com:465" }, "without a port"],
    [{ host: "smtps://mail.example.com" }, "without a port"],
    [{ to: [] }, "Too small"],
    [{ to: [anna, anna] }, "names a recipient twice"],
    [{ to: ["Anna <anna@example.com>"] }, "must be an address such as"],
    [{ to: ["anna@example.com\r\nBcc: eve@example.com"] }, "must be an address such as"],
    [{ from: "anna@example.com> SIZE=1" }, "must be an address such as"],
    [{ to: Array.from({ length: 51 }, (_, i) => `a${i}@example.com`) }, "Too big"],
  ];
  expect(mail.settings.safeParse(fine).success).toBe(true);
  expect(mail.settings.safeParse({ ...fine, security: "none", host: "127.0.0.1" }).success).toBe(true);
  for (const [given, problem] of problems)
    expect([given, mail.settings.safeParse({ ...fine, ...given }).error?.message]).toEqual([given, expect.stringContaining(problem)]); // prettier-ignore
});
