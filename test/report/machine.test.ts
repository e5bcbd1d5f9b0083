import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ScanEvent } from "../../src/contract/index.ts";
import { outputs } from "../../src/report/index.ts";
import { checks, finding, production, scan, story, unit } from "../kit/events.ts";
import { hostile, lineEnds } from "../kit/hostile.ts";

const options = { width: 80, color: false, unicode: false };

function write(format: "json" | "jsonl", events: readonly ScanEvent[]): string {
  const output = outputs[format](options);
  return events.map((event) => output.event(event) ?? "").join("") + output.end();
}

describe("jsonl", () => {
  it("is the events, a line each, as they come", () => {
    const output = outputs.jsonl(options);
    for (const event of story()) {
      const line = output.event(event)!;
      expect(line.endsWith("\n")).toBe(true);
      expect(JSON.parse(line)).toEqual(event);
    }
    expect(output.end()).toBe("");
  });

  test.each(Object.entries(hostile))("%s stays on its line", (_, text) => {
    const event = finding(checks.volumes, unit(production, "eu-west-1"), text, text, text);
    const lines = write("jsonl", [event, event]).split(lineEnds);
    expect(lines.map((line) => line && JSON.parse(line))).toEqual([event, event, ""]);
  });
});

describe("json", () => {
  it("is one document with every event in its place", () => {
    const events = story();
    const of = (type: ScanEvent["type"]) => events.filter((event) => event.type === type);
    const document = JSON.parse(write("json", events));
    expect(Object.keys(document)).toEqual(["scan", "accounts", "findings", "unknown", "cells", "summary"]);
    expect(document.scan).toEqual(of("scan")[0]);
    expect(document.summary).toEqual(of("summary")[0]);
    for (const [name, type] of [
      ["accounts", "account"],
      ["findings", "finding"],
      ["unknown", "unknown"],
      ["cells", "cell"],
    ] as const) {
      expect(document[name]).toHaveLength(of(type).length);
      expect(document[name]).toEqual(expect.arrayContaining(of(type)));
    }
  });

  it("does not depend on the order in which answers arrived", () => {
    const events = story();
    const expected = write("json", events);
    fc.assert(
      fc.property(shuffled(events), (events) => write("json", events) === expected),
      { numRuns: 20 },
    );
  });

  it("says where a scan broke off: no summary", () => {
    expect(JSON.parse(write("json", [scan([])]))).toEqual({
      scan: scan([]),
      accounts: [],
      findings: [],
      unknown: [],
      cells: [],
      summary: null,
    });
  });

  test.each(Object.entries(hostile))("%s comes through as it is", (_, text) => {
    const event = finding(checks.volumes, unit(production, "eu-west-1"), text, text, text);
    expect(JSON.parse(write("json", [event])).findings).toEqual([event]);
  });
});

function shuffled(events: readonly ScanEvent[]) {
  return fc.shuffledSubarray([...events], { minLength: events.length });
}
