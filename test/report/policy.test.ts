import { describe, expect, test } from "vitest";
import type { CoverageReport, CoveredClause } from "../../src/contract/index.ts";
import {
  changeText,
  coverageCsv,
  coverageText,
  hipaaCsv,
  hipaaText,
  lintText,
  suggestText,
} from "../../src/report/index.ts";
import { clause } from "../kit/events.ts";

const options = { width: 100, color: false, unicode: true };

function covered(state: CoveredClause["state"], text: string): CoveredClause {
  return {
    clause: clause(text, 5, ["Drives"]),
    state,
    today: "pass",
    normative: "said so",
    controls: [],
    manual: [],
  };
}

function report(...clauses: readonly CoveredClause[]): CoverageReport {
  const { policy, title, file, version } = clause("", 1, []);
  const scan = { id: "s", started: "2026-05-03T10:00:00Z", source: "live" };
  return { documents: [{ policy, title, file, version }], scan, clauses, gone: [], checks: [] };
}

describe("a pass of what is seen in part says so", () => {
  const both = report(covered("checked", "Drives are encrypted."), covered("partly checked", "Keys are rotated."));
  const rule = { rule: "164.312(b)", title: "Audit controls", kind: "standard" } as const;
  const rules = [{ ...rule, clauses: both.clauses, today: "pass", partly: true }] as const;

  test("clause by clause, and in the sums", () => {
    const text = coverageText(both, options);
    expect(text).toMatch(/✔ pass {13}“Drives/);
    expect(text).toMatch(/✔ pass in part {5}“Keys/);
    expect(text).toMatch(/partly checked +1 of 2 \(50 %\) +1 pass in part\n/);
  });

  test("rule by rule", () => expect(hipaaText(both, rules, options)).toMatch(/✔ pass in part {3,5}Keys/));

  test("in tables for spreadsheets", () => {
    expect(coverageCsv(both)).toMatch(/Keys are rotated\.,partly checked,pass in part,/);
    expect(hipaaCsv(rules)).toMatch(/Keys are rotated\.,partly checked,pass in part\r\n/);
  });
});

test("what is to be chosen from has numbers", () => {
  const suggestion = { score: 0.5, reason: "says it", params: {} };
  const suggestions = ["One.", "Two."].map((text) => ({ ...suggestion, clause: clause(text, 3, []) }));
  const shown = [{ id: "backup", title: "Backup", suggestions }];
  expect(suggestText(shown, options, true)).toMatch(
    /^ {2}1\. 0\.50 {2}“One\.”\n {11}\S[^]*\n {2}2\. 0\.50 {2}“Two\.”\n/m,
  );
  expect(suggestText(shown, options)).toMatch(/^ {2}0\.50 {2}“One\.”\n {8}\S/m);
});

test.each([
  ["Drives are encrypted.", "Drives are encrypted, mostly.", "Drives are encrypted{+, mostly+}."],
  ["All drives are encrypted.", "Most drives are encrypted.", "[-All-] {+Most+} drives are encrypted."],
  ["Keys of 4096 bits.", "Keys of 2048-bits.", "Keys of [-4096-] {+2048-+}bits."],
  [null, "Drives are encrypted.", "Drives are encrypted."],
])("what changed is set apart where it was apart: %s, %s", (before, after, shown) => {
  expect(
    changeText(before, after, options)
      .replaceAll(/^ *┃ ?/gm, "")
      .trim(),
  ).toBe(shown);
});

describe("a policy is no command to what runs a build", () => {
  const hostile = `${"x".repeat(75)} ::error file=a,line=1::forged ##[error]forged`;
  const command = /^\s*::|##\[/m;

  test("coverage, at any width", () => {
    for (const width of [60, 80, 97, 98, 99, 100, 110])
      expect(coverageText(report(covered("checked", hostile)), { ...options, width })).not.toMatch(command);
  });

  test("a table", () => {
    const { clause, ...rest } = covered("checked", hostile);
    const table = coverageCsv(report({ ...rest, clause: { ...clause, policy: "::error::forged" } }));
    expect(table).toContain('"::error::forged"');
    expect(table).not.toMatch(command);
  });

  test("lint", () => {
    const finding = {
      level: "error",
      rule: "configuration",
      file: "::error::a",
      message: hostile,
      hint: hostile,
    } as const;
    for (const width of [60, 79, 80, 81, 100]) expect(lintText([finding], { ...options, width })).not.toMatch(command);
  });
});
