/** Markdown as GitHub shows it, in so far as it matters what became of a string: it links mentions, references and addresses. */
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { Html, markup } from "./html.ts";

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly depth?: number;
  readonly ordered?: boolean | null;
  readonly children?: readonly Node[];
}

export function markdownHtml(text: string): Html {
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return nodeHtml(root as Node);
}

function nodeHtml(node: Node): Html {
  const inner = (node.children ?? []).map(nodeHtml);
  switch (node.type) {
    case "text":
      return linked(node.value ?? "");
    case "heading":
      return markup`<h3>${inner}</h3>`;
    case "paragraph":
      return markup`<p>${inner}</p>`;
    case "strong":
      return markup`<strong>${inner}</strong>`;
    case "emphasis":
      return markup`<em>${inner}</em>`;
    case "delete":
      return markup`<del>${inner}</del>`;
    case "inlineCode":
      return markup`<code>${node.value ?? ""}</code>`;
    case "code":
      return markup`<pre><code>${node.value ?? ""}</code></pre>`;
    case "blockquote":
      return markup`<blockquote>${inner}</blockquote>`;
    case "list":
      return node.ordered === true ? markup`<ol>${inner}</ol>` : markup`<ul>${inner}</ul>`;
    case "listItem":
      return markup`<li>${inner}</li>`;
    case "link":
      return /^(https?|mailto):/i.test(node.url ?? "")
        ? markup`<a href="${node.url!}" rel="noreferrer">${inner}</a>`
        : markup`<span>${inner}</span>`;
    case "break":
      return markup`<br>`;
    case "root":
      return markup`${inner}`;
    default:
      // What we never write. It is shown, so that whoever looks sees that it came.
      return markup`<code class="foreign">${node.value ?? node.type}${inner}</code>`;
  }
}

const LINKS =
  /(?<![\w/])@[\w-]+(?:\/[\w-]+)?|(?<![\w/])(?:[\w-]+\/[\w-]+)?#\d+\b|\bGH-\d+\b|\bhttps?:\/\/\S+|\bwww\.\S+/gi;

function linked(text: string): Html {
  const parts: Html[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(LINKS)) {
    parts.push(markup`${text.slice(from, index)}<b class="linked">${found}</b>`);
    from = index + found.length;
  }
  return markup`${parts}${text.slice(from)}`;
}
