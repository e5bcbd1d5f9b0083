import fc from "fast-check";
import { expect, it } from "vitest";
import { normalise, sha256 } from "../../../src/policy/read/normal.ts";

it.each([
  ["white space", "all  drives\r\n are\tencrypted ", "all drives are encrypted"],
  ["non-breaking spaces", "45\u00A0CFR\u202F§\u2009164", "45 CFR § 164"],
  ["zero-width characters and soft hyphens", "en\u00ADcryp\u200Bted\uFEFF", "encrypted"],
  ["quotation marks", "“it’s” «so» ‘there’", '"it\'s" "so" \'there\''],
  ["dashes and the spaces around them", "servers — all – of ‑ them -- all", "servers-all-of-them-all"],
  ["ligatures, full width, ellipsis", "con\uFB01dential ＴＬＳ …", "confidential TLS ..."],
  ["composed letters", "re\u0301sume\u0301", "r\u00E9sum\u00E9"],
])("does not see %s", (_, text, normal) => {
  expect(normalise(text)).toBe(normal);
});

it.each([
  ["words", "all drives are encrypted", "all disks are encrypted"],
  ["case", "All drives", "all drives"],
  ["order", "drives encrypted", "encrypted drives"],
  ["punctuation", "drives, encrypted", "drives encrypted"],
  ["a negation", "is accessible", "is not accessible"],
])("sees %s", (_, one, other) => {
  expect(normalise(one)).not.toBe(normalise(other));
});

it("changes nothing the second time", () => {
  const text = fc.array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "\u0301",
        "\u200B",
        "e",
        "-",
        "—",
        "’",
        "“",
        "\u00A0",
        " ",
        "´",
        "\u2032",
        "\u2034",
        "\u2037",
        "\u2057",
      ),
    ),
  );
  fc.assert(
    fc.property(text, (parts) => {
      const once = normalise(parts.join(""));
      expect(normalise(once)).toBe(once);
    }),
    { numRuns: 1000 },
  );
});

it("hashes as everybody does", () => {
  expect(sha256("abc")).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
