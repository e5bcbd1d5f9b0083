/** What is told, in each markup, with strings of an attacker in every place: it is text, and nothing else. */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { waivers } from "../../../src/config/schema/waivers.ts";
import type { Delivery } from "../../../src/deliver/sink.ts";
import {
  adf,
  adfBlock,
  adfText,
  commentOn,
  cut,
  fit,
  markdown,
  markdownBlock,
  plain,
  plainBlock,
  ticketText,
  worthTelling,
  type Block,
} from "../../../src/deliver/text/index.ts";
import type { ChangeKind, TrackedFinding } from "../../../src/track/index.ts";
import { covers, waiverProblems } from "../../../src/track/index.ts";
import { hostile } from "../../kit/hostile.ts";
import { clause, deliveryOf, hold, Memory, NOW, told, toldFinding } from "../tickets/kit.ts";

const memory = new Memory({ now: 0 });
const closedByHand = { at: NOW, by: "somebody", where: "jira SEC-1", why: "Won't Do" };
const way = {
  witness: { from: "0.0.0.0", to: "10.0.1.2", port: "tcp 5432" },
  path: ["the internet gateway igw-1 lets it in", "the group sg-1 lets it in"],
  fix: ["remove the rule sgr-1 of sg-1"],
};

function bodyOf(more: Partial<TrackedFinding>): string {
  return plain(ticketText(deliveryOf(memory, { findings: [toldFinding(more)] }))!.body);
}

describe("the body of a ticket", () => {
  it("says what is wrong, where, until when, which sentence it breaks, why it matters and how it is mended", () => {
    const body = bodyOf({ customer: "Charité" });
    for (const part of [
      "EBS volume vol-00000001 is not encrypted\n",
      "- Severity: high\n- Due: 2026-03-31\n- Owner: platform",
      "- Resource: AWS::EC2::Volume vol-00000001 (logging data)",
      "- Account: production (111122223333)\n- Region: eu-central-1\n- Customer: Charité",
      "> Every drive of every server is encrypted.",
      "Encryption Policy, version 2.1 › Drives, §7.14.2 (policies/encryption.md:14)",
      "Whoever gets at the storage reads the ePHI on it.",
      "Copy a snapshot with encryption, and swap the volume.",
      "clausewatch findings show 0123456789ab",
      "Reference: clausewatch-0123456789abcdef01234567",
    ])
      expect(body).toContain(part);
  });

  it("follows the witness of a connection, and says what closes it", () => {
    const body = bodyOf({ evidence: way });
    expect(body).toContain("0.0.0.0 to 10.0.1.2, tcp 5432\n\n- the internet gateway igw-1 lets it in\n- the group");
    expect(body).toContain("- remove the rule sgr-1 of sg-1");
  });

  test.each<[string, Partial<TrackedFinding>]>([
    ["Waived until: 2026-06-01, by old-drive", { waiver: hold }],
    ["Waiver expired: 2026-06-01, by old-drive", { waiver: { ...hold, expired: true } }],
    ["Waived until: 2026-06-01, by old-drive (addressable)", { waiver: { ...hold, kind: "addressable" } }],
    ["Unverified since: 2026-03-02. It could not be judged", { unverifiedSince: NOW }],
    ["Out of scope since: 2026-03-02.", { outOfScopeSince: NOW }],
    ["Closed by hand: 2026-03-02, by somebody", { closedByHand }],
    ["Owner: nobody", { owner: null }],
    ["Due: no date is set", { due: null }],
    ["Open since: 2026-03-02, for the 2nd time", { episode: { number: 2, opened: { at: NOW, scan: 9 }, resolved: null } }], // prettier-ignore
    ["Resolved: 2026-03-02", { state: "resolved", episode: { number: 1, opened: { at: NOW, scan: 1 }, resolved: { at: NOW, scan: 9 } } }], // prettier-ignore
  ])("says %s", (words, more) => {
    expect(bodyOf(more)).toContain(words);
  });

  it("holds what is known where no check is called so any more, and no clause asks for it", () => {
    const findings = [{ ...toldFinding(), check: null, clauses: [] }];
    const body = plain(ticketText(deliveryOf(memory, { findings }))!.body);
    expect(body).toContain("ebs-volume-encrypted (not configured any more)");
    expect(body).not.toMatch(/policy says|matters|mend it/);
  });

  it("says that a sentence is not the one that was accepted", () => {
    const accepted = { text: "x", hash: "y", file: "f", section: [], by: "officer", at: NOW };
    const findings = [{ ...toldFinding(), clauses: [{ ...clause, stale: { kind: "changed", accepted } as const }] }];
    expect(plain(ticketText(deliveryOf(memory, { findings }))!.body)).toContain("changed since it was accepted");
  });
});

describe("the ticket of a group", () => {
  const subject = { kind: "group", key: "ab".repeat(32) } as const;
  it("lists what is open, gravest first as it comes, each clause once, and counts the others", () => {
    const findings = [
      toldFinding({ severity: "medium", due: "2026-05-01T00:00:00.000Z" }),
      toldFinding({ severity: "critical", waiver: hold, owner: null }),
    ];
    const text = ticketText(deliveryOf(memory, { subject, findings, open: 300 }))!;
    expect(text).toMatchObject({
      title: "Not so in production (111122223333): EBS volumes are encrypted",
      severity: "critical",
      due: "2026-03-31T10:00:00.000Z",
    });
    const body = plain(text.body);
    expect(body).toMatch(/^300 open findings/);
    expect(body).toContain("owner platform)\n- vol-00000001");
    expect(body).toContain("waived until: 2026-06-01, by old-drive)\n- and 298 more");
    expect(body.match(/Every drive/g)).toHaveLength(1);
  });
  it("has nothing to say where nothing is open", () => {
    expect(ticketText(deliveryOf(memory, { subject, findings: [] }))).toBeNull();
  });
});

describe("a comment", () => {
  test.each<[ChangeKind, string]>([
    ["severity", "Severity: high before, critical now."],
    ["owner", "Owner: platform before, nobody now."],
    ["due", "Due: no date before, 2026-03-31 now."],
    [
      "waived",
      "Waived until 2026-06-01 by the waiver old-drive. It fails all the same, and is open again from that day.",
    ],
    ["waiver expired", "The waiver old-drive expired on 2026-06-01: it is open as any other."],
    ["waiver ended", "The waiver old-drive holds for it no more: it is open as any other."],
    ["out of scope", "Out of scope now, and open all the same: the account is not configured."],
    ["in scope", "In scope again."],
    ["reopened", "Reopened: it fails again."],
    [
      "resolved",
      "Resolved, by proof: scan 9 read everything that it hangs on, and it is not among what fails any more.",
    ],
    ["closed by hand", "Closed by somebody (Won't Do), and open all the same."],
  ])("says what changed: %s", (kind, words) => {
    expect(plain(commentOn([told(kind, 2)], "finding", undefined))).toBe(`${words}\n\nclausewatch 0123456789ab/1.2;`);
  });

  it("says nothing of what the body says already", () => {
    const changes = (["opened", "described", "clauses", "renamed"] as const).map((kind, i) => told(kind, i + 1));
    expect(worthTelling(changes, "finding")).toEqual([]);
    expect(worthTelling(changes, "group")).toHaveLength(1);
    expect(worthTelling(changes, "rest")).toEqual([]);
  });

  it("of many changes lists some, and names the first and the last", () => {
    const text = plain(commentOn(Array.from({ length: 200 }, (_, i) => told("owner", i + 1)), "group", undefined)); // prettier-ignore
    expect(text).toContain("- and 175 more changes\n\nclausewatch 0123456789ab/1.1; 0123456789ab/1.200;");
  });

  describe.each(["finding", "group"] as const)("that asks for a waiver of a %s", (kind) => {
    const textOf = (more: Partial<TrackedFinding> = {}, clauses = [clause]) => {
      const finding = { ...toldFinding({ closedByHand, ...more }), clauses };
      const block = commentOn([told("closed by hand", 2)], kind, finding).find(({ is }) => is === "code")!;
      return { written: waivers.parse(parse((block as { text: string }).text)).waivers, finding };
    };
    it("holds one that the file of waivers takes, and that covers it", () => {
      const { written, finding } = textOf();
      expect(written).toHaveLength(1);
      expect(covers({ covers: written[0]!.covers }, finding.finding)).toBe(true);
      expect(written[0]).toMatchObject({ clause: { quote: clause.text, policy: "encryption" }, expires: "2026-05-31" });
      expect(waiverProblems({ ...written[0]!, clause: clause.text } as never, "2026-03-02")).toEqual([]);
    });
    it("is taken with any strings in it, and where no clause asks for it", () => {
      expect(textOf({}, []).written).toHaveLength(1);
      for (const text of ["- a: b", "'", '"', "#x", "${HOME}", "a: b", "yes", "012", "*a", "&b"])
        expect(textOf({}, [{ ...clause, text }]).written[0]).toMatchObject({ clause: { quote: text } });
    });
  });
});

function everywhere(text: string): Partial<Delivery> {
  const finding = toldFinding({
    message: text,
    customer: text,
    owner: text,
    resource: { type: "AWS::EC2::Volume", id: text, arn: text, name: text },
    unit: { account: "111122223333", accountName: text, partition: "aws", region: "eu-central-1" },
    evidence: { witness: { from: text, to: text, port: text }, path: [text, text], fix: [text] },
    closedByHand: { ...closedByHand, by: text, why: text },
    waiver: { ...hold, id: text },
  });
  return { findings: [{ ...finding, clauses: [{ ...clause, text, title: text, section: [text], file: text }] }] };
}

function blocksWith(text: string, kind: "finding" | "group"): readonly Block[] {
  const { findings } = everywhere(text);
  const detail = { was: text, is: text, by: text, why: text, waiver: text, until: NOW };
  const changes = (["owner", "closed by hand", "waived", "out of scope"] as const).map((each, i) => {
    const one = told(each, i + 1, { message: text });
    return { ...one, change: { ...one.change, detail } };
  });
  const subject = { kind, key: "ab".repeat(32) } as const;
  const { body, title } = ticketText(deliveryOf(memory, { subject, findings: findings! }))!;
  const links: Block = {
    is: "paragraph",
    of: [{ is: "link", text: text.slice(0, 1000), href: "https://policy.example/a b>c" }],
  };
  return [{ is: "heading", text: title }, ...body, ...commentOn(changes, kind, findings![0]), links];
}

/** Of Markdown, as it was read. */
type Node = { readonly type: string; readonly value?: string; readonly url?: string; readonly children?: readonly Node[] }; // prettier-ignore
function all(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(all)];
}
const OURS = new Set(["root", "heading", "paragraph", "text", "strong", "list", "listItem", "blockquote", "inlineCode", "code", "link"]); // prettier-ignore
const ADF = new Set(["doc", "heading", "paragraph", "text", "bulletList", "listItem", "blockquote", "codeBlock"]);
// oxlint-disable-next-line no-control-regex -- they are control characters
const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;
const strings = Object.entries(hostile).concat([
  ["emphasis", "**a** _b_ ~~c~~ `d` \\"],
  ["addresses", "https://evil.example www.evil.example mallory@evil.example <https://evil.example>"],
  ["references", "#1 GH-1 org/repo#1 @octocat fixes #2 [^1] [x] $a$"],
  ["a table", "a | b\n--- | ---"],
  ["beginnings", "# a"],
  ["numbers", "1. a"],
  ["backticks", "```\nx\n```` `` "],
  ["entities", "&lt;b&gt; &#64;org &commat;org"],
]);

describe.each(["finding", "group"] as const)("strings of an attacker in the text of a %s", (kind) => {
  test.each(strings)("are text in Markdown: %s", (_, text) => {
    const blocks = blocksWith(text, kind);
    const written = markdown(blocks);
    const root = fromMarkdown(written, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
    const nodes = all(root);
    expect(nodes.filter(({ type }) => !OURS.has(type))).toEqual([]);
    expect(nodes.filter(({ url }) => url !== undefined).map(({ url }) => url)).toEqual([
      "https://policy.example/a%20b%3Ec",
    ]);
    // GitHub looks for more in what is text by then.
    const free = nodes.filter(({ type }) => type === "text").map(({ value }) => value).join("\n"); // prettier-ignore
    expect(free).not.toMatch(/@\w|#\d|\bgh-\d|:\/\/|\bwww\./i);
    expect(written).not.toMatch(unsafe);
    // Nothing ran into what follows it, and nothing got lost.
    expect(nodes.filter(({ type }) => type === "heading")).toHaveLength(
      blocks.filter(({ is }) => is === "heading").length,
    );
    const bare = (said: string) => said.replaceAll("\u200b", "").replaceAll(/\s+/g, "");
    expect(bare(toString(root as never))).toBe(bare(plain(blocks.map(unmarked)).replaceAll(/^(- |> |-+$)/gm, "")));
  });

  test.each(strings)("are text in ADF: %s", (_, text) => {
    const blocks = blocksWith(text, kind);
    const nodes = all(adf(blocks) as Node);
    expect(nodes.filter(({ type }) => !ADF.has(type))).toEqual([]);
    for (const node of nodes.filter(({ type }) => type === "text"))
      expect((node as { text?: string }).text).not.toBe("");
    expect(JSON.stringify(adf(blocks))).not.toMatch(/\\ud[89a-f]/i);
    expect(adfText(adf(blocks))).not.toMatch(unsafe);
    expect(adfText(adf(blocks))).toContain("clausewatch-abababababababababababab");
  });

  test.each(strings)("are text on lines of ours: %s", (_, text) => {
    const blocks = blocksWith(text, kind);
    expect(plain(blocks)).not.toMatch(unsafe);
    expect(plain(blocks).split("\n").length).toBe(plain(blocksWith("x", kind)).split("\n").length);
  });
});

/** A link says its address in plain text. */
function unmarked(block: Block): Block {
  if (!("of" in block)) return block;
  return { ...block, of: block.of.map(({ text }) => ({ is: "text", text })) };
}

describe("what is too long", () => {
  it("is cut, and says so", () => {
    expect(cut("a".repeat(300), 255)).toMatch(/^a+ \[cut: 300 characters\]$/);
    expect(cut("a".repeat(300), 255)).toHaveLength(255);
    expect(cut("abc", 3)).toBe("abc");
    expect(cut(`aaa😀${"b".repeat(40)}`, 25)).toBe("aaa [cut: 45 characters]");
  });

  const sizes = {
    markdown: { sizeOf: (block: Block) => markdownBlock(block).length + 2, whole: (of: readonly Block[]) => markdown(of).length }, // prettier-ignore
    plain: {
      sizeOf: (block: Block) => plainBlock(block).length + 2,
      whole: (of: readonly Block[]) => plain(of).length,
    },
    adf: {
      sizeOf: (block: Block) => JSON.stringify(adfBlock(block)).length + 1,
      whole: (of: readonly Block[]) => JSON.stringify(adf(of)).length - 40,
    },
  };
  test.each(Object.entries(sizes))("fits in %s, with its reference, whatever it holds", (_, { sizeOf, whole }) => {
    const text = fc.oneof(fc.constantFrom(...Object.values(hostile).filter((each) => each.length < 1000)), fc.string());
    const many = fc.tuple(text, fc.nat(20)).map(([one, n]) => one.repeat(n));
    const inlines = fc.array(fc.record({ is: fc.constantFrom("text", "strong", "code"), text: many }), {
      maxLength: 4,
    });
    const block = fc.oneof(
      fc.record({ is: fc.constant("heading"), text }),
      fc.record({ is: fc.constantFrom("paragraph", "quote"), of: inlines }),
      fc.record({ is: fc.constant("list"), items: fc.array(inlines, { maxLength: 40 }) }),
      fc.record({ is: fc.constant("code"), text: many }),
    ) as fc.Arbitrary<Block>;
    const end: Block = { is: "paragraph", of: [{ is: "text", text: "Reference" }] };
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
        const fitted = fit([...blocks, end], 4000, sizeOf);
        expect(whole(fitted)).toBeLessThanOrEqual(4000);
        expect(fitted.at(-1)).toEqual(end);
        if (blocks.concat(end).reduce((sum, each) => sum + sizeOf(each), 0) <= 4000)
          expect(fitted).toEqual([...blocks, end]);
      }),
      { numRuns: 60 },
    );
  });
});
