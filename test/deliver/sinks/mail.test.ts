/** What arrives by e-mail, and by which ways. */
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test, vi } from "vitest";
import { mail } from "../../../src/deliver/sinks/mail/mail.ts";
import { digestOf } from "../../../src/deliver/text/digest.ts";
import { hostile } from "../../kit/hostile.ts";
import { NOW } from "../tickets/kit.ts";
import { of, written } from "./kit/digests.ts";
import { failure, FROM, setupMail, taken, TO, told, type Open, type Setup } from "./kit/mail.ts";
import { USER, type MailServer } from "./kit/mail-server.ts";

let setup: Setup | undefined;
afterEach(() => setup?.close());

async function start(options: SMTPServerOptions = {}): Promise<MailServer> {
  setup = await setupMail(options);
  return setup.server;
}
const open = (how?: Open) => setup!.open(how);

test("a digest arrives as text and HTML, once for all, as the preview says", async () => {
  const { got, open: connections } = await start();
  const sink = await open();
  expect(await sink.send(told)).toEqual(taken);
  expect(got).toHaveLength(1);
  const [{ from, to, mail }] = got as [(typeof got)[0]];
  expect([from, to]).toEqual([FROM, [...TO]]);
  const line =
    "EBS volume vol-1 is not encrypted (production (111122223333), eu-central-1): owner platform, due 2026-03-31, policies/encryption\u200b.md:14";
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
  setup!.now = "2026-03-02T14:30:00.000Z";
  await sink.send(told);
  const { id } = digestOf("security-mail", told)!;
  expect(got.map(({ mail }) => mail.messageId)).toEqual([`<${id}@example.com>`, `<${id}@example.com>`]);
  const { headers } = got[0]!.mail;
  expect(headers.get("auto-submitted")).toBe("auto-generated");
  expect(headers.get("x-auto-response-suppress")).toBe("All");
  expect(headers.get("list")).toMatchObject({ id: { id: "security-mail.clausewatch.example.com" } });
});

test("a finding links to its ticket, and its words link nowhere", async () => {
  const { got } = await start();
  const url = "https://tickets.example.com/browse/SEC-1?a=1&b=2";
  const one = of(1, ["opened"], { message: "see https://evil.example" });
  await (await open()).send([{ ...one, findings: one.findings.map((shown) => ({ ...shown, url })) }]);
  const [{ mail }] = got as [(typeof got)[0]];
  const words = "see https:\u200b/\u200b/evil\u200b.example";
  expect(mail.html).toContain(`<a href="${url.replace("&", "&amp;")}">${words}</a>`);
  expect(mail.text).toContain(`${words} <${url}>`);
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
  setup!.secret = "rotated";
  expect(await sink.send(told)).toEqual(taken);
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

const [anna] = TO;
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
