/** The HTML of a document, parsed by a browser: its text is the policy's, and nothing in it comes from the text. */
import fc from "fast-check";
import type { Nodes, Root } from "mdast";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readPolicy } from "../../../src/policy/index.ts";
import { pageDocuments } from "../../../src/policy/page/documents.ts";
import { visible } from "../../../src/policy/page/escape.ts";
import { withoutMark } from "../../../src/policy/read/document.ts";
import { htmlTexts } from "../../../src/policy/read/html.ts";
import { parseMarkdown, plainText } from "../../../src/policy/read/markdown.ts";
import { launch } from "../../browser/chromium.ts";
import { hostile } from "../../kit/hostile.ts";

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launch();
  page = await browser.newPage();
});
afterAll(() => browser.close());

interface Parsed {
  /** `a@href`: every element with the names of its attributes. */
  readonly elements: readonly string[];
  readonly hrefs: readonly string[];
  readonly ids: readonly string[];
  /** The text of each block. */
  readonly blocks: readonly string[];
}

function parsed(html: string): Promise<Parsed> {
  // Runs in the browser, whose types the tests do not know.
  return page.evaluate<Parsed, string>(
    `((html) => {
      const { body, head } = new DOMParser().parseFromString("<!doctype html><html><head></head><body>" + html, "text/html");
      const all = [...head.children, ...body.querySelectorAll("*")];
      const elements = all.map((e) => [e.localName, ...[...e.attributes].map((a) => a.name).sort()].join("@"));
      const hrefs = all.flatMap((e) => e.getAttribute("href") ?? []);
      const ids = all.flatMap((e) => e.getAttribute("id") ?? []);
      for (const added of body.querySelectorAll(".footnote, .back, .task, del")) added.remove();
      const blocks = [...body.querySelectorAll("p, h2, h3, h4, h5, h6, th, td, pre")].map((e) => e.textContent);
      return { elements: [...new Set(elements)], hrefs, ids, blocks };
    })(${JSON.stringify(html)})` as never,
    "",
  );
}

/** All that a document can be made of. */
const MADE =
  /^(?:a@href|a@href@rel|a@href@id|blockquote|br|code|del|div@class|div@id|em|h[2-6]@id|h6@aria-level@id|hr|li|li@id|li@value|ol|ol@class|ol@start|p|p@class|p@id|pre|section@aria-label@class|span@aria-label@class@role|span@class|strong|sup@class|table|tbody|td|td@class|th@scope|th@class@scope|thead|tr|ul|ul@class)$/;
const HREF = /^(?:#[\w.~%*'()!-]+|https?:\/\/[!-~]+|mailto:[!-~]*)$/;

const words = (text: string) => visible(text).replaceAll(/\s+/g, "");

/** The words of each block, as the reader has them. */
function blocksOf(text: string): string[] {
  const source = withoutMark(text);
  const blocks: string[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "paragraph" || node.type === "heading" || node.type === "tableCell") {
      blocks.push(plainText(node, source).text);
    } else if (node.type === "html") blocks.push(...htmlTexts(node.value).map((run) => run.text));
    else if (node.type === "code") blocks.push(node.value);
    else if ("children" in node) for (const child of (node as Root).children) visit(child);
  };
  visit(parseMarkdown(source));
  return blocks;
}

const pieces = [
  ...Object.values(hostile).map((text) => text.slice(0, 400)),
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "</p></article></main><iframe src=//evil.example>",
  "<svg/onload=alert(1)>",
  "<!-- --!> <b> -->",
  "<![CDATA[ <b> ]]>",
  "<?php <b> ?>",
  "</code></pre><script>",
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  "[a](javascript:alert(1))",
  '[a](<https://x.example/"onclick=alert(1)//>)',
  "[a](https://x.example 'title\" onclick=alert(1)')",
  '![a" onerror=alert(1)](x)',
  "<javascript:alert(1)>",
  "<https://x.example>",
  "https://x.example/<b>",
  "[a]: javascript:alert(1)\n\n[a] ![a]",
  "[^n]\n\n[^n]: **note** <b>",
  "# Heading <b onclick=x>",
  '## {#"><script>}',
  '## <a name="x onclick=y">A</a> {#a"b}',
  "```html\n</code></pre><script>alert(1)</script>\n```",
  "`</code><script>`",
  "| a | <script> |\n|:-:|---|\n| [x](javascript:y) | <b onclick=z>1</b> |",
  "- [x] <b>\n- [ ] </li></ul><script>",
  "1. a\n   > b\n   > # c",
  "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62;",
  "<h2 id='\"><script>'>x</h2>",
  "<div><style>*{display:none}</style>text<textarea></div>",
  "**a",
  "*",
  "_b_ ",
  "~~c~~",
  "<s> a *b </s> c* d",
  "~~a <del> b~~ c",
  "<style> a <b> c</style> d",
  "\n",
  "\n\n",
  "  \n",
  "\\",
  " ",
  "> ",
  "- ",
  "One is. ",
  "Two. ",
];
const markdown = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: "binary", maxLength: 8 })), {
    maxLength: 12,
  })
  .chain((parts) => fc.constantFrom("", " ", "\n", "\n\n").map((between) => parts.join(between)));

async function expectInert(text: string) {
  const source = { id: "p", file: "p.md", text };
  const [document] = pageDocuments([{ source, document: readPolicy(source) }]);
  const { elements, hrefs, ids, blocks } = await parsed(document!.body(() => null));
  for (const element of elements) expect(element).toMatch(MADE);
  for (const href of hrefs) expect(href).toMatch(HREF);
  expect(new Set(ids).size).toBe(ids.length);
  // Anchors in braces are no part of a heading; footnotes stand at the end.
  const wanted = blocksOf(text).map((block) => words(block.replace(/\s*\{#[^\s{}]+\}\s*$/, "")));
  const shown = blocks.map((block) => words(block.replace(/\s*\{#[^\s{}]+\}\s*$/, "")));
  const sorted = (list: readonly string[]) => list.filter((block) => block !== "").toSorted();
  expect(sorted(shown)).toEqual(sorted(wanted));
  // Marks change nothing of it.
  const marked = await parsed(
    document!.body(() => ({ open: '<span class="promise">', close: "</span>", sign: "", after: "" })),
  );
  expect(marked.blocks.map(words)).toEqual(blocks.map(words));
}

it("shows the text of every piece, and makes nothing of it", async () => {
  for (const piece of pieces) await expectInert(piece);
  await expectInert(pieces.join("\n\n"));
});

it("does so for any mixture of them", async () => {
  await fc.assert(fc.asyncProperty(markdown, expectInert), { numRuns: 400 });
});
