import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { inert, inertJson, lines, prose } from "../../src/report/inert.ts";
import { hostile, lineEnds } from "../kit/hostile.ts";

const drawn = /^[^\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u;
const anyString = fc.string({ unit: "binary" });

describe("inert", () => {
  test.each([
    ["plain", "web-1 (blue), café, 数据库, 🩺", "web-1 (blue), café, 数据库, 🩺"],
    ["ESC", "\u001b[2J", "\\u{1b}[2J"],
    ["OSC 8", hostile["links elsewhere (OSC 8)"]!, "\\u{1b}]8;;https://evil.example\\u{1b}\\click\\u{1b}]8;;\\u{1b}\\"],
    ["C1", "\u009b2J", "\\u{9b}2J"],
    ["line ends", "a\r\nb\tc", "a\\r\\nb\\tc"],
    ["NUL, DEL", "\u0000\u007f", "\\u{0}\\u{7f}"],
    ["bidi", "\u202Etxt\u2069", "\\u{202e}txt\\u{2069}"],
    ["zero width", "pay\u200Bpal", "pay\\u{200b}pal"],
    ["lone surrogates", "\uD800a\uDC00", "\\u{d800}a\\u{dc00}"],
    ["tags", "\u{E0041}", "\\u{e0041}"],
    ["a fourth combining mark", "a\u0301\u0302\u0303\u0304", "a\u0301\u0302\u0303\\u{304}"],
  ])("%s", (_, text, expected) => expect(inert(text)).toBe(expected));

  test("a long text is cut, and says so", () => {
    expect(inert("A".repeat(1_048_576), 10)).toBe("AAAAAAAAAA [cut: 1,048,576 characters]");
    expect(inert("A".repeat(10), 10)).toBe("AAAAAAAAAA");
  });

  test("a cut does not split a character", () => expect(inert("ab🩺c", 3)).toBe("ab [cut: 5 characters]"));

  test.each(Object.entries(hostile))("%s is drawn on one line, and bounded", (_, text) => {
    expect(inert(text)).toMatch(drawn);
    expect(inert(text).length).toBeLessThan(10_000);
    expect(prose(text)).toMatch(drawn);
  });

  it("draws every string on one line", () => {
    fc.assert(fc.property(anyString, (text) => drawn.test(inert(text)) && drawn.test(prose(text))));
  });

  it("leaves its own output alone", () => {
    fc.assert(fc.property(anyString, (text) => inert(inert(text)) === inert(text)));
  });
});

describe("commands to what runs a build and reads its log", () => {
  test.each([
    ["at the beginning", "::error file=a::b", String.raw`\u{3a}:error file=a::b`],
    ["behind spaces", " \u00a0 ::add-mask::b", ` \u00a0 ${String.raw`\u{3a}:add-mask::b`}`],
    ["of another kind, anywhere", "a ##[group]b", String.raw`a \u{23}#[group]b`],
    ["of a third kind", "a ##vso[task.setvariable]b", String.raw`a \u{23}#vso[task.setvariable]b`],
    ["none: a type of resource", "AWS::EC2::Volume", "AWS::EC2::Volume"],
    ["none: an address", "::/0 and ::1", "::/0 and ::1"],
    ["none: a heading", "## [a]", "## [a]"],
  ])("%s", (_, text, expected) => expect(lines(["a", inert(text)])).toBe(`a\n${expected}\n`));

  test("in JSON, whose value stays the same", () => {
    const line = inertJson({ a: "##[group]b" });
    expect(line).not.toContain("##[");
    expect(JSON.parse(line)).toEqual({ a: "##[group]b" });
  });
});

test("prose: line breaks that people write become spaces", () => {
  expect(prose("  What goes\n  wrong,\r\n\tand\u001b why. ")).toBe("What goes wrong, and\\u{1b} why.");
});

describe("inertJson", () => {
  const drawnOnly = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]*$/u;

  test.each(Object.entries(hostile))("%s: one line, inert, and the same value", (_, text) => {
    const line = inertJson({ [text]: [text] });
    expect(line).not.toMatch(lineEnds);
    expect(line).toMatch(drawnOnly);
    expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify({ [text]: [text] })));
  });

  it("is the same value for every value of JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const line = inertJson(value);
        expect(line).toMatch(drawnOnly);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("beyond the basic plane: both halves", () => expect(inertJson("\u{E0041}")).toBe('"\\udb40\\udc41"'));
});
