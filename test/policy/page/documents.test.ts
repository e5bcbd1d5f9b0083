import { describe, expect, it, test } from "vitest";
import { readPolicy } from "../../../src/policy/index.ts";
import { pageDocuments } from "../../../src/policy/page/documents.ts";

const marked = { open: "[", close: "]", sign: "!", after: "" };

function pages(files: Readonly<Record<string, string>>) {
  return pageDocuments(
    Object.entries(files).map(([file, text]) => {
      const source = { id: file.replace(/\.md$/, ""), file, text };
      return { source, document: readPolicy(source) };
    }),
  );
}
const body = (text: string) => pages({ "p.md": text })[0]!.body(() => null);
const marks = (text: string) => pages({ "p.md": text })[0]!.body(() => marked);
const flat = (html: string) => html.replaceAll("\n", "");

describe("blocks", () => {
  test.each([
    ["headings", "# A\n\n### B\n\nC\n---", '<h2 id="p/a">A</h2><h3 id="p/b">B</h3><h3 id="p/c">C</h3>'],
    [
      "headings deeper than HTML has",
      "# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6",
      /<h6 id="p\/6" aria-level="7">6<\/h6>$/,
    ],
    ["an anchor in braces", "## Back *up* {#b-1}", '<h2 id="p/b-1">Back <em>up</em></h2>'],
    ["an anchor of HTML", '## <a name="b-1"></a>Backup', '<h2 id="p/b-1">Backup</h2>'],
    ["a bold line that serves as a heading", "**Keys**\n\nText", '<p id="p/keys"><strong>Keys</strong></p><p>Text</p>'],
    ["a bold sentence, which does not", "**Keys are kept.**", "<p><strong>Keys are kept.</strong></p>"],
    ["the same heading twice", "# A\n# A", '<h2 id="p/a">A</h2><h2 id="p/a-1">A</h2>'],
    ["the same anchor twice", "# A {#x}\n# B {#x}", '<h2 id="p/x">A</h2><h2 id="p/x~2">B</h2>'],
    ["a heading without a text", "#\n\nText", '<div id="p/"></div><p>Text</p>'],
    ["front matter", "---\nversion: 1\n---\nText", "<p>Text</p>"],
    ["a byte order mark", "\uFEFF# A", '<h2 id="p/a">A</h2>'],
    ["bullets", "- a\n- b", '<ul class="tight"><li><p>a</p></li><li><p>b</p></li></ul>'],
    ["numbers", "3. a\n4. b", '<ol class="tight"><li value="3"><p>a</p></li><li value="4"><p>b</p></li></ol>'],
    ["a loose list", "- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"],
    [
      "a list in a list",
      "1. a\n   - b",
      '<ol class="tight"><li value="1"><p>a</p><ul class="tight"><li><p>b</p></li></ul></li></ol>',
    ],
    [
      "tasks",
      "- [x] a\n- [ ] b",
      '<ul class="tight"><li><span class="task" role="img" aria-label="done">☑</span> <p>a</p></li>' +
        '<li><span class="task" role="img" aria-label="to do">☐</span> <p>b</p></li></ul>',
    ],
    ["a quote", "> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"],
    ["code", "```html\n<b>\n```", "<pre><code>&lt;b&gt;</code></pre>"],
    ["a rule", "***", "<hr>"],
    [
      "a table",
      "| a | | c |\n|:-:|--|-:|\n| 1 | 2 | *3* |",
      '<div class="table"><table><thead><tr><th scope="col" class="center">a</th><td></td><th scope="col" class="right">c</th></tr></thead>' +
        '<tbody><tr><td class="center">1</td><td>2</td><td class="right"><em>3</em></td></tr></tbody></table></div>',
    ],
    ["raw HTML", "<div onclick='x()'>a<p>b &amp; c<script>d</script></div>", "<p>a</p><p>b &amp; c</p>"],
    ["headings of raw HTML", "<h3 id=x>A</h3>\ntext", '<h2 id="p/x">A</h2><p>text</p>'],
    ["a comment", "<!-- no -->\n\na", "<p>a</p>"],
    ["definitions", "[a]: https://a.example\n\n[a]", '<p><a href="https://a.example/" rel="noreferrer">a</a></p>'],
  ])("%s", (_, markdown, html) => {
    if (typeof html === "string") expect(flat(body(markdown))).toBe(html);
    else expect(flat(body(markdown))).toMatch(html);
  });
});

describe("lines", () => {
  test.each([
    ["emphasis", "*a* **b** ~~c~~ `d`", "<em>a</em> <strong>b</strong> <del>c</del> <code>d</code>"],
    ["hard breaks", "a  \nb\\\nc<br>d", "a<br>b<br>c<br>d"],
    ["a picture", "![a *b*](https://x.example/p.png) ![][i]\n\n[i]: u", '<span class="picture">a b</span> ![][i]'],
    ["raw HTML within", "a <b onmouseover=x>b</b><img src=x onerror=y>", "a b"],
    ["references of characters", "&lt;b&gt; &amp; &#60;", "&lt;b&gt; &amp; &lt;"],
    ["quotes", `"a" 'b'`, "&quot;a&quot; &#39;b&#39;"],
    ["bidi overrides", "a\u202Eb", "a\\u{202e}b"],
    ["controls", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
    ["what typesetters use", "a\u00ADb\u200Dc\u00A0d", "a\u00ADb\u200Dc\u00A0d"],
    ["two that stand side by side", "`a`<!-- -->`b`", "<code>a</code><code>b</code>"],
  ])("%s", (_, markdown, html) =>
    expect(flat(body(markdown)).split("</p>")[0]).toBe(`<p>${html.replace("![][i]", "")}`),
  );
});

describe("links", () => {
  const others = { "sub/b.md": "# B\n\n## 17.9 Transmission Security\n\n## Keys {#my-keys}", "c.md": "No heading." };
  const href = (url: string, text = `# Top\n\n## Data & Drives\n\n[x](<${url}>)`) =>
    /href="([^"]*)"/.exec(pages({ "a.md": text, ...others })[0]!.body(() => null))?.[1] ?? null;

  test.each([
    ["https://example.com/a?b=c#d", "https://example.com/a?b=c#d"],
    ["HTTP://example.com", "http://example.com/"],
    ["https://exämple.com/ä", "https://xn--exmple-cua.com/%C3%A4"],
    ["mailto:a@example.com", "mailto:a@example.com"],
    ["#data--drives", "#a%2Fdata--drives"],
    ["#Data--Drives", "#a%2Fdata--drives"],
    ["#data-drives", "#a%2Fdata--drives"],
    ["#", "#a%2Ftop"],
    ["a.md", "#a%2Ftop"],
    ["./sub/b.md", "#sub%2Fb%2Fb"],
    ["sub/b", "#sub%2Fb%2Fb"],
    ["/sub/b.md#179-transmission-security", "#sub%2Fb%2F179-transmission-security"],
    ["sub/b.md#17.9-transmission-security", "#sub%2Fb%2F179-transmission-security"],
    ["sub/b.md#my%2Dkeys", "#sub%2Fb%2Fmy-keys"],
    ["x/../sub/./b.md#keys", "#sub%2Fb%2Fmy-keys"],
    ["sub/b.md#nowhere", null],
    ["c.md", null],
    ["d.md", null],
    ["../../etc/passwd", null],
    ["//example.com/x", null],
    ["javascript:alert(1)", null],
    ["JaVaScRiPt:alert(1)", null],
    ["&#106;avascript:alert(1)", null],
    ["java&#10;script:alert(1)", null],
    ["&#1;javascript:alert(1)", null],
    ["data:text/html,<script>alert(1)</script>", null],
    ["vbscript:x", null],
    ["file:///etc/passwd", null],
    ["ftp://example.com", null],
    ["https:/\\evil.example", null],
    ["https://", null],
    ["%E0%A4%A", null],
  ])("%s → %s", (url, expected) => expect(href(url)).toBe(expected));

  it("leads from a folder to its neighbours", () => {
    const [a] = pages({ "x/a.md": "[b](b.md#b) [c](../c.md)", "x/b.md": "# B", "c.md": "# C" });
    expect(a!.body(() => null)).toContain('<a href="#x%2Fb%2Fb">b</a> <a href="#c%2Fc">c</a>');
  });

  it("gives every heading an id of its own, over all documents", () => {
    const text = "# A\n\n# A\n\n## A {#a}\n\n**A**\n\n<h2>A</h2>";
    const all = pages({ "p.md": text, "p-.md": text, "p .md": text });
    const ids = all.flatMap(({ body }) => [...body(() => null).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    expect(ids).toEqual(all.flatMap(({ outline }) => outline.map(({ id }) => id)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(15);
  });
});

describe("footnotes", () => {
  it("are numbered as the text refers to them, lead back, and none is lost", () => {
    const html = body("a[^x] b[^y] c[^x]\n\n[^n]: N[^x]\n[^y]: Y\n[^x]: X[^z]\n[^z]: Z\n[^x]: again");
    const notes = [...html.matchAll(/<li id="note-1-to-(\d)"><p>(\w+)/g)].map(([, n, text]) => `${n}${text}`);
    expect(notes).toEqual(["1X", "2Y", "3N", "4Z", "5again"]);
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of html.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
  });

  it("that nothing defines are text", () => expect(body("a[^x]")).toBe("<p>a[^x]</p>\n"));
});

describe("marks", () => {
  test.each([
    ["two sentences", "One is. Two is.", "<p>[One is.]! [Two is.]!</p>"],
    [
      "one that ends in bold",
      "**One is. Two** is.",
      "<p>[<strong>One is.</strong>]!<strong> </strong>[<strong>Two</strong> is.]!</p>",
    ],
    ["code and breaks", "One `is.`  \nTwo is.", "<p>[One <code>is.</code>]!<br>[Two is.]!</p>"],
    [
      "a link over two",
      "[One is. Two is.](https://a.example)",
      '<p>[<a href="https://a.example/" rel="noreferrer">One is.</a>]!<a href="https://a.example/" rel="noreferrer"> </a>' +
        '[<a href="https://a.example/" rel="noreferrer">Two is.</a>]!</p>',
    ],
    [
      "a footnote stays with its sentence, outside of links",
      "[One[^1]](https://a.example) is.\n\n[^1]: N.",
      /\[<a [^>]+>One<\/a><sup[^]*?<\/sup> is\.\]!/,
    ],
    ["its label is no part of it", "(a) One is.", "<p>(a) [One is.]!</p>"],
    [
      "a picture",
      "One ![is. Two](x) is.",
      '<p>[One <span class="picture">is.</span>]!<span class="picture"> </span>[<span class="picture">Two</span> is.]!</p>',
    ],
    ["raw HTML", "<p>One is.<p>Two is. Three.", "<p>[One is.]!</p><p>[Two is.]! [Three.]!</p>"],
    ["headings are none", "# One is.", '<h2 id="p/one-is">One is.</h2>'],
  ])("%s", (_, markdown, html) => {
    if (typeof html === "string") expect(flat(marks(markdown))).toBe(html);
    else expect(flat(marks(markdown))).toMatch(html);
  });

  it("asks for each sentence once, in order, and puts what is behind it behind its block", () => {
    const text =
      "A is. B is.\n\n- C is.\n\n| D |\n|---|\n| E is. |\n| F is. |\n\n<div>G is.</div>\n\n> H is.\n\nI[^1].\n\n[^1]: J is.";
    const [page] = pages({ "p.md": text });
    const asked: string[] = [];
    const html = page!.body(({ text }) => {
      asked.push(text);
      return { ...marked, after: `{${text}}` };
    });
    expect(asked).toEqual(page!.clauses.map(({ text }) => text));
    const behind =
      /<\/p>{A is\.}{B is\.}[^]*<\/p>{C is\.}[^]*<\/div>{E is\.}{F is\.}[^]*<\/p>{G is\.}[^]*<\/p>{H is\.}[^]*<\/p>{I\. \[J is\.\]}[^]*<\/p>{J is\.}/;
    expect(flat(html)).toMatch(behind);
  });
});

it("says what stands under which heading", () => {
  const [page] = pages({ "p.md": "Before. \n\n# A\n\nOne. Two.\n\n### B\n\nThree.\n\n**C**\n\nFour." });
  expect(page!.outline.map(({ heading, level, clauses }) => [heading, level, clauses.map(({ text }) => text)])).toEqual(
    [
      ["A", 1, ["One.", "Two."]],
      ["B", 2, ["Three."]],
      ["C", 3, ["C", "Four."]],
    ],
  );
});

describe("what the reader accepts", () => {
  const deep = 900;
  test.each([
    ["lists as deep as they may be", `${"- ".repeat(deep)}a`],
    ["quotes", `${">".repeat(deep)} a`],
    ["emphasis", `${"*a **b ".repeat(700)}${"c** d* ".repeat(700)}`],
    ["sentences within deep emphasis", `${"*a **b ".repeat(700)}${"One is. ".repeat(5_000)}${"c** d* ".repeat(700)}`],
    ["headings of one name", "# a {#a}\n".repeat(4_000)],
    ["a long table", `| a |\n|---|\n${"| One is. |\n".repeat(2_000)}`],
    ["footnotes that refer to each other", Array.from({ length: 800 }, (_, i) => `[^${i}]: a[^${i + 1}]\n`).join("\n")],
  ])("%s", (_, text) => {
    const source = { id: "p", file: "p.md", text };
    const document = readPolicy(source);
    const html = pageDocuments([{ source, document }])[0]!.body(() => marked);
    expect(html.length).toBeLessThan(60 * text.length + 10_000);
    expect(html.match(/\]!/g)?.length ?? 0).toBe(document.sentences.length);
  });
});
