import { describe, expect, test } from "vitest";
import { parseResults } from "../../src/app/results/parse.ts";

const unit = { account: "111122223333", partition: "aws", region: "eu-central-1" };
const scan = {
  type: "scan",
  format: 1,
  id: "s",
  started: "2026-05-03T10:00:00.000Z",
  program: "clausewatch",
  source: "live",
  checks: [{ id: "volume", params: {} }],
};
const account = { type: "account", account: unit.account, regions: [unit.region], disabled: [] };
const finding = {
  type: "finding",
  key: "k",
  unit,
  check: "volume",
  severity: "high",
  resource: { type: "AWS::EC2::Volume", id: "vol-1", arn: "arn" },
  message: "is not encrypted",
  detail: "",
  clauses: [],
};
const cell = {
  type: "cell",
  unit,
  check: "volume",
  status: "fail",
  resources: { pass: 2, fail: 1, unknown: 0, notApplicable: 0 },
  reasons: [],
  notApplicable: {},
};
const none = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
const summary = {
  type: "summary",
  id: "s",
  finished: "2026-05-03T10:01:00.000Z",
  cells: { planned: 1, pass: 0, fail: 1, unknown: 0, "not-applicable": 0 },
  findings: { ...none, high: 1 },
  accounts: 1,
  accountsUnreadable: 0,
};
const whole = [scan, account, finding, cell, summary];

const jsonl = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const document = (more: object = {}) =>
  JSON.stringify(
    { scan, accounts: [account], findings: [finding], unknown: [], cells: [cell], summary, ...more },
    null,
    1,
  );

test("lines and a document are read alike; what is new is passed over", () => {
  const lines = parseResults(
    "r.jsonl",
    jsonl([...whole.slice(0, 4), { type: "weather" }, { type: "constructor" }, summary]),
  );
  expect(lines).toMatchObject({ scan, accounts: [account], findings: [finding], cells: [cell], summary });
  expect(parseResults("r.json", document({ unknown: [{ type: "unknown" }], weather: 1 }))).toEqual(lines);
});

test("a scan that broke off is read as far as it came", () => {
  expect(parseResults("r.jsonl", jsonl([scan, account, finding])).summary).toBeNull();
  expect(parseResults("r.json", document({ summary: null })).summary).toBeNull();
});

test("findings that were told before their cell was given up stand", () => {
  const given = { ...cell, status: "unknown", resources: { pass: 0, fail: 0, unknown: 0, notApplicable: 0 } };
  const counted = { ...summary, cells: { ...summary.cells, fail: 0, unknown: 1 } };
  expect(parseResults("r.jsonl", jsonl([scan, account, finding, given, counted])).findings).toEqual([finding]);
});

describe("is refused", () => {
  const wide = { ...cell, unit: { ...unit, region: "us-east-1" } };
  test.each<[string, string, RegExp]>([
    ["null", jsonl([scan, null]), /^r:2: is no event of a scan\. Give the file/],
    ["null in a list", document({ cells: [null] }), /^r: cells\[0\]: is no event/],
    ["a list that is none", document({ findings: {} }), /^r: findings: must be a list/],
    [
      "a status that is none",
      jsonl([scan, { ...cell, status: "fine" }]),
      /^r:2: the event "cell" is damaged, status: /,
    ],
    [
      "half a count",
      jsonl([scan, { ...cell, resources: { pass: 1 } }]),
      /^r:2: .*"cell" is damaged, resources\.fail: /,
    ],
    [
      "a unit without account",
      jsonl([scan, { ...finding, unit: {} }]),
      /^r:2: .*"finding" is damaged, unit\.account: /,
    ],
    ["a day that is none", jsonl([{ ...scan, started: "today" }]), /^r:1: the event "scan" is damaged, started: /],
    ["another format", jsonl([{ type: "scan", format: 9 }]), /^r:1: the results are of format 9/],
    ["two scans", jsonl([...whole, ...whole]), /^r:6: a second scan begins here\. Give each scan a file/],
    ["the rest of another scan", jsonl([...whole, cell]), /^r:6: this comes after the summary/],
    ["an event before its scan", jsonl([cell, scan]), /^r:1: this comes before the scan/],
    ["the summary of another scan", jsonl([scan, { ...summary, id: "t" }]), /^r:2: the summary is of another scan/],
    ["a cell twice", jsonl([scan, cell, cell]), /^r:3: the cell of volume in 111122223333 eu-central-1 is there twice/],
    ["a finding twice", jsonl([scan, finding, finding]), /^r:3: the finding "k" is there twice/],
    ["a cell that is lost", jsonl([scan, finding, summary]), /^r:3: the summary has 1 cells, and there are 0/],
    [
      "a cell that was changed",
      jsonl([scan, { ...cell, status: "pass" }, summary]),
      /^r:3: the summary has 0 cells that are pass, and there are 1/,
    ],
    [
      "a finding that is lost",
      jsonl([scan, cell, summary]),
      /^r:3: the summary has 1 findings that are high, and there are 0/,
    ],
    [
      "a finding that is lost, and its count",
      jsonl([scan, cell, { ...summary, findings: none }]),
      /^r:3: the cell of volume in .* counts 1 resources that fail, and its findings say otherwise\. Something was lost/,
    ],
    [
      "a finding of a cell that is lost",
      jsonl([scan, finding, wide, summary]),
      /^r:4: there are findings of volume in 111122223333 eu-central-1, and no cell/,
    ],
  ])("%s", (_, text, says) => {
    expect(() => parseResults("r", text)).toThrow(says);
  });
});
