import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeEntry, decodeJson, encodeEntry, encodeJson, type Entry, type Json } from "../../src/ledger/index.ts";
import { skimEntry, skimText } from "../../src/ledger/skim.ts";
import { entryAt, randomBy } from "./sample.ts";

const entry: Entry = {
  index: 7,
  epoch: 1,
  kind: "finding",
  time: "2026-03-01T06:00:00.000Z",
  body: { b: [1, 0.5, -3e-9, 1e21, true, null], a: { "10": "x", "9": "é\n\u2028😀" }, "": {} },
};
const text =
  '{"body":{"":{},"a":{"10":"x","9":"é\\n\u2028😀"},"b":[1,0.5,-3e-9,1e+21,true,null]},"epoch":1,"index":7,"kind":"finding","time":"2026-03-01T06:00:00.000Z"}';

test("an entry is one line of canonical JSON", () => {
  expect(encodeEntry(entry).toString()).toBe(text);
  expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
  expect(decodeEntry(Uint8Array.from(Buffer.from(text)))).toEqual(entry);
});

describe("bytes that are refused", () => {
  const changed = (from: string, to: string) => Buffer.from(text.replace(from, to));
  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.from(""), "is not JSON"],
    ["a byte order mark", Buffer.from(`\ufeff${text}`), "is not JSON"],
    ["a newline after it", Buffer.from(`${text}\n`), "canonical"],
    ["a space", changed('"epoch":1', '"epoch": 1'), "canonical"],
    ["a member twice", changed('"epoch":1', '"epoch":1,"epoch":1'), "canonical"],
    ["members out of order", changed('"epoch":1,"index":7', '"index":7,"epoch":1'), "canonical"],
    ["members of the body out of order", changed('"10":"x","9":', '"9":"x","10":'), "canonical"],
    ["an escape that need not be", changed("é", "\\u00e9"), "canonical"],
    ["a number written otherwise", changed("0.5", "5e-1"), "canonical"],
    ["a number too large", changed("0.5", "1e999"), "canonical"],
    ["minus nothing", changed("0.5", "-0"), "canonical"],
    ["more digits than a number has", changed("0.5", "0.50000000000000000001"), "canonical"],
    ["half of a surrogate pair", changed("😀", "\\ud83d"), "canonical"],
    ["half of a surrogate pair in a name", changed('"":{}', '"\\ud83d":{}'), "canonical"],
    ["too deep", changed('"":{}', `"":${"[".repeat(99)}${"]".repeat(99)}`), "canonical"],
    ["much too deep", changed('"":{}', `"":${"[".repeat(99_999)}${"]".repeat(99_999)}`), "canonical"],
    ["bytes that are not UTF-8", Buffer.concat([Buffer.from(text), Buffer.of(0x80)]), "is not UTF-8"],
    ["a text that is longer than need be", Buffer.from(text.replace("é", "\xc0\xaf"), "latin1"), "is not UTF-8"],
    ["a list", Buffer.from("[]"), "is not a JSON object"],
    ["nothing in words", Buffer.from("null"), "is not a JSON object"],
    ["a member more", changed('"epoch":1', '"epoch":1,"f":1'), "members"],
    ["a member less", changed('"epoch":1,', ""), "members"],
    ["another member", changed('"kind"', '"kinds"'), "unknown kind"],
    ["an index below 0", changed('"index":7', '"index":-1'), "index"],
    ["an index between", changed('"index":7', '"index":7.5'), "index"],
    ["an index in words", changed('"index":7', '"index":"7"'), "index"],
    ["an index of 2^53", changed('"index":7', '"index":9007199254740992'), "index"],
    ["epoch 0", changed('"epoch":1', '"epoch":0'), "epoch"],
    ["an unknown kind", changed("finding", "findings"), "unknown kind"],
    ["a kind of all objects", changed("finding", "constructor"), "unknown kind"],
    ["a time without milliseconds", changed(".000Z", "Z"), "time"],
    ["a time elsewhere", changed(".000Z", ".000+00:00"), "time"],
    ["a day that is not", changed("03-01", "02-30"), "time"],
    ["a leap day that is not", changed("03-01", "02-29"), "time"],
    ["a leap second", changed("06:00:00", "23:59:60"), "time"],
    ["midnight at the end", changed("06:00:00", "24:00:00"), "time"],
    ["a far year", changed("2026-", "+012026-"), "time"],
    ["a body that is a list", Buffer.from(text.replace(/\{"":.*?\]\}/s, "[]")), "body"],
  ])("%s", (_, bytes, what) => {
    expect(() => decodeEntry(bytes)).toThrow(what);
    expect(() => skimEntry(bytes)).toThrow(what);
  });

  test("a leap day that is", () => {
    const bytes = encodeEntry({ ...entry, time: "2028-02-29T23:59:59.999Z" });
    expect(decodeEntry(bytes).time).toBe("2028-02-29T23:59:59.999Z");
  });
});

describe("what JSON would lose in silence is refused", () => {
  test.each<[string, unknown]>([
    ["undefined", { a: undefined }],
    ["a hole", [1, , 2]], // oxlint-disable-line no-sparse-arrays -- what is tried
    ["NaN", Number.NaN],
    ["minus nothing", -0],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["a bigint", 1n],
    ["a function", () => 1],
    ["half of a pair", "\ud800"],
  ])("%s", (_, value) => {
    expect(() => encodeJson(value as Json)).toThrow(/JSON has no|half of a surrogate/);
  });
});

test("reading gives back what was written, and writing what was read", () => {
  // Minus nothing, which JSON has not, becomes nothing.
  const json = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
  fc.assert(
    fc.property(json, (value) => {
      const text = encodeJson(value);
      expect(encodeJson(decodeJson(text))).toBe(text);
      expect(decodeJson(text)).toEqual(value);
    }),
    { numRuns: 500 },
  );
});

describe("skimming", () => {
  test("gives the head, and does so in one pass", () => {
    const { body: _, ...head } = entry;
    expect(skimText(text)).toEqual(head);
    for (let index = 0; index < 40; index++) {
      const { body: _, ...head } = entryAt(index, 3);
      const bytes = encodeEntry(entryAt(index, 3));
      // Which of the two read it is not to be seen but here.
      expect(skimText(bytes.toString()) ?? decodeEntry(bytes)).toMatchObject(head);
    }
  });

  test("never accepts what decoding refuses, and reads the same", () => {
    const random = randomBy(7);
    const below = (count: number) => Math.floor(random() * count);
    const letters = [
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "0",
      "1",
      "-",
      "e",
      "+",
      ".",
      "a",
      " ",
      "\n",
      "\u0001",
      "n",
      "u",
      "/",
      '","',
      '":',
      "é",
    ];
    const accepted = { mutated: 0, refused: 0 };
    for (let i = 0; i < 20_000; i++) {
      let mutated = text;
      for (let n = below(3); n >= 0; n--) {
        const [at, cut] = [below(mutated.length + 1), below(3)];
        const put =
          below(3) === 0
            ? ""
            : below(4) === 0
              ? mutated.slice(below(mutated.length)).slice(0, 9)
              : letters[below(letters.length)]!;
        mutated = mutated.slice(0, at) + put + mutated.slice(at + cut);
      }
      const bytes = Buffer.from(mutated);
      const head = skimText(bytes.toString());
      if (head === null) accepted.refused++;
      else {
        accepted.mutated++;
        expect(decodeEntry(bytes)).toMatchObject(head);
      }
    }
    expect(Math.min(accepted.mutated, accepted.refused)).toBeGreaterThan(1000);
  });

  test("knows all bodies that are written", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 }));
    fc.assert(
      fc.property(json, (body) => {
        const plain = JSON.parse(JSON.stringify(body).replaceAll("-0", "0")) as Entry["body"];
        const bytes = encodeEntry({ ...entry, body: plain });
        const { body: _, ...head } = entry;
        expect(skimEntry(bytes)).toMatchObject(head);
      }),
      { numRuns: 300 },
    );
  });
});
