import { expect, test } from "vitest";
import { gaps, type ScanTimes } from "../../src/ledger/index.ts";

const due = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"].map((day) => `${day}T06:00:00.000Z`);
const scan = (scan: string, started: string, more: Partial<ScanTimes> = {}): ScanTimes => {
  const finished = new Date(Date.parse(started) + 600_000).toISOString();
  return { scan, started, finished, complete: true, ...more };
};
const at = "2026-03-04T06:30:00.000Z";
const told = (scans: readonly ScanTimes[], options = { at, graceMs: 3_600_000 }, times = due) =>
  gaps(times, scans, options).map(({ due, state, scan, startedLateMs, finishedLateMs }) =>
    [due.slice(5, 10), state, scan ?? "", startedLateMs ?? "", finishedLateMs ?? ""].join(" ").trimEnd(),
  );

test.each<[string, ScanTimes[], string[]]>([
  ["nothing was done", [], ["03-01 missed", "03-02 missed", "03-03 missed", "03-04 pending"]],
  [
    "each in its time, told in any order",
    [
      scan("d", due[3]!),
      scan("b", "2026-03-02T06:00:05.000Z"),
      scan("a", due[0]!),
      scan("c", "2026-03-03T11:00:00.000Z"),
    ],
    ["03-01 done a 0 600000", "03-02 done b 5000 605000", "03-03 done c 18000000 18600000", "03-04 done d 0 600000"],
  ],
  [
    "one after an outage of two days counts for the last",
    [scan("a", due[0]!), scan("c", "2026-03-03T09:00:00.000Z")],
    ["03-01 done a 0 600000", "03-02 missed", "03-03 done c 10800000 11400000", "03-04 pending"],
  ],
  [
    "one that names its due time counts for that, also where the clock went back",
    [scan("b", "2026-03-03T07:00:00.000Z", { due: due[1]! }), scan("a", "2026-02-28T23:00:00.000Z", { due: due[0]! })],
    ["03-01 done a 0 0", "03-02 done b 90000000 90600000", "03-03 missed", "03-04 pending"],
  ],
  [
    "a complete one before the first",
    [
      scan("a", due[0]!, { complete: false }),
      scan("b", "2026-03-01T08:00:00.000Z"),
      scan("c", "2026-03-01T09:00:00.000Z"),
      scan("d", due[1]!, { complete: false }),
      scan("e", "2026-03-02T09:00:00.000Z", { complete: false }),
    ],
    ["03-01 done b 7200000 7800000", "03-02 incomplete d 0 600000", "03-03 missed", "03-04 pending"],
  ],
  [
    "one before the first due time counts for none",
    [scan("a", "2026-02-28T00:00:00.000Z")],
    ["03-01 missed", "03-02 missed", "03-03 missed", "03-04 pending"],
  ],
])("%s", (_, scans, rows) => {
  expect(told(scans)).toEqual(rows);
});

test("due times to come are not asked for, and each counts once", () => {
  expect(told([], { at: "2026-03-01T06:00:00.000Z", graceMs: 0 }, [...due.toReversed(), due[0]!])).toEqual([
    "03-01 pending",
  ]);
  expect(told([], { at: "2026-03-01T06:00:00.001Z", graceMs: 0 })).toEqual(["03-01 missed"]);
  expect(gaps([], [scan("a", due[0]!)], { at })).toEqual([]);
});
