import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { inert } from "../../src/report/inert.ts";
import { look, paragraph } from "../../src/report/style.ts";
import { count, displayWidth, fit, number, pad, wrap } from "../../src/report/text.ts";

const words = fc.array(fc.string({ unit: "grapheme", maxLength: 30 })).map((words) => inert(words.join(" ")));

test.each([
  ["", 0],
  ["abc", 3],
  ["é", 1],
  ["e\u0301", 1],
  ["数据", 4],
  ["한글", 4],
  ["🩺", 2],
  ["\u001b[1m\u001b[31mred\u001b[39m\u001b[22m", 3],
])("the width of %j is %i", (text, width) => expect(displayWidth(text)).toBe(width));

describe("wrap", () => {
  test.each([
    ["", 10, [""]],
    ["one two three", 7, ["one two", "three"]],
    ["one two three", 13, ["one two three"]],
    ["abcdefghij k", 4, ["abcd", "efgh", "ij k"]],
    ["数据库数据", 4, ["数据", "库数", "据"]],
  ])("%j at %i", (text, width, lines) => expect(wrap(text, width)).toEqual(lines));

  it("loses nothing but spaces, and no line is too wide", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test("fit cuts by columns, and says so", () => {
  expect(fit("abcdef", 6, "…")).toBe("abcdef");
  expect(fit("abcdef", 5, "…")).toBe("abcd…");
  expect(fit("数据库", 5, "…")).toBe("数据…");
});

test("pad counts columns", () => {
  expect(pad("数", 4)).toBe("数  ");
  expect(pad("abcde", 4)).toBe("abcde");
});

test("count has a singular, and separates thousands", () => {
  expect([count(0, "cell"), count(1, "cell"), count(1234, "cell")]).toEqual(["0 cells", "1 cell", "1,234 cells"]);
});

test("whole numbers are written as the locale does", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => number(n) === n.toLocaleString("en-US")));
});

test("a paragraph styles each line by itself", () => {
  const { strong } = look({ color: true, unicode: true });
  expect(paragraph("one two three four five six", { width: 24, first: "- " }, strong)).toEqual([
    "- \u001b[1mone two three four\u001b[22m",
    "  \u001b[1mfive six\u001b[22m",
  ]);
});
