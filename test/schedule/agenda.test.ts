import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Agenda, Cron, cronProblem, type Schedule, type Turn } from "../../src/schedule/index.ts";

const at = (text: string) => Date.parse(text);
const text = (time: number | null) => (time === null ? null : new Date(time).toISOString().slice(0, 16));
const nightly: Schedule = { name: "nightly", cron: "0 3 * * *", jitterMs: 0 };
const hourly: Schedule = { name: "hourly", cron: "30 * * * *", jitterMs: 0 };

const doneOf = ({ schedule, due }: Turn) => ({ name: schedule.name, due });

describe("a cron expression", () => {
  test.each([
    ["0 3 * * *", null],
    ["*/15 2-4 1,15 * MON-FRI", null],
    ["0 3 * *", "five fields"],
    ["0 0 3 * * *", "five fields"],
    ["61 3 * * *", "minute"],
    ["0 25 * * *", "hour"],
    ["nightly", "five fields"],
    ["0 3 * * FUNDAY", "week day"],
    ["0 0 30 2 *", "impossible"],
  ])("%s", (expression, problem) => {
    if (problem === null) expect(cronProblem(expression)).toBeNull();
    else expect(cronProblem(expression)).toContain(problem);
  });

  test.each([
    ["0 3 * * *", "2026-03-28T03:00", ["2026-03-29T03:00", "2026-03-30T03:00"]],
    ["0 0 29 2 *", "2026-01-01T00:00", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["30 2 * * SUN", "2026-10-24T00:00", ["2026-10-25T02:30", "2026-11-01T02:30"]],
  ])("%s after %s, also on days on which clocks are changed elsewhere", (expression, after, wanted) => {
    const cron = new Cron(expression);
    const first = cron.next(at(`${after}Z`))!;
    expect([text(first), text(cron.next(first))]).toEqual(wanted);
  });

  test.each([
    ["0 * * * *", "2026-03-02T03:30", 1],
    ["0 3 * * *", "2026-03-02T03:00", 24],
    // From Friday to Monday, and then from day to day.
    ["0 3 * * 1-5", "2026-03-09T02:59", 72],
    ["0 3 * * 1-5", "2026-03-11T12:00", 24],
    ["0 3 * * 1-5", "2026-03-13T12:00", 72],
    ["0 0 29 2 *", "2026-03-01T00:00", 24 * (3 * 365 + 366)],
  ])("the longest gap of %s about %s is of %i hours", (cron, moment, hours) => {
    expect(new Cron(cron).longestGap(at(`${moment}:00Z`))).toBe(hours * 3_600_000);
    const agenda = new Agenda([{ ...nightly, cron }], () => 0);
    for (const _ of [1, 2]) expect(agenda.periodOf("nightly", at(`${moment}:00Z`))).toBe(hours * 3_600_000);
    expect(agenda.periodOf("another", 0)).toBeNull();
  });

  test("the last up to a time is the last of all between", () => {
    const expression = fc.constantFrom("*/7 * * * *", "0 3 * * *", "15 1,13 * * 1-5", "0 0 1 * *", "59 23 31 12 *");
    fc.assert(
      fc.property(expression, fc.nat(2_000_000), fc.nat(60_000), (expression, start, length) => {
        const cron = new Cron(expression);
        const [after, to] = [start * 60_000, (start + length) * 60_000];
        expect(cron.last(after, to)).toBe([...cron.between(after, to)].at(-1) ?? null);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the agenda", () => {
  test("has nothing to do before a time is due, and then until it is done", () => {
    const agenda = new Agenda([nightly], () => at("2026-05-01T03:00Z"));
    expect(agenda.turn(at("2026-05-02T02:59Z"))).toBeNull();
    expect(text(agenda.next(at("2026-05-02T02:59Z")))).toBe("2026-05-02T03:00");
    const turn = agenda.turn(at("2026-05-02T03:00Z"))!;
    expect(turn).toMatchObject({ schedule: nightly, due: at("2026-05-02T03:00Z"), missed: null });
    expect(agenda.turn(at("2026-05-02T04:00Z"))).toEqual(turn);
    agenda.took(doneOf(turn));
    expect(agenda.turn(at("2026-05-02T04:00Z"))).toBeNull();
  });

  test("does one for all that were missed, and says which", () => {
    const agenda = new Agenda([nightly], () => at("2026-05-01T03:00Z"));
    const turn = agenda.turn(at("2026-05-05T12:00Z"))!;
    expect(text(turn.due)).toBe("2026-05-05T03:00");
    expect(turn.missed).toEqual({ count: 3, first: at("2026-05-02T03:00Z"), last: at("2026-05-04T03:00Z") });
    agenda.took(doneOf(turn));
    expect(agenda.turn(at("2026-05-05T12:01Z"))).toBeNull();
  });

  test("takes what was due first", () => {
    const agenda = new Agenda([hourly, nightly], () => at("2026-05-01T02:45Z"));
    const now = at("2026-05-01T03:45Z");
    const first = agenda.turn(now)!;
    expect(first.schedule.name).toBe("nightly");
    agenda.took(doneOf(first));
    expect(agenda.turn(now)!.schedule.name).toBe("hourly");
  });

  test("begins later by chance, and by the same chance when asked again", () => {
    const jittered = { ...nightly, jitterMs: 600_000 };
    const begin = () => new Agenda([jittered], () => at("2026-05-01T04:00Z")).next(at("2026-05-01T05:00Z"))!;
    const due = at("2026-05-02T03:00Z");
    expect(begin()).toBe(begin());
    expect(begin()).toBeGreaterThan(due);
    expect(begin()).toBeLessThan(due + 600_000);
    const agenda = new Agenda([jittered], () => at("2026-05-01T04:00Z"));
    expect(agenda.turn(begin() - 1)).toBeNull();
    expect(agenda.turn(begin())!.due).toBe(due);
  });

  test("a jitter that is longer than the period has nothing wait for longer than itself", () => {
    const jitterMs = 12 * 3_600_000;
    const begin = at("2026-05-01T00:00Z");
    const agenda = new Agenda([{ ...hourly, jitterMs }], () => begin);
    let longest = 0;
    for (let now = begin; now < at("2026-05-06T00:00Z"); now += 60_000) {
      const turn = agenda.turn(now);
      if (turn === null) continue;
      longest = Math.max(longest, now - (turn.missed?.first ?? turn.due));
      agenda.took(doneOf(turn));
    }
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThanOrEqual(jitterMs);
  });

  test("does nothing twice where the clock goes back a little, and goes on where it goes back far", () => {
    const agenda = new Agenda([hourly], () => at("2026-05-01T00:00Z"));
    const turn = agenda.turn(at("2026-05-01T01:31Z"))!;
    agenda.took(doneOf(turn));
    expect(agenda.turn(at("2026-05-01T00:45Z"))).toBeNull();
    expect(agenda.turn(at("2026-05-01T01:45Z"))).toBeNull();
    // Ten years ahead, done there, and back again.
    agenda.took(doneOf(agenda.turn(at("2036-05-01T01:31Z"))!));
    expect(agenda.turn(at("2026-05-01T02:10Z"))).toBeNull();
    expect(text(agenda.turn(at("2026-05-01T02:40Z"))!.due)).toBe("2026-05-01T02:30");
  });

  test("each due time is done once or told as missed, whenever it is asked", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 }), (steps) => {
        const start = at("2026-03-28T00:00Z");
        const agenda = new Agenda([hourly], () => start);
        let [now, done, missed] = [start, 0, 0];
        for (const minutes of steps) {
          now += minutes * 60_000;
          for (let turn = agenda.turn(now); turn !== null; turn = agenda.turn(now)) {
            done++;
            missed += turn.missed?.count ?? 0;
            agenda.took(doneOf(turn));
          }
        }
        expect(done + missed).toBe([...new Cron(hourly.cron).between(start, now)].length);
      }),
    );
  });
});
