import { expect, test } from "vitest";
import { html, type Block } from "../../../src/deliver/text/index.ts";
import { hostile } from "../../kit/hostile.ts";

const text = (words: string) => ({ is: "text", text: words }) as const;

test.each<[string, Block, string]>([
  ["a heading", { is: "heading", text: "a < b" }, "<h3>a &lt; b</h3>"],
  ["a paragraph", { is: "paragraph", of: [text("a "), { is: "strong", text: "b" }] }, "<p>a <strong>b</strong></p>"],
  ["code in it", { is: "paragraph", of: [{ is: "code", text: "<b>" }] }, "<p><code>&lt;b&gt;</code></p>"],
  ["a quote", { is: "quote", of: [text("Every drive.")] }, "<p><em>Every drive.</em></p>"],
  ["a list", { is: "list", items: [[text("a")], [text("b")]] }, "<ul><li>a</li><li>b</li></ul>"],
  ["code", { is: "code", text: "a:\n  b\u001b[2J" }, "<pre>a:\n  b\\u{1b}[2J</pre>"],
  [
    "a link",
    { is: "paragraph", of: [{ is: "link", text: "x", href: 'https://a.test/"><b>' }] },
    '<p><a href="https://a.test/%22%3E%3Cb%3E">x</a></p>',
  ],
  ["an address that is no link", { is: "paragraph", of: [text("https://a.test www.a.test")] }, "<p>https:\u200b//a.test www\u200b.a.test</p>"], // prettier-ignore
])("%s", (_, block, expected) => {
  expect(html([block])).toBe(expected);
});

test("no string of an attacker begins an element, an entity or an attribute", () => {
  for (const words of Object.values(hostile).map((each) => each.slice(0, 2000))) {
    const blocks: Block[] = [
      { is: "heading", text: words },
      { is: "paragraph", of: [text(words), { is: "strong", text: words }, { is: "code", text: words }] },
      { is: "quote", of: [text(words)] },
      { is: "list", items: [[text(words)]] },
      { is: "code", text: words },
    ];
    const left = html(blocks)
      .replaceAll(/<\/?(h3|p|strong|code|em|ul|li|pre)>/g, "")
      .replaceAll(/&(amp|lt|gt|quot|#39);/g, "");
    expect(left).not.toMatch(/[<>&"']/);
  }
});
