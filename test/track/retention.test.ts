import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addYears, deletionRefused, keptUntil } from "../../src/track/index.ts";

const at = (day: string) => `${day}T12:00:00.000Z`;

describe("how long a thing is kept", () => {
  it.each([
    ["2020-03-01", "2021-05-05", "2027-05-05"],
    ["2021-05-05", "2020-03-01", "2027-05-05"],
    ["2020-01-01", "2024-02-29", "2030-03-01"],
    ["2018-02-28", "2018-02-28", "2024-02-28"],
    ["2018-02-01", "2018-03-01", "2024-03-01"],
  ])("created %s, last in effect %s: until %s", (created, lastInEffect, until) => {
    const kept = { created: at(created), lastInEffect: at(lastInEffect) };
    expect(keptUntil(kept)).toBe(at(until));
    expect(deletionRefused(kept, new Date(Date.parse(at(until)) - 1).toISOString())).toContain(until);
    expect(deletionRefused(kept, at(until))).toBeNull();
  });

  it("what is in effect is never deleted", () => {
    expect(deletionRefused({ created: at("2000-01-01"), lastInEffect: null }, at("2099-01-01"))).not.toBeNull();
  });

  it("six years hold six anniversaries, whatever the day", () => {
    const days = fc.date({ min: new Date("1990-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const later = addYears(date.toISOString(), 6);
        const days = (Date.parse(later) - date.getTime()) / 86_400_000;
        expect(days).toBeGreaterThanOrEqual(6 * 365 + 1);
        expect(days).toBeLessThanOrEqual(6 * 365 + 2);
      }),
    );
  });
});
