import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fail, notApplicable, pass, undecided } from "../../src/contract/index.ts";
import { readAnswer } from "../../src/evaluate/answer.ts";

const well: [string, unknown, unknown][] = [
  ["pass", pass(), [pass()]],
  ["one fail", fail("open"), [fail("open")]],
  [
    "several fails",
    [fail("a", { key: "1" }), fail("b", { key: "2" })],
    [fail("a", { key: "1" }), fail("b", { key: "2" })],
  ],
  ["evidence", fail("a", { evidence: { ports: [1] } }), [fail("a", { evidence: { ports: [1] } })]],
  [
    "evidence is copied as JSON",
    fail("a", { evidence: { at: new Date(0) } }),
    [{ ...fail("a"), evidence: { at: "1970-01-01T00:00:00.000Z" } }],
  ],
  ["not applicable", notApplicable("gateway"), [notApplicable("gateway")]],
  ["undecided", undecided("not told"), [undecided("not told")]],
  ["further fields are dropped", { ...pass(), secret: 1 }, [pass()]],
];

const cyclic: Record<string, unknown> = {};
cyclic["self"] = cyclic;

const ill: [string, unknown, RegExp][] = [
  ["nothing", undefined, /answered nothing/],
  ["null", null, /answered nothing/],
  ["a boolean", true, /answered a boolean/],
  ["a word", "pass", /answered a string/],
  ["an object of no shape", {}, /without a status/],
  ["another status", { status: "unknown" }, /the status "unknown"/],
  ["a status that is no word", { status: 1 }, /a status that is no word/],
  ["a promise", Promise.resolve(pass()), /a promise \(judge answers at once\)/],
  ["an empty list", [], /an empty list \(where nothing is wrong, say pass\(\)\)/],
  ["a list of a pass and a fail", [fail("a"), pass()], /a list with the status "pass" in it/],
  ["a list of passes", [pass(), pass()], /a list with the status "pass" in it/],
  ["a list in a list", [[fail("a")]], /without a status/],
  ["a fail without a message", { status: "fail", key: "" }, /a fail without a message/],
  ["an empty message", fail(" "), /a fail without a message/],
  ["a fail without a key", { status: "fail", message: "a" }, /whose key is not a string/],
  ["a key twice", [fail("a", { key: "k" }), fail("b", { key: "k" })], /two fails with the key "k"/],
  ["evidence that is a list", { ...fail("a"), evidence: [1] }, /not a JSON object/],
  ["evidence that is circular", { ...fail("a"), evidence: cyclic }, /not a JSON object/],
  ["no reason", notApplicable(""), /not-applicable without a reason/],
  ["no why", { status: "undecided" }, /undecided without saying why/],
];

describe("an answer", () => {
  test.each(well)("%s", (_, answer, read) => expect(readAnswer(answer)).toEqual(read));
  test.each(ill)("ill-formed: %s", (_, answer, error) => {
    expect(readAnswer(answer)).toEqual({ error: expect.stringMatching(error) });
  });

  test("a promise that nobody waits for may fail", async () => {
    readAnswer(Promise.reject(new Error("later")));
    await new Promise(setImmediate);
  });

  test("whatever it is, it is read as verdicts or as an error, and reads the same again", () => {
    const text = fc.constantFrom("", " ", "x");
    const status = fc.constantFrom("pass", "fail", "not-applicable", "undecided", "other", 1);
    const optional = fc.record({ status, message: text, key: text, reason: text, why: text }, { requiredKeys: [] });
    const verdict = fc.oneof(fc.anything(), optional);
    fc.assert(
      fc.property(fc.oneof(verdict, fc.array(verdict, { maxLength: 3 })), (answer) => {
        const read = readAnswer(answer);
        if ("error" in read) expect(Object.keys(read)).toEqual(["error"]);
        else {
          expect(readAnswer(read)).toEqual(read);
          expect(new Set(read.map(({ status }) => status)).size).toBe(1);
        }
      }),
    );
  });
});
