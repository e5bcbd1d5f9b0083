import { describe, expect, it } from "vitest";
import { loadLock } from "../../../src/config/index.ts";
import type { PolicyLock } from "../../../src/contract/index.ts";
import {
  asAccepted,
  Lock,
  lockedClause,
  lockText,
  readPolicy,
  resolve,
  Sentences,
  type Quoted,
  type Resolved,
} from "../../../src/policy/index.ts";
import { folders } from "../../kit/folder.ts";

const folderOf = folders();
const read = (text: string, id = "p") => readPolicy({ id, file: `policies/${id}.md`, text });
const sentences = (...texts: readonly string[]) => new Sentences(texts.map((text, i) => read(text, "pqr"[i])));

/** What is accepted of a policy as it stands. */
function accepted(policy: Sentences, quotes: readonly Quoted[]): Lock {
  const clauses = quotes.map((quoted) => {
    const found = resolve(policy, quoted, new Lock(null));
    if ("rule" in found) throw new Error(found.message);
    return lockedClause(quoted, found.sentence!, { by: "Officer", at: "2026-05-03T10:00:00.000Z" });
  });
  return new Lock({ normaliser: 2, clauses });
}

const BEFORE = `# Policy

## 3.1 Drives

All drives are encrypted with keys of our own. Logs are kept for six years.

## 3.2 Ports

These ports are open:

- Port 443 to the internet
- Port 22 to the office
`;
const drives: Quoted = { quote: "All drives are encrypted", section: "3.1 Drives" };
const port: Quoted = { quote: "Port 443" };
const logs: Quoted = { quote: "Logs are kept for six years" };
const lock = accepted(sentences(BEFORE), [drives, port, logs]);

function now(text: string, quoted: Quoted, ...more: readonly string[]): Resolved {
  const found = resolve(sentences(text, ...more), quoted, lock);
  if ("rule" in found) throw new Error(found.message);
  return found;
}

describe("nothing is stale", () => {
  it.each([
    ["as it was accepted", BEFORE],
    ["with the section renumbered", BEFORE.replace("3.1", "7.4")],
    ["with the section's number gone", BEFORE.replace("3.1 ", "")],
    ["in another section", BEFORE.replace("## 3.1 Drives", "# Drives\n\n### Storage")],
    ["with other clauses before it", BEFORE.replace("All drives", "Disks are destroyed. All drives")],
  ])("%s", (_, text) => {
    expect(now(text, drives)).toMatchObject({
      accepted: true,
      clause: { text: expect.stringContaining("All drives") },
    });
    expect(now(text, drives).clause.stale).toBeUndefined();
    expect(now(text, drives).note).toBeUndefined();
  });

  it("where the same sentence was accepted under another quote", () => {
    const found = now(BEFORE, { quote: "keys of our own" });
    expect(found.accepted).toBe(true);
  });

  it("but the same words under another heading were not accepted", () => {
    const text = `${BEFORE}\n## 3.3 Examples\n\nAll drives are encrypted with keys of our own.\n`;
    const found = now(text, { quote: "keys of our own", section: "3.3 Examples" });
    expect(found).toMatchObject({ accepted: false, clause: { section: ["Policy", "3.3 Examples"] } });
  });

  it("below a heading that came between", () => {
    const text = BEFORE.replace("All drives", "### At rest\n\nAll drives");
    expect(now(text, logs).clause).toMatchObject({ section: ["Policy", "3.1 Drives", "At rest"] });
    expect(now(text, logs).accepted).toBe(true);
  });

  it("where nobody accepted anything, and nothing is accepted either", () => {
    const found = resolve(sentences(BEFORE), drives, new Lock(null)) as Resolved;
    expect(found.accepted).toBe(false);
    expect(found.clause.stale).toBeUndefined();
  });
});

describe("stale", () => {
  it.each<[string, string, Quoted, string]>([
    [
      "a word outside of the quote",
      BEFORE.replace("keys of our own", "keys of Amazon's"),
      drives,
      "All drives are encrypted with keys of Amazon's.",
    ],
    [
      "a word in the quote",
      BEFORE.replace("All drives", "All disks"),
      drives,
      "All disks are encrypted with keys of our own.",
    ],
    ["a negation", BEFORE.replace("are encrypted", "are not encrypted"), drives, "All drives are not encrypted"],
    ["what introduces a list", BEFORE.replace("are open:", "are closed:"), port, "Port 443 to the internet"],
    ["an item", BEFORE.replace("Port 443", "Port 8443"), port, "Port 8443 to the internet"],
    [
      "the sentence, which moved to another document",
      BEFORE.replace(/^All.*$/m, "Logs are kept for six years."),
      drives,
      "All drives are encrypted with keys of Amazon's.",
    ],
  ])("%s", (what, text, quoted, says) => {
    const more = what.includes("another document")
      ? ["# Other\n\nAll drives are encrypted with keys of Amazon's."]
      : [];
    const { clause, accepted, sentence } = now(text, quoted, ...more);
    expect(accepted).toBe(false);
    expect(clause.text).toContain(says);
    expect(sentence?.clause.text).toBe(clause.text);
    expect(clause.stale).toMatchObject({
      kind: "changed",
      accepted: { by: "Officer", at: "2026-05-03T10:00:00.000Z" },
    });
    expect(clause.stale?.accepted.hash).toBe(lock.of(quoted)?.hash);
  });

  const LATER = `${BEFORE}\n## 3.3 Examples\n\nLogs are kept for six years.\n`;
  it.each<[string, string, Quoted, "changed" | "moved", string, string]>([
    [
      "where the same words stand elsewhere now",
      LATER.replace("keys of our own. Logs are kept", "keys of our own. Logs are not kept"),
      logs,
      "changed",
      "Logs are not kept for six years.",
      "3.1 Drives",
    ],
    [
      "where the same words stand outside of the section that is asked for",
      BEFORE.replace("All drives are", "Some drives are") +
        "\n## 3.3 Examples\n\nAll drives are encrypted with keys of our own.\n",
      drives,
      "changed",
      "Some drives are encrypted with keys of our own.",
      "3.1 Drives",
    ],
    [
      "that moved under another heading, while its own is still there",
      LATER.replace("keys of our own. Logs are kept for six years.", "keys of our own."),
      logs,
      "moved",
      "Logs are kept for six years.",
      "3.3 Examples",
    ],
    [
      "that left the section that is asked for",
      BEFORE.replace("All drives are encrypted with keys of our own. ", "") +
        "\n## 3.3 Examples\n\nAll drives are encrypted with keys of our own.\n",
      drives,
      "moved",
      "All drives are encrypted with keys of our own.",
      "3.3 Examples",
    ],
  ])("a sentence %s", (_, text, quoted, kind, says, section) => {
    const { clause, accepted } = now(text, quoted);
    expect(accepted).toBe(false);
    expect(clause.stale?.kind).toBe(kind);
    expect(clause.stale?.accepted.section).toEqual(["Policy", "3.1 Drives"]);
    expect([clause.text, clause.section.at(-1)]).toEqual([says, section]);
  });

  it("another sentence that has the quote now is not the one that was accepted", () => {
    const renewed = new Lock({
      normaliser: 2,
      clauses: [{ ...lock.of(logs)!, quote: "Years of logs are kept" }],
    });
    const text = `${BEFORE}\nYears of logs are kept by others.\n`;
    const found = resolve(sentences(text), { quote: "Years of logs are kept" }, renewed) as Resolved;
    expect(found.clause).toMatchObject({ text: "Years of logs are kept by others.", stale: { kind: "changed" } });
  });

  it("a sentence that is gone is given as it was accepted", () => {
    const found = now("# Policy\n\nSomething else is written here now.", drives);
    expect(found.sentence).toBeNull();
    expect(found.clause).toMatchObject({
      text: "All drives are encrypted with keys of our own.",
      section: ["Policy", "3.1 Drives"],
      stale: { kind: "vanished" },
    });
  });

  it("what another entry accepted is nobody's successor", () => {
    const text = BEFORE.replace("All drives are encrypted with keys of our own. ", "");
    const both = accepted(sentences(BEFORE), [drives, { quote: "Logs are kept" }]);
    const found = resolve(sentences(text), drives, both) as Resolved;
    expect(found.clause.stale?.kind).toBe("vanished");
  });
});

describe("the lock still finds what the configuration does not", () => {
  it.each<[string, string, Quoted, RegExp]>([
    [
      "a quote whose sentence was accepted anew",
      BEFORE.replace("All drives", "All disks"),
      drives,
      /does not hold the quote/,
    ],
    [
      "a heading that is gone",
      BEFORE.replace("3.1 Drives", "3.1 Storage"),
      drives,
      /no heading "3\.1 Drives" any more/,
    ],
    [
      "a sentence that stands twice now",
      `${BEFORE}\nLogs are kept for six years.\n`,
      logs,
      /2 sentences hold the quote/,
    ],
  ])("%s", (_, text, quoted, note) => {
    const renewed = accepted(sentences(BEFORE), [drives, port, logs]);
    const target = resolve(sentences(text), quoted, renewed) as Resolved;
    const again = new Lock({
      normaliser: 2,
      clauses: [lockedClause(quoted, target.sentence!, { by: "Officer", at: "2026-06-01T00:00:00.000Z" })],
    });
    const found = resolve(sentences(text), quoted, again) as Resolved;
    expect(found.accepted).toBe(true);
    expect(found.clause.stale).toBeUndefined();
    expect(found.note).toMatch(note);
  });

  it("of two that are the same, the one in the place that was accepted", () => {
    const text = `# Policy\n\n## Later\n\nLogs are kept for six years.\n\n${BEFORE.replace("# Policy\n", "")}`;
    expect(now(text, logs).clause.section.at(-1)).toBe("3.1 Drives");
  });

  it("but what was never accepted stops the start", () => {
    expect(resolve(sentences("# P\n\nNothing."), { quote: "Other words" }, lock)).toMatchObject({
      rule: "quote-not-found",
    });
  });
});

describe("the file", () => {
  const clauses = [drives, port, logs].map((quoted) => lock.of(quoted)!);

  it("is the same whatever the order", () => {
    expect(lockText(clauses.toReversed())).toBe(lockText(clauses));
    expect(lockText(clauses)).not.toContain("&a");
  });

  it("shows what a reader of a difference would not see, and is read as it was", async () => {
    const hostile = "All \u202edrives\u2069 are\u200b en\u00adcrypted \u{e0041}, \\u202e \u2028 too.";
    const [entry] = clauses;
    const place = { ...entry!.place, title: hostile, file: "a\u202eb.md" };
    const text = lockText([{ ...entry!, text: hostile, place, by: "Of\u200dficer" }]);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
    const folder = await folderOf({ "policy.lock": text });
    const read = await loadLock({ folder, path: null }, folder);
    expect(read?.value.clauses[0]).toMatchObject({ text: hostile, place, by: "Of\u200dficer" });
  });

  it("vouches for nothing where its text is not what was accepted", () => {
    const edited = new Lock({ normaliser: 2, clauses: clauses.map((clause) => ({ ...clause, text: "Another." })) });
    expect(edited.damaged).toEqual([0, 1, 2]);
    expect(edited.clauses).toEqual([]);
    expect(resolve(sentences(BEFORE), drives, edited)).toMatchObject({ accepted: false });
  });

  it("keeps who accepted a sentence, when and in which version, where its heading has another name", () => {
    const renamed = sentences(BEFORE.replace("3.1 Drives", "4.2 Storage"));
    const found = resolve(renamed, logs, lock) as Resolved;
    const before = lock.of(logs)!;
    expect(asAccepted(logs, found.sentence!, before)).toEqual({
      ...before,
      place: { ...before.place, section: ["Policy", "4.2 Storage"], number: "4.2" },
    });
    const renumbered = resolve(sentences(BEFORE.replace("3.1", "9.9")), logs, lock) as Resolved;
    expect(asAccepted(logs, renumbered.sentence!, before)).toEqual(before);
  });

  it("made by another normaliser holds all the same", () => {
    const old: PolicyLock = {
      normaliser: 0,
      clauses: clauses.map((clause) => ({ ...clause, hash: `sha256:${"0".repeat(64)}` })),
    };
    expect(resolve(sentences(BEFORE), drives, new Lock(old))).toMatchObject({ accepted: true });
  });
});
