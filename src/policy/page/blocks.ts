import type { Code, Heading, Html, List, ListItem, Nodes, Paragraph, Parents, Table, TableCell } from "mdast";
import { htmlTexts } from "../read/html.ts";
import { plainText } from "../read/markdown.ts";
import { escape } from "./escape.ts";
import { inlineHtml, type Inlines } from "./inline.ts";
import type { Places, Run } from "./places.ts";
import { traverse } from "./traverse.ts";

/** What a document's blocks are made with. */
export interface Blocks extends Inlines {
  readonly source: string;
  readonly places: Places;
  /** The id and the level of a section, by its index. */
  readonly heading: (section: number) => { readonly id: string; readonly level: number };
}

/** Blocks as HTML. Definitions of footnotes are not among them. */
export function blocksHtml(nodes: readonly Nodes[], blocks: Blocks): string {
  const html: string[] = [];
  /** The lists around: the number of the item that comes next in each; null in one that has bullets. */
  const lists: (number | null)[] = [];

  const enter = (node: Nodes): boolean => {
    switch (node.type) {
      case "heading":
        html.push(headingHtml(node, blocks));
        return false;
      case "paragraph":
        html.push(paragraphHtml(node, blocks));
        return false;
      case "html":
        html.push(rawHtml(node, blocks));
        return false;
      case "table":
        html.push(tableHtml(node, blocks));
        return false;
      case "code":
        html.push(codeHtml(node));
        return false;
      case "thematicBreak":
        html.push("<hr>\n");
        return false;
      case "blockquote":
        html.push("<blockquote>\n");
        return true;
      case "list":
        lists.push(node.ordered === true ? (node.start ?? 1) : null);
        html.push(`<${node.ordered === true ? "ol" : "ul"}${isTight(node) ? ' class="tight"' : ""}>\n`);
        return true;
      case "listItem": {
        const number = lists.at(-1) ?? null;
        // Each with its number, which it keeps where others are hidden.
        html.push(number === null ? "<li>" : `<li value="${number}">`, taskHtml(node));
        if (number !== null) lists[lists.length - 1] = number + 1;
        return true;
      }
      default:
        return false;
    }
  };
  const leave = (node: Nodes) => {
    if (node.type === "blockquote") html.push("</blockquote>\n");
    else if (node.type === "list") html.push(lists.pop() === null ? "</ul>\n" : "</ol>\n");
    else if (node.type === "listItem") html.push("</li>\n");
  };
  traverse(nodes, { enter, leave });
  return html.join("");
}

function headingHtml(node: Heading, blocks: Blocks): string {
  const [section = 0] = blocks.places.sections.get(node) ?? [];
  // An anchor in braces names the heading, and is no part of it.
  const { text } = plainText(node, blocks.source);
  const braces = /\s*\{#[^\s{}]+\}\s*$/.exec(text)?.index;
  return headingOf(section, inlineHtml(node, undefined, blocks, braces), blocks);
}

function headingOf(section: number, html: string, { heading }: Blocks): string {
  const { id, level } = heading(section);
  if (html.trim() === "") return `<div id="${escape(id)}"></div>\n`;
  const tag = `h${Math.min(level + 1, 6)}`;
  const deeper = level > 5 ? ` aria-level="${level + 1}"` : "";
  return `<${tag} id="${escape(id)}"${deeper}>${html}</${tag}>\n`;
}

function paragraphHtml(node: Paragraph, blocks: Blocks): string {
  const { places, heading } = blocks;
  const runs = places.runs.get(node) ?? [];
  const section = places.sections.get(node)?.[0];
  const id = section === undefined ? "" : ` id="${escape(heading(section).id)}"`;
  const html = inlineHtml(node, runs[0], blocks);
  return html.trim() === "" && id === "" ? "" : `<p${id}>${html}</p>\n${notes(runs, blocks)}`;
}

/** The words of raw HTML, and nothing else of it. */
function rawHtml(node: Html, blocks: Blocks): string {
  const sections = [...(blocks.places.sections.get(node) ?? [])];
  const runs = [...(blocks.places.runs.get(node) ?? [])];
  let html = "";
  for (const { text, depth } of htmlTexts(node.value)) {
    if (text.trim() === "") continue;
    const words: Nodes = { type: "paragraph", children: [{ type: "text", value: text }] };
    if (depth !== undefined) {
      html += headingOf(sections.shift() ?? 0, inlineHtml(words, undefined, blocks), blocks);
    } else {
      const run = runs[0]?.text === text ? runs.shift() : undefined;
      html += `<p>${inlineHtml(words, run, blocks)}</p>\n${notes(run === undefined ? [] : [run], blocks)}`;
    }
  }
  return html;
}

function tableHtml({ children: [head, ...rows], align }: Table, blocks: Blocks): string {
  const runsOf = (cell: Nodes) => blocks.places.runs.get(cell) ?? [];
  const cellHtml = (cell: TableCell, column: number, header: boolean): string => {
    const html = inlineHtml(cell, runsOf(cell)[0], blocks);
    const side = align?.[column] ? ` class="${align[column]}"` : "";
    return header && html !== "" ? `<th scope="col"${side}>${html}</th>` : `<td${side}>${html}</td>`;
  };
  const rowHtml = ({ children }: Parents, header: boolean) =>
    `<tr>${(children as TableCell[]).map((cell, column) => cellHtml(cell, column, header)).join("")}</tr>\n`;
  const body = rows.length === 0 ? "" : `<tbody>\n${rows.map((row) => rowHtml(row, false)).join("")}</tbody>\n`;
  const top = head === undefined ? "" : `<thead>\n${rowHtml(head, true)}</thead>\n`;
  const runs = rows.flatMap(({ children }) => children.flatMap(runsOf));
  return `<div class="table"><table>\n${top}${body}</table></div>\n${notes(runs, blocks)}`;
}

function codeHtml({ value }: Code): string {
  return `<pre><code>${escape(value)}</code></pre>\n`;
}

function taskHtml({ checked }: ListItem): string {
  if (typeof checked !== "boolean") return "";
  return `<span class="task" role="img" aria-label="${checked ? "done" : "to do"}">${checked ? "☑" : "☐"}</span> `;
}

/** What the sentences of these runs are marked with behind their block. */
function notes(runs: readonly Run[], { marks }: Blocks): string {
  return runs.flatMap(({ first, ranges }) => ranges.map((_, i) => marks[first + i]?.after ?? "")).join("");
}

/** No blank line between its items, nor within one. */
function isTight({ spread, children }: List): boolean {
  return spread !== true && children.every((item) => item.spread !== true);
}
