import type { FootnoteDefinition, Nodes, Root } from "mdast";
import { traverse } from "./traverse.ts";

/** The footnotes of one document. Numbers count from 1, in the order in which the text refers to them. */
export class Footnotes {
  private readonly prefix: string;
  private readonly definitions = new Map<string, FootnoteDefinition>();
  /** Those of a name that has one already: nothing refers to them, and they are shown all the same. */
  private readonly repeated: FootnoteDefinition[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly referred = new Set<number>();

  /** `prefix`: unlike that of any other document. */
  constructor(root: Root, prefix: string) {
    this.prefix = prefix;
    traverse(root.children, {
      enter: (node) => {
        if (node.type === "footnoteDefinition") {
          if (this.definitions.has(node.identifier)) this.repeated.push(node);
          else this.definitions.set(node.identifier, node);
        }
        return true;
      },
      leave() {},
    });
  }

  /** The reference in the text. */
  readonly reference = (identifier: string): string => {
    if (!this.definitions.has(identifier)) return "";
    const number = this.numberOf(identifier);
    // The first reference is the one that is led back to.
    const id = this.referred.has(number) ? "" : ` id="${this.prefix}-from-${number}"`;
    this.referred.add(number);
    return `<sup class="footnote"><a${id} href="#${this.prefix}-to-${number}">${number}</a></sup>`;
  };

  /** All of them, once the text that refers to them is made. `html` makes that of one, which may refer to others. */
  html(html: (nodes: readonly Nodes[]) => string): string {
    for (const identifier of this.definitions.keys()) this.numberOf(identifier);
    const texts = [
      ...[...this.numbers.keys()].map((identifier) => this.definitions.get(identifier)!),
      ...this.repeated,
    ].map(({ children }) => html(children));
    if (texts.length === 0) return "";
    const items = texts.map((text, i) => {
      const back = `<p class="back"><a href="#${this.prefix}-from-${i + 1}">Back to the text</a></p>\n`;
      return `<li id="${this.prefix}-to-${i + 1}">${text}${this.referred.has(i + 1) ? back : ""}</li>\n`;
    });
    return `<section class="footnotes" aria-label="Footnotes">\n<ol>\n${items.join("")}</ol>\n</section>\n`;
  }

  private numberOf(identifier: string): number {
    const number = this.numbers.get(identifier) ?? this.numbers.size + 1;
    this.numbers.set(identifier, number);
    return number;
  }
}
