import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitSentences } from "../../../src/policy/read/sentences.ts";

const split = (text: string) => splitSentences(text).map(([start, end]) => text.slice(start, end));

describe("one sentence", () => {
  it.each([
    "All drives are encrypted",
    "All drives, e.g. those of the bastion, are encrypted.",
    "All drives (e.g. Those of servers) are encrypted.",
    "Disks, i.e. EBS volumes, are encrypted.",
    "The officer is Dr. Nobody of the clinic.",
    "Example Health, Inc. (“Example”) runs the platform.",
    "Example Health, Inc. Policies apply.",
    "See procedure No. 7 for drills.",
    "See Sec. 4 and Fig. 2 of the annex.",
    "Encryption follows 45 CFR §164.312(a)(2)(iv) and 45 C.F.R. § 164.312(e).",
    "The rules of the U.S. Department apply.",
    "TLS 1.2 and 1.3 are allowed, v. 1.1 is not.",
    "OpenSSL 3.0.13 is used.",
    "It is written at https://example.com/a.B/c?d=E.F.html for all.",
    "Servers (firewalls, dedicated spaces, etc.) are kept. ",
    "Logs (see there. They are long.) are kept.",
    "1. Introduction",
    "17.9. Transmission Security",
    "A. Scope",
    "Two categories: 1) platform and 2) add-ons.",
    "Approx. 30 days of logs are kept, cf. Annex.",
    "Use approved algorithms vs. Others.",
    "Nightly at 2 a.m. UTC backups run.",
    "Updated Nov. 4th, 2016",
    "It ends... somewhere.",
    "Servers run nginx. mostly.",
  ])("%s", (text) => {
    expect(split(text)).toEqual([text.trim()]);
  });
});

describe("several sentences", () => {
  it.each([
    ["All drives are encrypted. Logs are kept.", 2],
    ["Drives, APIs, log servers, etc. Example assumes the worst.", 2],
    ["The data is split. ePHI is stored apart.", 2],
    ["Is telnet allowed? No. It is not! Why?", 4],
    ["It is kept by Example, Inc. The office is elsewhere.", 2],
    ["Hosted at Amazon (AWS). The network is theirs.", 2],
    ["“All drives are encrypted.” Logs are kept.", 2],
    ["Version 1.2. The next is 1.3.", 2],
    ["Keep it for 6 years. 45 CFR 164.316 asks for it.", 2],
    ["We test DR. Drills are yearly.", 2],
    ["Wait... Then go on.", 2],
    ["One unmatched ( bracket. Another sentence.", 2],
    ["One unmatched ] bracket. Another sentence.", 2],
    ["See section 3). Another sentence.", 2],
    ["It is used in the U.S. All of it.", 2],
    ["Really?! Yes.", 2],
    ["First line.\nSecond line.", 2],
  ] as const)("%s", (text, count) => {
    expect(split(text)).toHaveLength(count);
  });
});

it("loses no word, and keeps the order", () => {
  const word = fc.constantFrom(
    "All",
    "are",
    "e.g.",
    "Inc.",
    "1.2.",
    "(see",
    "there.)",
    "etc.",
    "“No.”",
    "ePHI",
    "?!",
    "[",
    "]",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), (words) => {
      const text = words.join(" ");
      const ranges = splitSentences(text);
      let end = 0;
      for (const [from, to] of ranges) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(text.slice(end, from).trim()).toBe("");
        expect(text.slice(from, to)).toBe(text.slice(from, to).trim());
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(text.slice(end).trim()).toBe("");
    }),
  );
});

it("splits each sentence of its own no further", () => {
  const text = "It is so, e.g. Here. “All of it.” See No. 5 of U.S. law. ePHI (a. B) is apart.";
  for (const sentence of split(text)) expect(split(sentence)).toEqual([sentence]);
  expect(split(text)).toHaveLength(4);
});
