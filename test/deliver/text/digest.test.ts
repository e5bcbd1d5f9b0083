import { expect, test } from "vitest";
import { digestOf } from "../../../src/deliver/text/digest.ts";
import { html, plain } from "../../../src/deliver/text/index.ts";
import { slackBlocks } from "../../../src/deliver/text/mrkdwn.ts";
import type { ChangeKind } from "../../../src/track/index.ts";
import { of } from "../sinks/kit/digests.ts";
import { toldFinding } from "../tickets/kit.ts";

const textOf = (...deliveries: Parameters<typeof digestOf>[1]) => {
  const digest = digestOf("chat", deliveries);
  return digest === null ? null : `${digest.title}\n\n${plain(digest.body)}`;
};
const end = "(production (111122223333), eu-central-1)";
const place = "policies/encryption.md:14";
const rest = `owner platform, due 2026-03-31, ${place}`;

const table: readonly (readonly [kinds: readonly ChangeKind[], title: string, heading: string, line: string])[] = [
  [["opened"], "1 opened", "Opened (1)", rest],
  [["resolved"], "1 resolved", "Resolved, by proof (1)", `owner platform, ${place}`],
  [["reopened"], "1 reopened", "Reopened: they fail again (1)", rest],
  [["waiver expired"], "1 waiver expired", "Their waiver expired: open as any other (1)", rest],
  [["waiver ended"], "1 waiver ended", "Their waiver covers them no more: open as any other (1)", rest],
  [
    ["closed by hand"],
    "1 closed by hand",
    "Closed by hand, and open all the same (1)",
    `by somebody: it asks for a waiver, ${rest}`,
  ],
  [["waived"], "1 waived", "Waived: they fail all the same (1)", `until 2026-06-01 by the waiver old-drive, ${rest}`],
  [["opened", "resolved"], "1 resolved", "Resolved, by proof (1)", `owner platform, ${place}`],
  [["resolved", "reopened"], "1 reopened", "Reopened: they fail again (1)", rest],
];
test.each(table)("%o", (kinds, title, heading, more) => {
  const line = `- high EBS volume vol-1 is not encrypted ${end}: ${more}`;
  const under = "-".repeat(Math.min(72, heading.length));
  expect(textOf(of(1, kinds))).toBe(`clausewatch: ${title}\n\n${heading}\n${under}\n\n${line}`);
});

const counts: readonly (readonly [kinds: readonly ChangeKind[], text: string | null])[] = [
  [["unverified"], "2 findings could not be judged any more: what was open stays open."],
  [["verified"], "2 findings can be judged again."],
  [["unverified", "verified"], "2 findings can be judged again."],
  [["out of scope"], "2 findings went out of scope: what was open stays open."],
  [["in scope"], "2 findings came back into scope."],
];
test.each(counts)("%o is counted alone", (kinds, text) => {
  expect(textOf(of(1, kinds), of(2, kinds))).toBe(`clausewatch: nothing opened, nothing resolved\n\n${text}`);
});

test("a waiver that expires soon is one line, whatever it covers; what became of a finding last counts", () => {
  const other = of(3, ["waiver expires soon"]);
  const [told] = other.changes;
  const detail = { waiver: "older-drive", until: "2026-05-31T00:00:00.000Z" };
  const third = { ...other, changes: [{ ...told!, change: { ...told!.change, detail } }] };
  const soon = ["waiver expires soon"] as const;
  const all = [of(1, soon), of(2, soon), third, of(4, [...soon, "waiver expired"]), of(5, ["waived", ...soon])];
  const text = textOf(...all)!;
  expect(text.split("\n")[0]).toBe("clausewatch: 1 waiver expired, 2 waivers expire soon");
  expect(text.slice(text.indexOf("Waivers that"))).toBe(
    "Waivers that expire soon (2)\n----------------------------\n\n" +
      "- older-drive: until 2026-05-31; 1 finding is open as any other from then on\n" +
      "- old-drive: until 2026-06-01; 3 findings are open as any other from then on",
  );
  expect(textOf(of(1, soon), of(2, ["resolved"]))).toContain("1 resolved, 1 waiver expires soon");
});

test("several that came to the same are counted as several", () => {
  expect(textOf(of(1, ["waiver expired"]), of(2, ["waiver expired"]))).toContain("clausewatch: 2 waivers expired\n");
});

test("what has a ticket links to it, and what is no address does not", () => {
  const ticketed = (url: string) => {
    const delivery = of(1, ["opened"], { message: "vol-1 | <b>open</b> \u202e" });
    return { ...delivery, findings: delivery.findings.map((each) => ({ ...each, url })) };
  };
  const url = "https://board.example/browse/SEC-1?a=1&b=2";
  const { body } = digestOf("chat", [ticketed(url)])!;
  expect(plain(body)).toContain(`- high vol-1 | <b>open</b> \\u{202e} <${url}> ${end}: owner platform, due 2026-03-31`);
  expect(html(body)).toContain('<a href="https://board.example/browse/SEC-1?a=1&amp;b=2">vol-1 | &lt;b&gt;open');
  expect(slackBlocks(body)[1]!.text.text).toContain(`<${url}|vol-1 | &lt;b&gt;open&lt;/b&gt; `);
  for (const none of ["", "javascript:alert(1)", "https://", `https://board.example/${"x".repeat(500)}`])
    expect(plain(digestOf("chat", [ticketed(none)])!.body)).toContain(place);
});

test("a finding whose check was renamed is told as any other", () => {
  const delivery = of(1, ["opened"]);
  const findings = [toldFinding({ key: "f".repeat(64), message: "EBS volume vol-1 is not encrypted" })];
  expect(textOf({ ...delivery, findings })).toBe(textOf(delivery));
});

test("of what no digest tells there is none", () => {
  expect(digestOf("chat", [])).toBeNull();
  expect(digestOf("chat", [of(1, ["described", "clauses"])])).toBeNull();
});

test("the gravest come first, and what is too much is counted", () => {
  const many = Array.from({ length: 50 }, (_, i) => of(i, ["opened"], { severity: i === 49 ? "critical" : "low" }));
  const lines = textOf(...many)!.split("\n").filter((line) => line.startsWith("- ")); // prettier-ignore
  expect(lines).toHaveLength(41);
  expect(lines[0]).toContain("critical EBS volume vol-49 ");
  expect(lines[40]).toBe("- and 10 more");
});

test("told again it has the same id, and another one where anything else is told", () => {
  const id = (...args: Parameters<typeof digestOf>) => digestOf(...args)!.id;
  const first = id("chat", [of(1, ["opened"]), of(2, ["opened"])]);
  expect(first).toMatch(/^21-[0-9a-f]{24}$/);
  expect(id("chat", [of(2, ["opened"], { state: "resolved" }), of(1, ["opened"])])).toBe(first);
  expect(id("mail", [of(1, ["opened"]), of(2, ["opened"])])).not.toBe(first);
  // One that was parked, and is tried again, came behind it.
  expect(id("chat", [of(0, ["opened"]), of(1, ["opened"]), of(2, ["opened"])])).not.toBe(first);
});
