import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { ScanEvent, Unit } from "../../src/contract/index.ts";
import { type Clock, progress } from "../../src/cli/progress.ts";
import { canRewrite, textOptions } from "../../src/cli/terminal.ts";
import { account, cell, checks, production, scan, staging, unit } from "../kit/events.ts";
import { hostile } from "../kit/hostile.ts";
import { FakeScreen } from "../kit/screen.ts";

const utf8 = { TERM: "xterm-256color", LANG: "en_US.UTF-8", NO_COLOR: "1" };
const home = unit(production, "eu-central-1");
const two = [checks.volumes, checks.instances];

/** A clock that stands still until it is told to tick. */
function handClock(): Clock & { tick(milliseconds?: number): void } {
  let now = 0;
  const ticks = new Set<() => void>();
  return {
    now: () => now,
    every(_, tick) {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
    tick(milliseconds = 100) {
      now += milliseconds;
      for (const tick of ticks) tick();
    },
  };
}

function reading(at: Unit, listing: string, items: number, state: "reading" | "complete" | "unreadable" = "reading") {
  return { unit: at, listing, items, pages: 1, state };
}

function watch(columns = 80, rows = 24, env: Record<string, string> = utf8) {
  const screen = new FakeScreen(columns, rows);
  const clock = handClock();
  return { screen, clock, shown: progress(screen, env, clock) };
}

describe("on a terminal", () => {
  it("shows accounts, cells, regions and listings", () => {
    const { screen, clock, shown } = watch();
    clock.tick();
    expect(screen.text).toBe("⠙ Opening the accounts · 0 s");
    for (const event of [
      scan(two),
      account(production, ["eu-central-1", "eu-west-1"]),
      account(staging, ["eu-west-1"]),
    ]) {
      shown.event(event);
    }
    shown.listing(reading(home, "ec2.volumes", 0));
    shown.listing(reading(home, "ec2.volumes", 1200));
    shown.listing(reading(home, "rds.db-instances", 0));
    shown.listing(reading(home, "ec2.subnets", 34));
    shown.listing(reading(home, "ec2.subnets", 34, "complete"));
    shown.listing(reading(unit(staging, "eu-west-1"), "ec2.volumes", 5));
    shown.event(cell(checks.instances, home, "pass"));
    clock.tick(4900);
    expect(screen.text).toBe(
      [
        "⠋ Reading 2 accounts · 1 of 6 cells · 1,239 resources · 5 s",
        "  ██████──────────────────────────────────  16%",
        "  production  eu-central-1  ec2.volumes 1,200, rds.db-instances, 1 read",
        "  staging     eu-west-1     ec2.volumes 5",
      ].join("\n"),
    );
  });

  it("names the last listing that could not be read", () => {
    const { screen, clock, shown } = watch();
    shown.listing(reading(home, "ec2.subnets", 0, "unreadable"));
    shown.listing(reading(home, "ec2.volumes", 7, "unreadable"));
    clock.tick(125_000);
    expect(screen.text).toBe(
      [
        "⠋ Reading 1 account · 7 resources · 2 min 05 s",
        "  ? 2 listings could not be read, last ec2.volumes in production eu-central-1",
      ].join("\n"),
    );
  });

  it("leaves nothing behind, and draws nothing after its end", () => {
    const { screen, clock, shown } = watch();
    screen.write("$ clausewatch scan\n");
    shown.listing(reading(home, "ec2.volumes", 1));
    clock.tick();
    expect(screen.text).toContain("ec2.volumes 1");
    shown.stop();
    clock.tick();
    expect(screen.text).toBe("$ clausewatch scan");
  });

  it("writes nothing at all for a scan that takes no time", () => {
    const { screen, shown } = watch();
    shown.event(scan(two));
    shown.listing(reading(home, "ec2.volumes", 1));
    shown.stop();
    expect(screen.written).toBe("");
  });

  it("lets the log through above itself", () => {
    const { screen, clock, shown } = watch();
    clock.tick();
    shown.write("retrying\n");
    clock.tick(0);
    expect(screen.text).toBe("retrying\n⠙ Opening the accounts · 0 s");
    shown.stop();
    expect(screen.text).toBe("retrying");
  });

  const many = Array.from({ length: 200 }, (_, i) => ({
    account: String(100000000000 + i),
    accountName: `customer-${i}`,
  }));

  test.each([
    [80, 24, 11],
    [200, 50, 11],
    [40, 10, 8],
    [12, 3, 4],
  ])("200 accounts × 17 regions at %i × %i take %i lines, none too wide", (columns, rows, height) => {
    const { screen, clock, shown } = watch(columns, rows);
    const regions = Array.from({ length: 17 }, (_, i) => `xx-region-${i + 1}`);
    shown.event(scan(two));
    for (const one of many) shown.event(account(one, regions));
    for (const one of many) for (const region of regions) shown.listing(reading(unit(one, region), "ec2.volumes", 9));
    shown.listing(reading(unit(many[7]!, "xx-region-3"), "ec2.volumes", 9, "unreadable"));
    clock.tick();
    const lines = screen.text.split("\n");
    expect(lines).toHaveLength(height);
    for (const line of lines) expect(line.length).toBeLessThan(columns);
    if (columns === 80) expect(lines.at(-2)).toBe("  and 3,392 more regions");
    shown.stop();
    expect(screen.text).toBe("");
  });

  it("comes home after the window became narrower", () => {
    const { screen, clock, shown } = watch(80);
    shown.listing(reading(home, "ec2.volumes", 1));
    clock.tick();
    const rewrapped = new FakeScreen(30, 24);
    rewrapped.write(`${screen.text}\n`);
    screen.columns = 30;
    screen.written = "";
    shown.stop();
    rewrapped.write(screen.written);
    expect(rewrapped.text).toBe("");
  });

  it("whatever happens: the log stays, the rest goes", () => {
    const listing = fc.constantFrom("ec2.volumes", "ec2.subnets", "rds.db-instances");
    const at = fc.constantFrom(home, unit(production, "eu-west-1"), unit(staging, "eu-west-1"));
    const state = fc.constantFrom("reading", "complete", "unreadable");
    const step = fc.oneof(
      fc.record({ unit: at, listing, items: fc.nat(5000), pages: fc.nat(9), state }),
      fc.constant("tick" as const),
      fc.constant("log" as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 20, max: 120 }), (steps, columns) => {
        const { screen, clock, shown } = watch(columns);
        for (const step of steps) {
          if (step === "tick") clock.tick();
          else if (step === "log") shown.write("a line\n");
          else shown.listing(step as ReturnType<typeof reading>);
        }
        shown.stop();
        const logged = steps.filter((step) => step === "log").map(() => "a line");
        expect(screen.text).toBe(logged.join("\n"));
      }),
    );
  });

  test.each(Object.entries(hostile))("%s is inert", (_, text) => {
    const { screen, clock, shown } = watch();
    const at = { account: text, accountName: text, partition: "aws", region: text };
    shown.listing(reading(at, text, 1));
    shown.listing(reading(at, `${text}2`, 1, "unreadable"));
    clock.tick();
    expect(screen.written.replace("\u001b[J", "").replaceAll("\n", "")).toMatch(/^[^\p{C}]*$/u);
  });
});

describe("where standard error is no terminal", () => {
  const events = (at: Unit[]): ScanEvent[] => at.flatMap((at) => two.map((check) => cell(check, at, "pass")));

  it("writes a line at the start and a line an account", () => {
    let text = "";
    const shown = progress({ write: (piece) => (text += piece) }, {});
    const west = unit(staging, "eu-west-1");
    for (const event of [scan(two), account(production, ["eu-central-1"]), account(staging, ["eu-west-1"])])
      shown.event(event);
    shown.listing(reading(home, "ec2.volumes", 1200, "complete"));
    shown.listing(reading(west, "ec2.volumes", 3, "unreadable"));
    for (const event of events([home, west])) shown.event(event);
    shown.write("from the log\n");
    shown.stop();
    expect(text.split("\n")).toEqual([
      "Reading 2 accounts, 2 regions.",
      "production: 1,200 resources, 2 cells.",
      "staging: 3 resources, 2 cells, 1 listing could not be read.",
      "from the log",
      "",
    ]);
  });
});

describe("how text is set", () => {
  const tty = { isTTY: true, columns: 120 };
  test.each([
    ["a terminal", tty, {}, { width: 120, color: true, unicode: true }],
    ["a pipe", {}, {}, { width: 80, color: false, unicode: true }],
    ["COLUMNS", {}, { COLUMNS: "100" }, { width: 100, color: false, unicode: true }],
    ["NO_COLOR", tty, { NO_COLOR: "1" }, { width: 120, color: false, unicode: true }],
    ["an empty NO_COLOR", tty, { NO_COLOR: "" }, { width: 120, color: true, unicode: true }],
    ["FORCE_COLOR in a pipe", {}, { FORCE_COLOR: "1" }, { width: 80, color: true, unicode: true }],
    ["FORCE_COLOR=0", tty, { FORCE_COLOR: "0" }, { width: 120, color: false, unicode: true }],
    ["FORCE_COLOR over NO_COLOR", {}, { FORCE_COLOR: "", NO_COLOR: "1" }, { width: 80, color: true, unicode: true }],
    ["a dumb terminal", tty, { TERM: "dumb" }, { width: 120, color: false, unicode: true }],
    ["the locale C", tty, { LANG: "en_US.UTF-8", LC_ALL: "C" }, { width: 120, color: true, unicode: false }],
    ["the console of Linux", tty, { TERM: "linux" }, { width: 120, color: true, unicode: false }],
  ])("%s", (_, stream, env, expected) => expect(textOptions(stream, env)).toEqual(expected));

  test.each([
    [tty, {}, true],
    [tty, { TERM: "dumb" }, false],
    [tty, { CI: "true" }, false],
    [{}, {}, false],
  ])("lines are rewritten in place: %j %j %s", (stream, env, expected) =>
    expect(canRewrite(stream, env)).toBe(expected),
  );
});

test("elsewhere, an account's name is no command to what runs a build", () => {
  let text = "";
  const shown = progress({ write: (part: string) => (text += part) }, utf8);
  const named = { ...production, accountName: "::error::##[group]" };
  shown.event(scan([checks.volumes]));
  shown.event(account(named, ["eu-central-1"]));
  shown.event(cell(checks.volumes, unit(named, "eu-central-1"), "pass"));
  expect(text).toContain("error::");
  expect(text).not.toMatch(/^\s*::|##\[/m);
});
