import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { covers, waiverChanges, waiverProblems, waiverWarnings, type WaiverCover } from "../../src/track/index.ts";
import { like } from "../../src/track/waiver.ts";
import { day, resourceOf, unit, waiverOf } from "./kit.ts";

const finding = {
  check: "volume-encrypted",
  unit,
  resource: { ...resourceOf("vol-1"), name: "old logs" },
  tags: { team: "data", env: "test" },
};

describe("what a waiver covers", () => {
  it.each<[WaiverCover, boolean]>([
    [{}, false],
    [{ tags: {} }, false],
    [{ check: "volume-encrypted" }, true],
    [{ check: "another" }, false],
    [{ account: unit.account, check: "volume-encrypted" }, true],
    [{ account: "2", check: "volume-encrypted" }, false],
    [{ resource: "vol-1" }, true],
    [{ resource: finding.resource.arn }, true],
    [{ resource: "vol-*" }, false],
    [{ pattern: "vol-*" }, true],
    [{ pattern: "old*" }, true],
    [{ pattern: "*:volume/*" }, true],
    [{ pattern: "vol" }, false],
    [{ tags: { team: "data" } }, true],
    [{ tags: { team: "data", env: "live" } }, false],
  ])("%j: %s", (cover, expected) => {
    expect(covers({ covers: cover }, finding)).toBe(expected);
  });

  it("matches patterns as a regular expression would", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, text) => {
        const parts = pattern.split("*").map((part) => part.replaceAll(".", String.raw`\.`));
        expect(like(pattern, text)).toBe(new RegExp(`^${parts.join("[^]*")}$`).test(text));
      }),
    );
  });
});

describe("what is wrong with a waiver", () => {
  it.each<[string, Parameters<typeof waiverOf>[0], RegExp | null]>([
    ["nothing", {}, null],
    ["366 days ahead", { expires: "2027-01-02" }, null],
    ["367 days ahead", { expires: "2027-01-03" }, /at most 366/],
    ["a day that is none", { expires: "2027-02-29" }, /no day of the calendar/],
    ["a time", { expires: "2026-02-01T00:00:00Z" }, /no day of the calendar/],
    ["nothing covered", { covers: {} }, /covers nothing/],
    ["a pattern that is anything", { covers: { pattern: "*" } }, /covers nothing/],
    ["no reason", { reason: " " }, /lacks its reason/],
    ["no compensating control", { control: "" }, /lacks its control/],
  ])("%s", (_, more, expected) => {
    const problems = waiverProblems(waiverOf(more), "2026-01-01");
    if (expected === null) expect(problems).toEqual([]);
    else expect(problems.join()).toMatch(expected);
  });
});

it("warns of those that expire within 14 days, expired, or cover nothing", () => {
  const waivers = [
    waiverOf({ id: "a", expires: "2026-01-15" }),
    waiverOf({ id: "b", expires: "2026-01-16" }),
    waiverOf({ id: "c", expires: "2026-01-01" }),
  ];
  expect(waiverWarnings(waivers, new Set(["a", "b"]), day(1))).toEqual([
    { waiver: "a", kind: "expires soon", days: 14 },
    { waiver: "c", kind: "expired", days: 0 },
    { waiver: "c", kind: "covers nothing", days: 0 },
  ]);
});

it("tells which began and which ended, and how", () => {
  const now = waiverOf({ reason: "another" });
  const told = (known: Parameters<typeof waiverChanges>[0], configured: typeof known, at: string) =>
    waiverChanges(known, configured, at).map(({ kind, how }) => how ?? kind);
  expect(told([], [waiverOf()], day(1))).toEqual(["began"]);
  expect(told([waiverOf()], [waiverOf()], day(1))).toEqual([]);
  expect(told([waiverOf()], [now], day(1))).toEqual(["changed", "began"]);
  expect(told([waiverOf()], [], day(1))).toEqual(["withdrawn"]);
  expect(told([waiverOf()], [waiverOf()], day(32))).toEqual(["expired"]);
  expect(told([], [waiverOf()], day(32))).toEqual([]);
});
