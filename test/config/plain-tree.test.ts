/** The quick reader of plain YAML reads as the one does that knows the whole language: what there is, and where. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Path } from "../../src/config/error.ts";
import { plainTree } from "../../src/config/plain-tree.ts";
import { readTree, type Tree } from "../../src/config/tree.ts";
import { hostile } from "../kit/hostile.ts";

/** Every path in the data, and two that lead nowhere from each. */
function* pathsIn(data: unknown, path: Path = []): Generator<Path> {
  yield* [path, [...path, "nowhere"], [...path, 1000]];
  if (typeof data !== "object" || data === null) return;
  const isList = Array.isArray(data);
  for (const [key, value] of Object.entries(data)) yield* pathsIn(value, [...path, isList ? Number(key) : key]);
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], data);
}

/** How a text is written matters only where it was read as something else. */
function seen({ data, positionOf, keyPositionOf, writtenAt }: Tree): unknown {
  const places = [...pathsIn(data)].map((path) => {
    const written = typeof valueAt(data, path) === "string" ? null : writtenAt(path);
    return { path, position: positionOf(path), key: keyPositionOf(path), written };
  });
  return { data, places };
}

/** Whether the text is plain; where it is, both must read the same. */
function agree(text: string): boolean {
  const plain = plainTree(text);
  if (plain === null) return false;
  const tree = readTree(text);
  expect(tree, text).not.toHaveProperty("faults");
  expect(seen(plain), text).toEqual(seen(tree as Tree));
  return true;
}

const register = `# The register.
rows:
  - id: users-to-load-balancers # an id
    from: internet
    to: [load-balancer, { role: web, customer: "alder" }, 10.0.0.0/8,]
    ports:
    - 443
    - "8000-8100"
    why: Users of our customers
      reach the load balancers (over HTTPS).
    quoted: 'it''s'
    double: "a\\tb\\u00e9"
    none: {}
    empty: []
  -
    id: b

    deep: [[[1, 2.50, 0, true, 2027-03-01, 2001:db8::/32]]]
    url: https://example.com/#a?b&c,d
    umlaut: Größe
  - - nested
    - list
# The end.
`;

describe("is plain", () => {
  it.each([
    ["a register", register],
    ["the sample's register", readFileSync(new URL("../../config/access.yaml", import.meta.url), "utf8")],
    ["the sample's configuration", readFileSync(new URL("../../config/clausewatch.yaml", import.meta.url), "utf8")],
  ])("%s, with either end of line", (_, text) => {
    expect(agree(text)).toBe(true);
    expect(agree(text.replaceAll("\n", "\r\n"))).toBe(true);
    expect(agree(text.trimEnd())).toBe(true);
  });

  it("what is written in the usual ways, whatever it says", () => {
    const word = fc
      .stringMatching(/^[a-zé][a-z0-9é/.:()_-]{0,8}[a-z]$/)
      .filter((text) => !/true|false|null/.test(text));
    const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(" "));
    const scalar = fc.oneof(
      text,
      fc.nat(70_000),
      fc.boolean(),
      fc.constantFrom("10.0.0.0/8", "2027-03-01", "8000-8100"),
    );
    const key = fc.stringMatching(/^[a-z][a-zA-Z-]{0,6}$/).filter((name) => !/^(true|false|null)$/.test(name));
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: "large" },
        scalar,
        fc.array(tie("value"), { minLength: 1, maxLength: 4 }),
        fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const whole = fc.dictionary(key, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(whole, fc.array(fc.nat(11), { minLength: 1, maxLength: 40 }), (data, choices) => {
        let made = 0;
        const written = write(data, "", (of) => choices[made++ % choices.length]! % of);
        expect(agree(written), written).toBe(true);
        expect(plainTree(written)!.data).toEqual(data);
      }),
      { numRuns: 500 },
    );
  });
});

/** The data as lines, each in a way that `choose` takes. Begins with the end of the line before, or a space. */
function write(data: unknown, indent: string, choose: (of: number) => number): string {
  const gap = () => ["\n", " # a comment: [with, 'all']\n", "\n\n", "\n# another\n", "\n", "\n"][choose(6)]!;
  if (typeof data !== "object" || data === null) return `${inline(data, choose)}${gap()}`;
  const deeper = `${indent}${["  ", " ", "    "][choose(3)]}`;
  if (Array.isArray(data)) {
    if (choose(4) === 0) return `${inline(data, choose)}${gap()}`;
    return data.map((item) => `${indent}-${below(item, `${indent}  `, choose, true)}`).join("");
  }
  return Object.entries(data)
    .map(([key, value]) => {
      const isFlow = typeof value === "object" && choose(4) === 0;
      return `${indent}${key}:${isFlow ? ` ${inline(value, choose)}${gap()}` : below(value, deeper, choose, false)}`;
    })
    .join("");
}

function below(value: unknown, indent: string, choose: (of: number) => number, compact: boolean): string {
  if (typeof value !== "object" || value === null) {
    const goesOn = typeof value === "string" && !compact && value.includes(" ") && choose(3) === 0;
    return goesOn ? ` ${value.replace(" ", `\n${indent} `)}\n` : ` ${write(value, indent, choose)}`;
  }
  const lines = write(value, indent, choose);
  if (!lines.startsWith(indent)) return ` ${lines}`;
  return compact && choose(2) === 0 ? ` ${lines.slice(indent.length)}` : `\n${lines}`;
}

function inline(data: unknown, choose: (of: number) => number): string {
  if (Array.isArray(data)) {
    const items = data.map((item) => inline(item, choose));
    return `[${items.join(", ")}${choose(3) === 0 ? "," : ""}]`;
  }
  if (typeof data === "object" && data !== null) {
    const pairs = Object.entries(data).map(([key, value]) => `${key}: ${inline(value, choose)}`);
    return `{ ${pairs.join(",  ")} }`;
  }
  if (typeof data !== "string") return String(data);
  return [data, JSON.stringify(data), `'${data}'`][choose(3)]!;
}

describe("is not plain, and left to the other one", () => {
  it.each([
    ["nothing", ""],
    ["a comment alone", "# nothing\n"],
    ["a scalar alone", "hello"],
    ["two documents", "a: b\n---\na: b\n"],
    ["the end of a document", "a: b\n...\n"],
    ["a directive", "%YAML 1.2\n---\na: b\n"],
    ["a byte order mark", "\uFEFFa: b\n"],
    ["an anchor", "a: &b c\n"],
    ["an alias", "a: *b\n"],
    ["a tag", "a: !!str b\n"],
    ["a block scalar", "a: |\n  b\n"],
    ["a folded scalar", "a: >-\n  b\n"],
    ["a tab", "a:\tb\n"],
    ["a key in quotes", '"a": b\n'],
    ["a key that is no text", "1: b\n"],
    ["a key that may be no text", "null: b\n"],
    ["a complex key", "? a\n: b\n"],
    ["a merge", "<<: { a: b }\n"],
    ["a prototype", "__proto__: { a: b }\n"],
    ["a key that stands there twice", "a: b\na: c\n"],
    ["one in brackets", "x: { a: b, a: c }\n"],
    ["no value", "a:\n"],
    ["a null", "a: ~\n"],
    ["a null in words", "a: Null\n"],
    ["an odd number", "a: 0x1F\n"],
    ["a number with a zero before it", "a: 0123\n"],
    ["an infinite one", "a: .inf\n"],
    ["a number that is too long", "a: 12345678901234567890\n"],
    ["a text that goes on behind a blank line", "a: b\n\n  c\n"],
    ["a text that goes on behind a comment", "a: b # c\n  d\n"],
    ["brackets over lines", "a: [b,\n  c]\n"],
    ["quotes over lines", 'a: "b\n  c"\n'],
    ["a colon in a text", "a: b: c\n"],
    ["an unusual escape", 'a: "\\x41"\n'],
    ["brackets that are not closed", "a: [b\n"],
    ["something behind brackets", "a:\n- {}  d: 2\n"],
    ["something behind quotes", "a: 'b' c\n"],
    ["a line between two columns", "a:\n    b: c\n  d: e\n"],
    ["a line further out than the first", "  a: b\nc: d\n"],
    ["a list and a mapping in one column", "- a\nb: c\n"],
    ["brackets 60 deep", `a: ${"[".repeat(60)}${"]".repeat(60)}\n`],
    ["lists 100,000 deep", `${"- ".repeat(100_000)}x`],
    ["words without end", `a: ${"x ".repeat(3_000_000)}`],
    ["quotes without end", `a: "${"x".repeat(9_000_000)}`],
    ["blank lines without end", `a: b\n${"\n".repeat(9_000_000)}c: d`],
  ])("%s", (_, text) => {
    expect(plainTree(text)).toBeNull();
  });

  it.each(Object.entries(hostile))("or is read alike: %s", (_, text) => {
    for (const written of [
      `a: ${text}`,
      `a: "${text}"`,
      `a: [${text}]`,
      `- ${text}`,
      `${text}: a`,
      `a: b # ${text}`,
      text,
    ])
      agree(written);
  });

  it("or is read alike: whatever becomes of it", () => {
    const scraps = [
      ..."[]{}:-?!|>'\"%@`#,\n ~^=\\",
      "- ",
      ": ",
      ", ",
      "],",
      "}: ",
      "- - ",
      "? ",
      "<<: ",
      "---\n",
      "...\n",
      "\r\n",
      "\n\n",
      "\n  ",
      "\n    ",
      "  # c\n",
      "a: ",
      "a:b",
      "a#b",
      "toString: ",
      "constructor: ",
      "{}",
      "[]",
      "''",
      '""',
      "0x1F",
      "1e999",
      "0o17",
      "-0",
      "+1",
      "1_000",
      "012",
      "1.",
      ".5",
      "-.INF",
      ".NaN",
      "null",
      "yes",
      "True",
      "é",
      "\u00a0",
    ];
    const edit = fc.record({
      at: fc.nat(register.length),
      remove: fc.nat(12),
      insert: fc.oneof(
        fc.constantFrom(...scraps),
        fc.string({ maxLength: 5 }),
        fc.nat(register.length).map((from) => register.slice(from, from + 40)),
      ),
    });
    let agreed = 0;
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        const text = edits.reduce(
          (all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove),
          register,
        );
        if (agree(text)) agreed += 1;
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...scraps, "a", "b", "1"), { maxLength: 12 }), (parts) => {
        if (agree(parts.join(""))) agreed += 1;
      }),
      { numRuns: 3000 },
    );
    expect(agreed).toBeGreaterThan(100);
  });
});
