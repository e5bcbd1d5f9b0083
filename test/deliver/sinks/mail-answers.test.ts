/** What becomes of a digest where the mail server does not take it, or is not to be trusted. */
import { writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test, vi } from "vitest";
import type { SinkError } from "../../../src/deliver/sink.ts";
import { certificateOf } from "../../kit/certificate.ts";
import { failure, FROM, setupMail, taken, TO, told, type Open, type Setup } from "./kit/mail.ts";
import { HOST, USER, type MailServer, type Says } from "./kit/mail-server.ts";

let setup: Setup | undefined;
afterEach(() => setup?.close());

async function start(options: SMTPServerOptions = {}): Promise<MailServer> {
  setup = await setupMail(options);
  return setup.server;
}
const open = (how?: Open) => setup!.open(how);

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
  expect(error.message.startsWith(`${HOST}:${setup!.server.port}: `)).toBe(true);
  expect([signsIn, got]).toEqual([0, []]);
});

test("a certificate that is trusted, and is for another name, is none", async () => {
  const other = certificateOf("other.example");
  await start(other as SMTPServerOptions);
  await writeFile(join(setup!.folder, "ca.pem"), other.cert);
  expect(await failure(await open())).toMatchObject({ is: "later", message: expect.stringContaining("altnames") });
});

test("no address is reached that is forbidden, unless it is allowed", async () => {
  await start();
  const addresses = ["169.254.169.254"];
  const error = await failure(await open({ addresses }));
  expect(error).toMatchObject({ is: "refused", message: expect.stringContaining("allowAddresses") });
  setup!.timeoutMs = 300;
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
    await setup!.close();
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
    setup!.now = at;
    expect([at, (await failure(await open({ settings }))).is]).toEqual([at, is]);
  }
  expect(there.got.map(({ to }) => to)).toEqual([
    [anna, cleo],
    [anna, cleo],
  ]);
});

test("answers of several lines are read whole", async () => {
  const said: Readonly<Record<string, readonly string[]>> = {
    DATA: ["354 go on"],
    [`RCPT TO:<${ben}>`]: ["550-5.1.1 no such user", "550 5.1.1 here"],
  };
  const lines = createServer((socket) => {
    socket.write("220-hello\r\n220 there\r\n");
    let isMessage = false;
    createInterface(socket).on("line", (line) => {
      if (isMessage && line !== ".") return;
      isMessage = line === "DATA";
      const words = said[line] ?? ["250-fine", "250 so"];
      socket.write(words.map((each) => `${each}\r\n`).join(""));
    });
  });
  await new Promise<void>((resolve) => lines.listen(0, "127.0.0.1", resolve));
  const { port } = lines.address() as AddressInfo;
  const settings = { host: "127.0.0.1", security: "none", port, ca: undefined, user: undefined, password: undefined };
  await start();
  const error = await failure(await open({ settings }));
  expect(error).toMatchObject({ is: "refused", message: expect.stringContaining("550-5.1.1 no such user 550 5.1.1 here") }); // prettier-ignore
  await new Promise((resolve) => lines.close(resolve));
});

const handshakes: readonly (readonly [string, object, (socket: Socket) => void])[] = [
  ["at once", { security: "tls" }, (socket) => void socket.resume()],
  ["before a greeting", { security: "starttls" }, (socket) => void socket.resume()],
  [
    "in a handshake that it offered",
    { security: "starttls" },
    (socket) => {
      socket.write("220 hi\r\n");
      socket.once("data", () => {
        socket.write("250-hi\r\n250 STARTTLS\r\n");
        socket.once("data", () => socket.write("220 go on\r\n") && socket.resume());
      });
    },
  ],
];
test.each(handshakes)("silence %s", async (_, settings, serve) => {
  await start();
  const silent = createServer((socket) => serve(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  setup!.timeoutMs = 200;
  const { port } = silent.address() as AddressInfo;
  const error = await failure(await open({ settings: { port, ...settings } }));
  expect(error).toMatchObject({ is: "later", message: `${HOST}:${port}: no answer in 0.2 s` });
  await new Promise((resolve) => silent.close(resolve));
});

const silences: readonly (readonly [string, Partial<MailServer>, SinkError["is"]])[] = [
  ["before the message", { says: () => "silent" }, "later"],
  ["after it", { saysToMessage: "silent" }, "unsure"],
];
test.each(silences)("silence %s", async (_, says, is) => {
  Object.assign(await start(), says);
  setup!.timeoutMs = 200;
  const error = await failure(await open());
  expect(error).toMatchObject({ is, message: expect.stringMatching(/no answer in \d/) });
});

test("a server that takes no such size is not sent it", async () => {
  const { got } = await start({ size: 1000 });
  expect(await failure(await open())).toMatchObject({ is: "refused", message: expect.stringMatching(/size/) });
  expect(got).toEqual([]);
});

test("a server that finds out by its size that it does not take it", async () => {
  const there = await start();
  let mails = 0;
  // The first time it is asked without a message.
  there.says = (address) => (address === FROM && ++mails > 1 ? FULL : null);
  expect(await failure(await open())).toMatchObject({
    is: "refused",
    message: expect.stringContaining("552 too large"),
  });
  expect(there.got).toEqual([]);
});

test("no secret is told, whatever the server repeats of it", async () => {
  const there = await start();
  there.says = () => [550, `no ${setup!.secret}`];
  const sink = await open();
  const said = [...sink.preview(told), (await failure(sink)).message, JSON.stringify(await sink.test())];
  setup!.secret = "wr0ng-pa55";
  said.push((await failure(sink)).message, JSON.stringify(await sink.test()));
  expect(said.join("\n")).toContain("[hidden]");
  for (const each of [there.password, setup!.secret])
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
  setup!.secret = "other";
  expect((await (await open()).test()).map(({ wrong }) => wrong === null)).toEqual([true, false]);
  expect((await (await open({ settings: { ca: "none.pem" } })).test())[0]!.wrong).toContain("none.pem");
  await there.close();
  expect((await (await open()).test()).map(({ wrong }) => wrong === null)).toEqual([false]);
  expect(there.got).toEqual([]);
});
