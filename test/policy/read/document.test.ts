import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicy } from "../../../src/policy/index.ts";

const read = (text: string, file = "policies/data.md") => readPolicy({ id: "data", file, text });
const sentences = (text: string) => read(text).sentences;
const clauses = (text: string) => sentences(text).map(({ clause }) => clause);

const SAMPLE = `---
version: 1.10
---

Before all headings.

# Data &amp; Drives

All **hard drives are
encrypted**. Keys are rotated[^1], see [the list](keys.md).

Access
------

The rules are:

1. Only \`ssh\` is used.
2. Nobody shares keys. Each key has an owner
   - of the team:
     * Operations

> Quoted sentences count.

| Service | What it adds                |
|---------|-----------------------------|
| Backup  | Backups are kept. For long. |

\`\`\`
Code does not.
\`\`\`

<!-- Comments do not. -->

### Access

Below again.

[^1]: Yearly.
`;

it("reads sections, sentences and where they stand", () => {
  expect(
    clauses(SAMPLE).map(({ text, section, link, line, column }) => [text, section.join(" > "), link, line, column]),
  ).toEqual([
    ["Before all headings.", "", "policies/data.md", 5, 1],
    ["All hard drives are encrypted.", "Data & Drives", "policies/data.md#data--drives", 9, 1],
    ["Keys are rotated, see the list. [Yearly.]", "Data & Drives", "policies/data.md#data--drives", 10, 14],
    ["The rules are:", "Data & Drives > Access", "policies/data.md#access", 15, 1],
    ["Only ssh is used.", "Data & Drives > Access", "policies/data.md#access", 17, 4],
    ["Nobody shares keys.", "Data & Drives > Access", "policies/data.md#access", 18, 4],
    ["Each key has an owner", "Data & Drives > Access", "policies/data.md#access", 18, 24],
    ["of the team:", "Data & Drives > Access", "policies/data.md#access", 19, 6],
    ["Operations", "Data & Drives > Access", "policies/data.md#access", 20, 8],
    ["Quoted sentences count.", "Data & Drives > Access", "policies/data.md#access", 22, 3],
    ["Backup", "Data & Drives > Access", "policies/data.md#access", 26, 3],
    ["Backups are kept.", "Data & Drives > Access", "policies/data.md#access", 26, 13],
    ["For long.", "Data & Drives > Access", "policies/data.md#access", 26, 31],
    ["Below again.", "Data & Drives > Access > Access", "policies/data.md#access-1", 36, 1],
    ["Yearly.", "Data & Drives > Access > Access", "policies/data.md#access-1", 38, 7],
  ]);
});

it("keeps the sentences that introduce a list, and what a cell of a table is about", () => {
  expect(clauses(SAMPLE).flatMap(({ introducedBy, text }) => (introducedBy ? [[...introducedBy, text]] : []))).toEqual([
    ["The rules are:", "Only ssh is used."],
    ["The rules are:", "Nobody shares keys."],
    ["The rules are:", "Each key has an owner"],
    ["The rules are:", "Each key has an owner", "of the team:"],
    ["The rules are:", "Each key has an owner", "of the team:", "Operations"],
    ["Service", "Backup"],
    ["What it adds", "Backup", "Backups are kept."],
    ["What it adds", "Backup", "For long."],
  ]);
});

it.each([
  ["The rules are:\n\n- One.", ["The rules are:"]],
  ["Keep it. Backups meet the following requirements.\n\n- One.", ["Backups meet the following requirements."]],
  ["The table below lists them\n\n- One.", ["The table below lists them"]],
  ["Backups are kept.\n\n- One.", ["Backups are kept."]],
  ["- Open\n  - One.", ["Open"]],
  ["Ports:\n\n<!-- a comment -->\n\n- One.", ["Ports:"]],
  ["Ports:\n\n> One.", ["Ports:"]],
  ["Ports:\n\nOne.", ["Ports:"]],
  ["Ports.\n\nOne.", undefined],
  ["<p>Open ports:</p><ul><li>One.</li></ul>", ["Open ports:"]],
  ["Open ports:\n\n<ul><li><p>One.</p></li></ul>", ["Open ports:"]],
  ["| Open |\n|---|\n| One. |", ["Open"]],
  ["| Id | Open |\n|---|---|\n| A-7 | One. |", ["Open"]],
  ["The rules are:\n\n```\ncode\n```\n\n- One.", undefined],
  ["The rules are:\n\n- Two\n\nText.\n\n- One.", ["Text."]],
  ["The rules are:\n\nOther text.\n\n- One.", ["Other text."]],
])("introduces a list by the sentence right before it: %j", (text, introducedBy) => {
  expect(clauses(text).find((clause) => clause.text === "One.")?.introducedBy).toEqual(introducedBy);
});

it("takes the title from the first heading, else the id", () => {
  expect(read(SAMPLE).title).toBe("Data & Drives");
  expect(read("No heading.")).toMatchObject({ title: "data", id: "data", file: "policies/data.md" });
});

describe("versions", () => {
  it.each([
    ["---\nversion: 1.10\n---\nText. Last updated May 3, 2020.", "1.10", "front matter"],
    ["---\nversion: 2024-05-01 # the third\n---\nText.", "2024-05-01", "front matter"],
    ['---\nversion: "v3, final"\n---\nText.', "v3, final", "front matter"],
    [
      "---\nversion:\n---\nPolicies were last updated November 4th, 2016.",
      "November 4th, 2016",
      "last-updated sentence",
    ],
    ["# Version\n\n*Last revised on: 4 November 2016*", "4 November 2016", "last-updated sentence"],
    ["Last reviewed 2016-11-04.", "2016-11-04", "last-updated sentence"],
    ["It was last updated by nobody.", "sha256:", "file hash"],
    ["The root password was last changed on 2020-01-01.", "sha256:", "file hash"],
    ["Version 1.2 of TLS must be used.", "sha256:", "file hash"],
    ["# P\n\n**Version:** 2.3 (draft)", "2.3", "version section"],
    ["---\nVersion: 2.0\nLast Updated: 2026-01-01\n---\nText.", "2.0", "front matter"],
    ["---\nLast Updated: 2026-01-01\n---\nText.", "2026-01-01", "front matter"],
    ['+++\nversion = "7"\n[extra]\nversion = "9"\n+++\nText.', "7", "front matter"],
    ['+++\n[extra]\nversion = "9"\n+++\nText.', "sha256:", "file hash"],
    ["---\nversion: [1, 2]\n---\nText.", "sha256:", "file hash"],
    ["---\n: {[ broken\n---\nText.", "sha256:", "file hash"],
    ["", "sha256:e3b0c44298fc", "file hash"],
  ])("%j", (text, label, from) => {
    const { version } = read(text);
    expect(version.from).toBe(from);
    expect(version.label.startsWith(label)).toBe(true);
  });
});

describe("anchors", () => {
  it.each([
    ["## 17.9 Transmission Security", "179-transmission-security", "17.9 Transmission Security"],
    ["## 17.9 Transmission Security {#17.9-transmission}", "17.9-transmission", "17.9 Transmission Security"],
    ['## <a name="17.9-transmission"></a>17.9 Transmission', "17.9-transmission", "17.9 Transmission"],
    ["## Übung `eins`", "übung-eins", "Übung eins"],
  ])("%s", (heading, anchor, section) => {
    expect(clauses(`${heading}\n\nText.`)[0]).toMatchObject({ link: `policies/data.md#${anchor}`, section: [section] });
  });

  it("writes a path so that a link can carry it", () => {
    expect(read("Text.", "my policies/a#b.md").sentences[0]!.clause.link).toBe("my%20policies/a%23b.md");
  });
});

describe("identity", () => {
  const hash = (text: string) => clauses(text).map((clause) => clause.hash);
  const plain = hash('All drives - those of servers - aren\'t "open".');

  it.each([
    ["reflowed", 'All drives -\nthose of\nservers - aren\'t "open".'],
    ["CRLF", 'All drives - those\r\nof servers - aren\'t "open".'],
    ["BOM", '\uFEFFAll drives - those of servers - aren\'t "open".'],
    ["typographic", "All drives — those of servers — aren’t “open”."],
    ["entities", "All&nbsp;drives &mdash; those of servers &mdash; aren&rsquo;t &ldquo;open&rdquo;."],
    ["marked", '**All drives** - those _of_ [servers](x.md) - aren\'t "`open`".'],
    ["hard break", 'All drives - those  \nof servers - aren\'t "open".'],
    ["escaped", 'All drives \\- those of servers \\- aren\'t \\"open\\".'],
    ["in a list", '* All drives - those\n  of servers - aren\'t "open".'],
    ["under another heading", '# 3.1 Other\n\nAll drives - those of servers - aren\'t "open".'],
  ])("%s is the same clause", (_, text) => {
    expect(hash(text)).toEqual(plain);
  });

  it.each(['All drives - those of servers - are "open".', 'all drives - those of servers - aren\'t "open".'])(
    "%s is another",
    (text) => expect(hash(text)).not.toEqual(plain),
  );
});

describe("numbers", () => {
  it.each([
    ["# 7 A\n\n## 7.14 B\n\n1. One.\n2. Needle.", "7.14.2", "Needle."],
    ["# 7 A\n\n1. One.\n   1. Two.\n   2. Needle.", "7.1.2", "Needle."],
    ["# 7 A\n\n3. One.\n4. Needle.", "7.4", "Needle."],
    ["# A\n\n1. One.\n2. Needle.", "2", "Needle."],
    ["# 7 A\n\n- Needle.", "7", "Needle."],
    ["# 7 A\n\n- One.\n  1. Needle.", "7", "Needle."],
    ["# 7 A\n\n7.2 Needle here.", "7.2", "Needle here."],
    ["# 7 A\n\n7.2. Needle here.", "7.2", "Needle here."],
    ["# 7 A\n\n(b) Needle here.", "7(b)", "Needle here."],
    ["# A\n\n7.14.2 Needle here.", "7.14.2", "Needle here."],
    ["# A\n\nNeedle.", undefined, "Needle."],
    // Figures that say something.
    ["# A\n\n1.2 or higher is the Needle.", undefined, "1.2 or higher is the Needle."],
    ["# 7 A\n\n1.2 Needles are kept.", "7", "1.2 Needles are kept."],
    ["# A\n\n10.20.0.5 is the Needle.", undefined, "10.20.0.5 is the Needle."],
    ["# A\n\n24.12.2026 Needle ends.", undefined, "24.12.2026 Needle ends."],
    ["# A\n\n(30) Needle days.", undefined, "(30) Needle days."],
    ["# A\n\n- 1.2 Needle.", undefined, "1.2 Needle."],
    ["# A\n\n| x |\n|---|\n| 1.2 Needle |", undefined, "1.2 Needle"],
  ])("%j", (text, number, said) => {
    const clause = clauses(text).find((each) => each.text.includes("Needle"));
    expect([clause?.number, clause?.text]).toEqual([number, said]);
  });
});

describe("what is said, and what is not", () => {
  it.each([
    ["All ~~keys~~ drives are encrypted.", ["All drives are encrypted."]],
    ["~~All drives are encrypted.~~", []],
    ["All <del>keys</del><s>x</s> drives are encrypted.", ["All drives are encrypted."]],
    ["<div><del>All drives</del> Logs are kept.</div>", ["Logs are kept."]],
    ["A <script>alert(1)</script> key is kept.", ["A key is kept."]],
    ["10<sup>2</sup> keys, 10² keys.", ["10^2 keys, 10² keys."]],
    [
      "All keys are kept.[^1] Logs too.[^2]\n\n[^1]: Save *public* ones.\n[^2]: For long.",
      ["All keys are kept. [Save public ones.]", "Logs too. [For long.]", "Save public ones.", "For long."],
    ],
    ["| Only a head | Keys must be kept |\n|---|---|", ["Only a head", "Keys must be kept"]],
  ])("%j", (text, said) => expect(clauses(text).map((clause) => clause.text)).toEqual(said));

  it("a heading in a quote or an item says nothing of what comes behind it", () => {
    const found = clauses("# A\n\n> ## Note\n>\n> Quoted.\n\nBehind.\n\n- ## Item\n\n  In it.\n\nAt last.");
    expect(found.map(({ text, section }) => [text, section.join(" > ")])).toEqual([
      ["Quoted.", "A > Note"],
      ["Behind.", "A"],
      ["In it.", "A > Item"],
      ["At last.", "A"],
    ]);
  });

  it.each([
    ["10²", "102"],
    ["1½ hours", "11⁄2 hours"],
    ["H₂O", "H2O"],
    ["- Open\n  - port 22", "- Closed\n  - port 22"],
    ["It always allows\n\n- port 22", "It never allows\n\n- port 22"],
    ["<p>Open:</p><ul><li>port 22</li></ul>", "<p>Closed:</p><ul><li>port 22</li></ul>"],
    ["All are kept.[^1]\n\n[^1]: All.", "All are kept.[^1]\n\n[^1]: None."],
    ["Keep ~~none~~ all.", "Keep none all."],
  ])("%j is not %j", (one, other) => {
    const last = (text: string) =>
      sentences(text).findLast(({ clause }) => !/^(?:All|None)\.$/.test(clause.text))?.clause.hash;
    expect(last(one)).not.toBe(last(other));
  });
});

describe("positions point at the sentence's first character", () => {
  it.each([
    ["A &amp; b. Next one.", 12],
    ["A \\* b. Next one.", 9],
    ["A `c.` b. Next one.", 11],
    ["A mail@example.com b. Next one.", 23],
    ["A https://example.com/x b. Next one.", 28],
    ["A ![i. J](x.png) b. Next one.", 21],
    ["> A\n>    b. Next one.", 9],
    ["A\u0000b \\* c. Next one.", 11],
  ])("%j", (text, column) => {
    expect(clauses(text).at(-1)).toMatchObject({ text: "Next one.", column });
  });

  it("whatever stands before it", () => {
    const part = fc.constantFrom(
      "word",
      "**bold**",
      "&amp;",
      "\\_",
      "`code`",
      "[link](x)",
      "<br>",
      "mail@example.com",
      "it/mail@example.com",
      "[www.example.com",
      "~~no~~",
      "\n",
      "e.g.",
      "é",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = `Some end. Needle here.\n\nFirst ${parts.join(" ")} end. Needle here.`;
        const lines = text.slice(0, text.lastIndexOf("Needle")).split("\n");
        expect(clauses(text).at(-1)).toMatchObject({ line: lines.length, column: lines.at(-1)!.length + 1 });
      }),
    );
  });
});
