import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Finding, ScanEvent } from "../../../src/contract/index.ts";
import { inert, inertJson } from "../../../src/report/index.ts";
import { cell, checks, denied, finding, production, scan, staging, story, summary, unit } from "../../kit/events.ts";
import {
  junitProblems,
  ocsfProblems,
  hasOcsfSchema,
  readCsv,
  sarifProblems,
  textOfXml,
  write,
} from "../../kit/formats.ts";
import { hostile, lineEnds } from "../../kit/hostile.ts";

const home = unit(production, "eu-central-1");
const waived: Finding = {
  ...finding(checks.instances, home, "db-1", "db-1 is not encrypted"),
  waived: { waiver: "W-1", kind: "waiver", until: "2026-12-31T00:00:00.000Z" },
};
const resolved = (how: string): ScanEvent => {
  const {
    type: _,
    detail: __,
    clauses: ___,
    ...rest
  } = finding(checks.volumes, home, `vol-${how}`, "it was not encrypted");
  return { ...rest, type: "change", kind: "resolved", at: "2026-01-14T09:12:36.000Z", detail: { how } };
};
const whole = (events: readonly ScanEvent[]): ScanEvent[] => {
  const all = [scan(Object.values(checks)), ...events];
  return [...all, summary(all)];
};
/** Findings, unknown cells, a waived one, two that are resolved. */
const everything = [...story().slice(0, -1), waived, resolved("passed"), resolved("passed or gone")];
const events = [...everything, summary(everything)];
const unknownCells = events.filter((event) => event.type === "cell" && event.status === "unknown");
const findings = events.filter((event) => event.type === "finding");

/** An event whose every string from AWS or the policy is this one. */
function hostileEvents(text: string): ScanEvent[] {
  const check = {
    ...checks.volumes,
    clauses: checks.volumes.clauses.map((clause) => ({ ...clause, text, title: text })),
  };
  const event: Finding = {
    ...finding(check, { ...home, accountName: text }, text, text, text),
    detail: text,
    customer: text,
    tags: { [text]: text },
    evidence: { [text]: [text] },
  };
  const why = { kind: "check-error", why: text } as const;
  const all = [scan([{ ...check, title: text }]), event, cell(check, home, "unknown", {}, [why])];
  return [...all, summary(all)];
}

type Json = Record<string, any>;
const ocsf = (events: readonly ScanEvent[]) =>
  write("ocsf", events)
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Json);
const asff = (events: readonly ScanEvent[]) => JSON.parse(write("asff", events)) as Json[];
const sarifRun = (events: readonly ScanEvent[]) => (JSON.parse(write("sarif", events)) as Json).runs[0] as Json;

describe("ocsf", () => {
  it("has a finding for each that fails, is unknown or was resolved, and never a pass of what is unknown", () => {
    const told = ocsf(events);
    const statuses = told.map(({ activity_id, status, compliance }) => `${activity_id} ${status} ${compliance.status}`);
    const times = Map.groupBy(statuses, (status) => status);
    expect(Object.fromEntries([...times].map(([status, all]) => [status, all.length]))).toEqual({
      "1 New Fail": findings.length - 1,
      "1 Suppressed Fail": 1,
      "1 Unknown Unknown": unknownCells.length,
      "3 Resolved Pass": 1,
      "3 Resolved Unknown": 1,
    });
    expect(told.every(({ time }) => time > 1.7e12 && Number.isInteger(time))).toBe(true);
  });

  const reason = hasOcsfSchema ? "" : ": skipped, SCHEMA_DIR has no schema of OCSF";
  it.skipIf(!hasOcsfSchema)(`is valid by the schema of 1.8.0${reason}`, async () => {
    const all = [events, ...Object.values(hostile).map(hostileEvents)].flatMap(ocsf);
    expect(await ocsfProblems(all)).toEqual([]);
    expect(await ocsfProblems([{ ...all[0], class_uid: 2004 }])).not.toEqual([]);
  });

  test.each(Object.entries(hostile))("%s comes through, on its line, well-formed", (_, text) => {
    const written = write("ocsf", hostileEvents(text));
    expect(written.split(lineEnds)).toHaveLength(3);
    const [told, unknown] = ocsf(hostileEvents(text));
    const expected = text.toWellFormed();
    const shown = told!["message"] as string;
    if (text.length <= 4096) expect(shown).toBe(expected);
    else expect(shown).toMatch(/ \[cut: 1050000 characters\]$/);
    expect(shown.isWellFormed()).toBe(true);
    expect(told!["resources"][0].tags).toEqual([{ name: shown, value: shown }]);
    expect(Object.entries(told!["evidences"][0].data)).toEqual([[shown, [shown]]]);
    expect(unknown!["compliance"].status_id).toBe(0);
  });
});

describe("asff", () => {
  it("says failed of what fails, waived or not, and neither of what is unknown", () => {
    const told = asff(events);
    const states = told.map(({ Compliance, RecordState }) => `${Compliance.Status} ${RecordState}`);
    const times = Map.groupBy(states, (state) => state);
    expect(Object.fromEntries([...times].map(([state, all]) => [state, all.length]))).toEqual({
      "FAILED ACTIVE": findings.length,
      "NOT_AVAILABLE ACTIVE": unknownCells.length,
      "PASSED ARCHIVED": 1,
      "NOT_AVAILABLE ARCHIVED": 1,
    });
    expect(told.some((each) => "Workflow" in each || "Note" in each)).toBe(false);
    const exception = told.find(({ ProductFields }) => "clausewatch/waiver" in ProductFields)!;
    expect(exception["ProductFields"]).toMatchObject({ "clausewatch/waivedUntil": waived.waived!.until });
    expect(exception["Description"]).toContain("it fails all the same");
  });

  it("has a product of the finding's own account and region, and none of what has neither", () => {
    const away = { ...home, partition: "aws-us-gov", region: "us-gov-west-1" };
    const nowhere = { ...home, account: "*", region: "*" };
    const why = [denied(home, "organizations:ListAccounts", "organizations.accounts")];
    const told = asff(
      whole([finding(checks.volumes, away, "vol-1", "no"), cell(checks.volumes, nowhere, "unknown", {}, why)]),
    );
    expect(told.map(({ ProductArn }) => ProductArn)).toEqual([
      "arn:aws-us-gov:securityhub:us-gov-west-1:111122223333:product/111122223333/default",
    ]);
  });

  it("is no JSON where the scan broke off: what is missing is not resolved", () => {
    expect(() => asff(events.slice(0, -1))).toThrow(SyntaxError);
    expect(asff(whole([]))).toEqual([]);
  });

  test.each(Object.entries(hostile))("%s is inert, and as long as the API takes", (_, text) => {
    const written = write("asff", hostileEvents(text));
    expect(written.split(lineEnds)).toHaveLength(5);
    const told = JSON.parse(written) as Json[];
    const strings: string[] = [];
    JSON.stringify(told, (key, value: unknown) => {
      strings.push(key, ...(typeof value === "string" ? [value] : []));
      return value;
    });
    for (const each of strings) expect(each).toBe(inert(each, each.length));
    for (const each of told) expect(limits(each)).toEqual([]);
  });

  it("holds the limits of the API, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) =>
        asff(hostileEvents(text)).every((each) => limits(each).length === 0),
      ),
      { numRuns: 50 },
    );
  });
});

/** What of it the API would refuse. */
function limits(told: Json): string[] {
  const wrong: string[] = [];
  const hold = (name: string, value: unknown, most: number) => {
    if (typeof value !== "string" || !/^.*\S.*$/.test(value) || [...value].length > most) wrong.push(name);
  };
  hold("Id", told["Id"], 512);
  hold("Title", told["Title"], 256);
  hold("Description", told["Description"], 1024);
  if (told["AwsAccountName"] !== undefined) hold("AwsAccountName", told["AwsAccountName"], 50);
  if (told["Remediation"] !== undefined) hold("Remediation", told["Remediation"].Recommendation.Text, 512);
  const pairs = (name: string, of: Record<string, string>, most: number) => {
    if (Object.keys(of).length > 50) wrong.push(name);
    for (const [key, value] of Object.entries(of)) {
      hold(`${name} key`, key, 128);
      hold(`${name} value`, value, most);
    }
  };
  pairs("ProductFields", told["ProductFields"], 2048);
  for (const { Id, Tags = {}, Details = { Other: {} } } of told["Resources"] as Json[]) {
    hold("Resource", Id, 512);
    pairs("Tags", Tags, 256);
    pairs("Other", Details.Other, 1023);
  }
  if (told["Compliance"].RelatedRequirements?.length > 32) wrong.push("RelatedRequirements");
  if (Buffer.byteLength(JSON.stringify(told)) > 240 * 1024) wrong.push("size");
  return wrong;
}

describe("sarif", () => {
  it("is valid, and points at the sentence of the policy by the finding's key", () => {
    const log = JSON.parse(write("sarif", events)) as Json;
    expect(sarifProblems(log)).toEqual([]);
    const { results, tool, invocations } = log["runs"][0] as Json;
    expect(results).toHaveLength(findings.length);
    for (const result of results as Json[]) {
      const told = findings.find(({ key }) => key === result["partialFingerprints"]["clausewatch/v1"])!;
      const [{ physicalLocation }] = result["locations"];
      const at = [physicalLocation.artifactLocation.uri, physicalLocation.region.startLine];
      const [clause] = told.clauses;
      expect(at).toEqual(clause === undefined ? ["clausewatch.yaml", 1] : [clause.file, clause.line]);
      expect(tool.driver.rules[result["ruleIndex"]].id).toBe(told.check);
    }
    expect(results.filter((result: Json) => "suppressions" in result)).toHaveLength(1);
    expect(invocations[0].executionSuccessful).toBe(true);
    expect(invocations[0].toolExecutionNotifications).toHaveLength(unknownCells.length);
    expect(JSON.stringify(invocations)).toContain("UnauthorizedOperation; it needs ec2:DescribeVolumes");
  });

  it("does not depend on the order in which answers arrived, and says where the scan broke off", () => {
    const [start, ...rest] = events;
    expect(write("sarif", [start!, ...rest.toReversed()])).toBe(write("sarif", events));
    expect(sarifRun(events.slice(0, -1))["invocations"][0].executionSuccessful).toBe(false);
  });

  it("has the worst 24,999 of more than 25,000, and says so; all of as many", () => {
    const many = Array.from({ length: 25_001 }, (_, i) =>
      finding(checks.targets, home, `tg-${i}`, "it is not encrypted"),
    );
    const worst = finding(checks.public, home, "db", "it is public");
    expect(sarifRun(whole(many.slice(1)))["results"]).toHaveLength(25_000);
    const { results, tool } = sarifRun(whole([...many, worst]));
    expect(results).toHaveLength(25_000);
    expect(results[0].ruleId).toBe(worst.check);
    expect(results.at(-1).message.text).toMatch(/^3 further findings are not in this file/);
    expect(tool.driver.rules[results.at(-1).ruleIndex].id).toBe("results-cut");
  });

  it("has 20 tags a rule, the last of which says that there are more", () => {
    const check = { ...checks.volumes, controls: Array.from({ length: 30 }, (_, i) => `control-${i}`) };
    const [{ properties }] = sarifRun([scan([check])])["tool"].driver.rules;
    expect(properties.tags).toHaveLength(20);
    expect(properties.tags.at(-1)).toBe("and 13 more");
  });

  test.each(Object.entries(hostile))("%s is inert, and no link", (_, text) => {
    const written = write("sarif", hostileEvents(text));
    expect(written.split(lineEnds)).toHaveLength(2);
    expect(sarifProblems(JSON.parse(written))).toEqual([]);
    const { results, invocations } = sarifRun(hostileEvents(text));
    for (const { message } of [...results, ...invocations[0].toolExecutionNotifications]) {
      expect(inert(message.text, message.text.length)).toBe(message.text);
      expect(message.text).not.toMatch(/(?<!\\)\[[^\]]*(?<!\\)\]\(/);
    }
  });
});

describe("csv", () => {
  const column = (rows: readonly string[][], name: string) => rows.slice(1).map((row) => row[rows[0]!.indexOf(name)]);

  it("has a row for each that fails, is unknown or was resolved", () => {
    const rows = readCsv(write("csv", events));
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(column(rows, "outcome").filter((outcome) => outcome === "fail")).toHaveLength(findings.length);
    expect(column(rows, "outcome").filter((outcome) => outcome === "unknown")).toHaveLength(unknownCells.length);
    expect(column(rows, "outcome").filter((outcome) => outcome === "resolved")).toHaveLength(2);
    expect(column(rows, "key")).toEqual(expect.arrayContaining(findings.map(({ key }) => key)));
  });

  test.each(Object.entries(hostile))("%s stays in its cell, inert, and no formula", (_, text) => {
    const rows = readCsv(write("csv", hostileEvents(text)));
    expect(rows).toHaveLength(3);
    const shown = inert(text, 30_000);
    expect(column(rows, "name")[0]).toBe(/^[=+\-@]/.test(shown) ? `'${shown}` : shown);
    for (const each of rows.flat()) expect(each).not.toMatch(/^[=+\-@\t\r]/);
  });

  test.each(["=1", "+1", "-1", "@a", "\ta", "\ra"])("%j gets an apostrophe, or is written out", (text) => {
    const [name] = column(readCsv(write("csv", hostileEvents(text))), "name");
    expect(name).toMatch(/^'[=+\-@]|^\\[tr]a$/);
  });
});

describe("junit", () => {
  const cases = (xml: string) => xml.split("<testcase ").slice(1);
  const counted = (xml: string, tag: string) => xml.split(`<${tag} `).length - 1;

  it("is valid, has every cell or its findings as cases, and counts them", async () => {
    const xml = write("junit", events);
    expect(await junitProblems(xml)).toEqual([]);
    const cells = events.filter((event) => event.type === "cell");
    expect(cases(xml)).toHaveLength(findings.length + cells.filter(({ status }) => status !== "fail").length);
    expect(counted(xml, "failure")).toBe(findings.length - 1);
    expect(counted(xml, "error")).toBe(unknownCells.length);
    const passed = cases(xml).filter((each) => each.split("\n")[0]!.endsWith("/>"));
    expect(passed).toHaveLength(cells.filter(({ status }) => status === "pass").length);
    const sum = (name: string) =>
      [...xml.matchAll(new RegExp(`<testsuite .* ${name}="(\\d+)"`, "g"))].reduce(
        (total, [, n]) => total + Number(n),
        0,
      );
    expect([sum("tests"), sum("failures"), sum("errors"), sum("skipped")]).toEqual([
      cases(xml).length,
      counted(xml, "failure"),
      counted(xml, "error"),
      counted(xml, "skipped"),
    ]);
    expect(xml.match(/<testsuites .*>/)![0]).toContain(`tests="${cases(xml).length}"`);
    expect(xml).toContain("fails, and is waived by W-1 until");
  });

  it("does not depend on the order in which answers arrived, and has an error where the scan broke off", async () => {
    const [start, ...rest] = events;
    expect(write("junit", [start!, ...rest.toReversed()])).toBe(write("junit", events));
    const xml = write("junit", events.slice(0, -1));
    expect(await junitProblems(xml)).toEqual([]);
    expect(xml).toContain('<error type="broken-off"');
    expect(await junitProblems(write("junit", []))).toEqual([]);
  });

  test("the schema refuses what is none", async () => {
    const xml = write("junit", events);
    for (const wrong of [xml.replace("<testsuite ", "<suite "), xml.replace(' errors="', ' erors="'), xml.slice(0, -5)])
      expect(await junitProblems(wrong)).not.toEqual([]);
  });

  test.each(Object.entries(hostile))("%s is inert, and the XML well-formed", async (_, text) => {
    const xml = write("junit", hostileEvents(text));
    expect(await junitProblems(xml)).toEqual([]);
    const [, message = ""] = /<failure type="high" message="([^"]*)"/.exec(xml)!;
    expect(textOfXml(message)).toBe(inert(text));
    expect(xml).not.toMatch(/^\s*::/m);
    expect(xml.replaceAll("\n", "")).toBe(inert(xml.replaceAll("\n", ""), xml.length));
  });
});

test("what one account lacks does not spoil the other", () => {
  const why = [denied(unit(staging, "eu-west-1"), "ec2:DescribeVolumes", "ec2.volumes")];
  const some = whole([waived, cell(checks.volumes, unit(staging, "eu-west-1"), "unknown", {}, why)]);
  expect(ocsf(some).map(({ cloud }) => cloud.account.uid)).toEqual([production.account, staging.account]);
  expect(inertJson(asff(some)[1])).toContain("UnauthorizedOperation");
});
