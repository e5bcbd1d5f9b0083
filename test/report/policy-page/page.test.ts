import { describe, expect, it, test } from "vitest";
import type { CoverageReport, CoveredClause, Finding } from "../../../src/contract/index.ts";
import { pageDocuments } from "../../../src/policy/page/documents.ts";
import { day, minute } from "../../../src/report/policy-page/dates.ts";
import { Findings } from "../../../src/report/policy-page/findings.ts";
import { lines, markup, trusted } from "../../../src/report/policy-page/html.ts";
import { policyPage } from "../../../src/report/policy-page/page.ts";
import type { PolicyPageRequest } from "../../../src/report/policy-page/request.ts";
import { flagsOf, signHtml, standingOf } from "../../../src/report/policy-page/standing.ts";
import { checked, finding, sampleCoverage, today } from "../../kit/coverage.ts";

const sample = sampleCoverage();

function request(more: Partial<PolicyPageRequest> = {}): PolicyPageRequest {
  const { sources, documents, coverage, findings } = sample;
  return {
    documents: pageDocuments(sources.map((source, i) => ({ source, document: documents[i]! }))),
    coverage,
    findings,
    generated: "2026-01-14T10:02:00.000Z",
    program: "clausewatch 0.1.0",
    ...more,
  };
}
const covering = (more: Partial<CoverageReport>) => policyPage(request({ coverage: { ...sample.coverage, ...more } }));
const textOf = (page: string) =>
  page
    .replace(/<(style|script)>[^]*?<\/\1>/g, "")
    .replaceAll(/<(?:br|\/(?:dt|dd|th|td))\b[^>]*>/g, " ")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll(/\s+/g, " ");

/** Holds what the page says against a text; a failure shows that text alone, not the page. */
const says = (page: string) => {
  const text = textOf(page);
  return (said: string) => expect(text.includes(said) ? said : "", "is not said").toBe(said);
};

describe("markup", () => {
  test.each([
    ["text", markup`<p>${"<b>\"'&"}</p>`, "<p>&lt;b&gt;&quot;&#39;&amp;</p>"],
    ["pieces of it", markup`<p>${markup`<b>${1}</b>`}${[markup`<i></i>`, "<"]}</p>`, "<p><b>1</b><i></i>&lt;</p>"],
    ["nothing", markup`${null}${undefined}${[]}`, ""],
    ["what is not drawn", markup`${"a\u202Eb\u0000\n"}`, "a\\u{202e}b\\u{0}\\n"],
    ["several lines", lines('{\n"<\u2028"\n}'), "{\n&quot;&lt;\\u{2028}&quot;\n}"],
    ["what is safe", trusted("<b>"), "<b>"],
    ["a text without an end", markup`${"<".repeat(5000)}`, `${"&lt;".repeat(4000)} [cut: 5,000 characters]`],
  ])("%s", (_, piece, source) => expect(piece.source).toBe(source));
});

test.each([
  ["2026-01-14T09:12:33.120Z", "14 January 2026", "14 January 2026, 09:12 UTC"],
  ["2026-12-01", "1 December 2026", "1 December 2026"],
  ["2026-13-01", "2026-13-01", "2026-13-01"],
  ["soon", "soon", "soon"],
])("time %s", (iso, asDay, asMinute) => expect([day(iso), minute(iso)]).toEqual([asDay, asMinute]));

describe("signs", () => {
  const manual = sample.coverage.clauses.find(({ state }) => state === "manual")!.manual[0]!;
  const due = { ...manual, overdue: false };
  const plain = { ...sample.coverage.clauses.find(({ state }) => state === "uncovered")! };
  const stale = sample.coverage.clauses.find(({ clause }) => clause.stale !== undefined)!.clause;
  test.each<[Partial<CoveredClause>, string]>([
    [{ state: "checked", today: "pass" }, "✔&#xFE0E; pass"],
    [{ state: "partly checked", today: "pass" }, "◐ pass in part"],
    [{ state: "checked", today: "fail" }, "✘ fail"],
    [{ state: "partly checked", today: "fail" }, "✘ fail"],
    [{ state: "partly checked", today: "unknown" }, "? unknown"],
    [{ state: "partly checked", today: "nothing to judge" }, "– nothing to judge"],
    [{ state: "checked", today: null }, "… not judged"],
    [{ state: "partly checked", today: null }, "… not judged"],
    [{ state: "manual", manual: [due] }, "✍&#xFE0E; manual"],
    [{ state: "manual", manual: [{ ...manual, overdue: true }] }, "✍&#xFE0E; manual, review overdue"],
    [{ state: "not applicable" }, "∅ not applicable"],
    [{ state: "uncovered" }, "○ nothing covers this"],
    [{ state: "checked", today: "pass", clause: stale }, "✔&#xFE0E; pass, stale"],
  ])("%o: %s", (more, sign) => {
    const covered = { ...plain, ...more };
    expect(textOf(signHtml(standingOf(covered), flagsOf(covered)).source)).toBe(sign);
  });
});

describe("what is said at the top", () => {
  const promise = (state: CoveredClause["state"], today: CoveredClause["today"]): CoveredClause => ({
    ...sample.coverage.clauses[0]!,
    state,
    today,
  });
  test.each<[string, CoveredClause[], string]>([
    ["nothing", [], "No sentence of it promises anything."],
    ["one", [promise("checked", "pass")], "1 of 1 promise is checked; none fails, and none is unknown."],
    [
      "parts",
      [promise("checked", "pass"), promise("partly checked", "fail"), promise("uncovered", null)],
      "2 of 3 promises are checked, 1 of them in part; 1 of 2 fails.",
    ],
    [
      "all in part",
      [promise("partly checked", "unknown")],
      "1 of 1 promise is checked, all of them in part; 1 of 1 is unknown.",
    ],
    ["none", [promise("uncovered", null)], "0 of 1 promise are checked."],
  ])("%s", (_, clauses, said) => says(covering({ clauses }))(said));

  it("names the version, how it is known, the scan and its flaw", () => {
    const page = says(policyPage(request()));
    page("Version 2.3 (front matter)");
    page("14 January 2026, 09:12 UTC, of the live accounts 7f3c2a90");
    page("Not to be relied on as a whole: 2 of 112 cells are unknown.");
    page("made 14 January 2026, 10:02 UTC by clausewatch 0.1.0");
    says(covering({ scan: { id: "x", started: "2026-01-14", source: "a.jsonl" } }))("a.jsonl x Complete.");
    says(covering({ scan: null }))("No scan was given: what is true today is not said.");
  });

  it("gives each count with what it is a part of", () => {
    const page = says(policyPage(request()));
    const total = sample.coverage.clauses.length;
    const nothing = sample.coverage.clauses.filter(({ state }) => state === "uncovered").length;
    page(`Covered by nothing ${nothing} of ${total}`);
    page(`Partly checked 5 of ${total}`);
  });
});

describe("promises", () => {
  it("stand on the page once each, whether or not they stand in the policy", () => {
    const page = policyPage(request());
    const { clauses, gone } = sample.coverage;
    expect(page.match(/<span class="promise /g)?.length).toBe(clauses.length + gone.length);
    says(page)("No longer in the policy");
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/ href="#([^"]*)"/g)) expect(ids).toContain(decodeURIComponent(to!));
  });

  it("have ids that hang on their text alone", () => {
    const ids = (page: string) => [...page.matchAll(/id="(c-[\da-f]{12})"/g)].map(([, id]) => id);
    const before = ids(policyPage(request()));
    expect(before).toHaveLength(12);
    expect(ids(covering({ clauses: sample.coverage.clauses.slice(5) })).every((id) => before.includes(id))).toBe(true);
  });

  it("show what was accepted, word by word, and by whom", () => {
    const page = policyPage(request());
    says(page)(
      "The sentence is not the one that was accepted; officer@example.com accepted it on 3 November 2025. " +
        "Load balancers accept connections from the internet over TLS [removed: or SSH ]only.",
    );
    says(page)("The sentence is gone from the policy; officer@example.com accepted it on 3 November 2025.");
  });

  it.each([
    "customerManagedKeys: true",
    "45 CFR §164.312(a)(2)(iv) Encryption and decryption (addressable)",
    "severity high · 23 findings · 118 resources pass",
    "unknown in 2 of 16 account-regions",
    "staging (444455556666), us-east-1: AWS::EC2::Volume vol-00000002 (data-2)",
    "eu-central-1, customer Alder Clinic: AWS::EC2::Volume",
    '{ "VolumeId": "vol-00000000", "Encrypted": false, "State": "in-use", "Size": 100 }',
    "and 3 more, not shown here.",
    "What its checks cannot see: 2 things",
    "Security Officer (the company's duty)",
    "Next review 1 September 2026.",
    "Review overdue since 31 December 2025.",
    "Why: Monitoring is bought as a service.",
    "1 of 8 enabled checks are bound to no sentence of the policy.",
  ])("open to %s", (said) => says(policyPage(request()))(said));

  it("say what long parameters hold", () => {
    const clauses = sample.coverage.clauses.map((covered) =>
      covered.controls.length === 0
        ? covered
        : {
            ...covered,
            clause: { ...covered.clause, params: { justified: Array.from({ length: 9 }, (_, port) => ({ port })) } },
          },
    );
    expect(covering({ clauses }).includes("<summary><code>justified</code>: 9 entries</summary>")).toBe(true);
  });
});

describe("findings", () => {
  const many = (check: string, n: number): Finding[] => Array.from({ length: n }, (_, i) => finding(check, i));

  it("are the same whatever order they come in", () => {
    const reversed = policyPage(request({ findings: sample.findings.toReversed() }));
    expect(reversed === policyPage(request())).toBe(true);
  });

  it("are shown again with other promises while there is room, and lead to the first place after", () => {
    const findings = new Findings(many("a", 30));
    const shown = Array.from({ length: 200 }, (_, i) => findings.show("a", `c-${i}`));
    expect(shown[0]).toMatchObject({ total: 30, findings: { length: 20 } });
    expect(shown.filter((one) => one.findings.length === 20)).toHaveLength(100);
    expect(shown[199]).toEqual({ total: 30, findings: [], elsewhere: "c-0" });
  });

  it("of every check have a place", () => {
    const checks = Array.from({ length: 100 }, (_, i) => `check-${i}`);
    const findings = new Findings(checks.flatMap((check) => many(check, 25)));
    expect(findings.show(checks[0]!, "x").findings).toHaveLength(20);
    expect(findings.show(checks[0]!, "y")).toMatchObject({ findings: [], elsewhere: "x" });
    for (const check of checks.slice(1)) expect(findings.show(check, "z").findings).toHaveLength(20);
    expect(findings.show("none", "z")).toEqual({ findings: [], total: 0 });
  });

  it("are counted where they are many", () => {
    const long = { long: "\u202E<".repeat(100_000) };
    const findings = many("ebs-volume-encrypted", 40_000).map((one) => ({ ...one, evidence: long }));
    const page = policyPage(request({ findings }));
    says(page)("and 39,980 more, not shown here.");
    expect(page.length).toBeLessThan(3_000_000);
  });

  it("that the page was not given are still counted", () => {
    says(policyPage(request({ findings: [] })))("severity high · 23 findings");
  });
});

it("shows checks without a scan as not judged", () => {
  const strip = (check: ReturnType<typeof checked>) => ({ ...check, today: null });
  const clauses = sample.coverage.clauses.map((covered) => ({
    ...covered,
    today: null,
    controls: covered.controls.map((control) => ({ ...control, checks: control.checks.map(strip) })),
  }));
  const text = textOf(covering({ scan: null, clauses, checks: sample.coverage.checks.map(strip) }));
  expect(text.match(/… not judged/g)?.length).toBeGreaterThan(9);
  expect(text).not.toContain("✘");
});

it("sums each section with those in it", () => {
  const page = policyPage(request());
  const nav = page.slice(page.indexOf("<nav"), page.indexOf("</nav>"));
  const tally = (heading: string) => textOf(new RegExp(`>${heading}</a>([^]*?)</li>`).exec(nav)![1]!).trim();
  expect(tally("Network Access")).toContain("1 fail");
  expect(tally("Justified Ports")).toContain("1 fail");
  expect(tally("Administration")).not.toContain("fail");
  expect(tally("Security Policy")).toContain("3 fail");
});

it("says of each document where it is, when there are several", () => {
  const [document] = request().documents;
  const page = policyPage(
    request({ documents: [document!, { ...document!, policy: "other", title: "Other", clauses: [] }] }),
  );
  says(page)("Status of 2 policy documents");
  expect(page.includes('<a href="#document-2">Other</a>')).toBe(true);
});

it("counts what a check found by what coverage says of it", () => {
  const undemanded = { ...checked("x", "X is on", today("unknown", 2, 3, 4)), demanded: false };
  says(covering({ checks: [undemanded] }))(
    "? unknown X is on x 2 findings · unknown in 4 of 16 account-regions · 3 resources pass",
  );
});

it("lets nothing run or load but its own style and script", () => {
  const page = policyPage(request());
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1];
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'$/,
  );
  expect(/ (?:style|on\w+|src|srcset)=|url\(|@import/.exec(page)).toBeNull();
});
