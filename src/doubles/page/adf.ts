/** The Atlassian Document Format, as Jira shows it. */
import { Html, markup } from "./html.ts";

interface Node {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly marks?: readonly { readonly type?: unknown; readonly attrs?: { readonly href?: unknown } }[];
  readonly content?: readonly Node[];
}

export function adfHtml(node: Node): Html {
  const inner = (node.content ?? []).map(adfHtml);
  switch (node.type) {
    case "doc":
      return markup`${inner}`;
    case "text":
      return (node.marks ?? []).reduce<Html>(marked, markup`${String(node.text)}`);
    case "heading":
      return markup`<h3>${inner}</h3>`;
    case "paragraph":
      return markup`<p>${inner}</p>`;
    case "blockquote":
      return markup`<blockquote>${inner}</blockquote>`;
    case "bulletList":
      return markup`<ul>${inner}</ul>`;
    case "listItem":
      return markup`<li>${inner}</li>`;
    case "codeBlock":
      return markup`<pre><code>${inner}</code></pre>`;
    default:
      return markup`<code class="foreign">${String(node.type)}${inner}</code>`;
  }
}

function marked(inner: Html, { type, attrs }: NonNullable<Node["marks"]>[number]): Html {
  const href = String(attrs?.href);
  if (type === "strong") return markup`<strong>${inner}</strong>`;
  if (type === "code") return markup`<code>${inner}</code>`;
  if (type === "link" && /^(https?|mailto):/i.test(href))
    return markup`<a href="${href}" rel="noreferrer">${inner}</a>`;
  return markup`<span class="foreign">${inner}</span>`;
}

/** What is wrong with a document, as strictly as Jira takes it; null where nothing is. */
export function adfProblem(document: unknown): string | null {
  if (typeof document !== "object" || document === null) return "Operation value must be an Atlassian Document";
  const { type, version, content } = document as { type?: unknown; version?: unknown; content?: unknown };
  if (type !== "doc" || version !== 1 || !Array.isArray(content))
    return "Operation value must be an Atlassian Document";
  return content.some((node) => !isBlock(node)) ? "INVALID_INPUT" : null;
}

const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  paragraph: ["text"],
  heading: ["text"],
  codeBlock: ["text"],
  blockquote: ["paragraph", "bulletList", "codeBlock"],
  bulletList: ["listItem"],
  listItem: ["paragraph", "bulletList", "codeBlock"],
};

function isBlock(node: Node): boolean {
  const inner = BLOCKS[String(node.type)];
  if (inner === undefined) return false;
  const content = node.content ?? [];
  if (node.type !== "paragraph" && node.type !== "codeBlock" && node.type !== "heading" && content.length === 0)
    return false;
  return content.every(
    (child) =>
      inner.includes(String(child.type)) &&
      (child.type === "text" ? typeof child.text === "string" && child.text !== "" : isBlock(child)),
  );
}
