import { LineCounter } from "yaml";
import type { Path, Position } from "./error.ts";
import type { Tree } from "./tree.ts";

/**
 * Reads plain YAML, which nearly all files are, in a small part of the time that the parser of the whole language takes:
 * a register has thousands of rows. Null for what is wrong, and for what is not plain. What it reads, it reads as that
 * parser does; a test holds the two against each other.
 *
 * Plain are lists and mappings of lines, and `[…]` and `{…}` on one line; keys that are words; values in quotes on one
 * line, or without quotes; comments. Not plain are such things as anchors, tags, block scalars and several documents.
 */
export function plainTree(text: string): Tree | null {
  if (UNUSUAL.test(text)) return null;
  try {
    const root = new PlainReader(text).root();
    return { data: root.data, ...locate(root, text) };
  } catch (error) {
    // A value of megabytes ends the stack of a regular expression.
    if (error instanceof NotPlain || error instanceof RangeError) return null;
    throw error;
  }
}

class NotPlain extends Error {}

/** A value, and where it stands. Places are offsets. */
interface Part {
  readonly data: unknown;
  readonly at: number;
  /** Of a value without quotes. */
  readonly written?: string;
  readonly inside?: readonly Entry[];
}
interface Entry {
  /** Its place in a list. */
  readonly key: string | number;
  /** Of what is in a list, where that begins itself. */
  readonly keyAt: number;
  readonly part: Part;
}

/** What readers of lines or of YAML take for different things, and what sets documents apart. */
// oxlint-disable-next-line no-control-regex -- they are control characters
const UNUSUAL = /[\t\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\uFEFF]|\r(?!\n)|^(?:%|---|\.\.\.)/m;
const MOST_NESTING = 40;

const BLANK_LINES = /(?: *(?:#[^\n]*)?\r?\n)*(?: *(?:#[^\n]*)?$)?/y;
const INDENT = / */y;
/** What may stand behind a value. */
const REST = /(?: +#[^\r\n]*)? *(?:\r?\n|$)/y;
/** The indentation of a line that may go on with a value without quotes. */
const MORE = / *(?=[^ #\r\n])/y;
const DASH = /-(?:(?=\r?\n|$)| +)/y;
const KEY = /(?!(?:true|false|null):)[a-z][\w-]{0,99}:(?= |\r?\n|$)/iy;
const QUOTED = /"(?:[^"\\\r\n]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"|'(?:[^'\r\n]|'')*'/y;
/** A colon before a space ends a key, and a # behind one begins a comment. */
const WORDS = /[\p{L}\p{N}_/.(](?:[^\s:#]+|:(?=\S)|(?<=\S)#| +(?=[^\s#]))*/uy;
const WORDS_IN_BRACKETS = /[\p{L}\p{N}_/.(](?:[^\s:#,[\]{}]+|:(?=[^\s,[\]{}])|(?<=\S)#| +(?=[^\s#,[\]{}]))*/uy;

/** What is no text without quotes, and which of that everybody reads alike. */
const NO_TEXT = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$|^0[xo]|^[-+]?\.(?:inf|nan)$|^(?:true|false|null)$/i;
const NUMBER = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/;

function valueOf(written: string): unknown {
  if (!NO_TEXT.test(written)) return written;
  if (NUMBER.test(written)) return Number(written);
  if (written === "true" || written === "false") return written === "true";
  throw new NotPlain();
}

/** Between two values it stands at a content, or at the end; `column` is how far that is indented, -1 at the end. */
class PlainReader {
  private readonly text: string;
  private at = 0;
  private lineAt = 0;
  private column = -1;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  root(): Part {
    this.nextLine();
    const root = this.block();
    if (this.column >= 0) throw new NotPlain();
    return root;
  }

  /** The list or the mapping that begins here: what stands below in the same column. */
  private block(): Part {
    const { at, column } = this;
    const isList = this.sees(DASH);
    const inside: Entry[] = [];
    this.deeper();
    do {
      const keyAt = this.at;
      const key = isList ? inside.length : this.key();
      const part = isList ? this.item(column) : this.value(column);
      inside.push({ key, keyAt: isList ? part.at : keyAt, part });
    } while (this.column === column && this.sees(DASH) === isList);
    if (this.column > column) throw new NotPlain();
    this.depth -= 1;
    return { data: isList ? listOf(inside) : mappingOf(inside), at, inside };
  }

  private item(column: number): Part {
    this.take(DASH);
    if (this.sees(REST)) this.nextLine();
    else this.column = this.at - this.lineAt;
    return this.content(column);
  }

  private value(column: number): Part {
    if (!this.sees(REST)) {
      this.take(INDENT);
      return this.scalar(column);
    }
    this.nextLine();
    return this.column === column && this.sees(DASH) ? this.block() : this.content(column);
  }

  /** What stands further in than the column. */
  private content(column: number): Part {
    if (this.column <= column) throw new NotPlain();
    return this.sees(DASH) || this.sees(KEY) ? this.block() : this.scalar(column);
  }

  /** What fills the rest of the line. */
  private scalar(column: number): Part {
    const isWords = this.sees(WORDS);
    const part = isWords ? this.words(column) : this.flow();
    if (!isWords) this.take(REST);
    this.nextLine();
    return part;
  }

  /** Text without quotes goes on in lines that are indented further than the column. */
  private words(column: number): Part {
    const { at } = this;
    let written = this.take(WORDS);
    let ended = this.take(REST).includes("#");
    while (!ended && this.indent() > column) {
      this.take(INDENT);
      written += ` ${this.take(WORDS)}`;
      ended = this.take(REST).includes("#");
    }
    return { data: valueOf(written), at, written };
  }

  /** A value that ends on its line. */
  private flow(): Part {
    const { at } = this;
    const begin = this.text[at];
    if (begin === "[" || begin === "{") return this.brackets(begin === "[");
    if (begin === '"') return { data: JSON.parse(this.take(QUOTED)), at };
    if (begin === "'") return { data: this.take(QUOTED).slice(1, -1).replaceAll("''", "'"), at };
    const written = this.take(WORDS_IN_BRACKETS);
    return { data: valueOf(written), at, written };
  }

  private brackets(isList: boolean): Part {
    const { at } = this;
    const close = isList ? "]" : "}";
    const inside: Entry[] = [];
    this.deeper();
    do {
      this.at += 1;
      this.take(INDENT);
      if (this.text[this.at] === close) break;
      const keyAt = this.at;
      const key = isList ? inside.length : this.key();
      this.take(INDENT);
      inside.push({ key, keyAt, part: this.flow() });
      this.take(INDENT);
    } while (this.text[this.at] === ",");
    if (this.text[this.at] !== close) throw new NotPlain();
    this.at += 1;
    this.depth -= 1;
    return { data: isList ? listOf(inside) : mappingOf(inside), at, inside };
  }

  private key(): string {
    return this.take(KEY).slice(0, -1);
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > MOST_NESTING) throw new NotPlain();
  }

  private nextLine(): void {
    this.take(BLANK_LINES);
    this.lineAt = this.at;
    this.take(INDENT);
    this.column = this.at < this.text.length ? this.at - this.lineAt : -1;
  }

  private indent(): number {
    MORE.lastIndex = this.at;
    return MORE.test(this.text) ? MORE.lastIndex - this.at : -1;
  }

  private sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  private take(pattern: RegExp): string {
    if (!this.sees(pattern)) throw new NotPlain();
    const from = this.at;
    this.at = pattern.lastIndex;
    return this.text.slice(from, this.at);
  }
}

function listOf(inside: readonly Entry[]): unknown[] {
  return inside.map(({ part }) => part.data);
}

function mappingOf(inside: readonly Entry[]): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const { key, part } of inside) {
    if (Object.hasOwn(data, key)) throw new NotPlain();
    data[key] = part.data;
  }
  return data;
}

function locate(root: Part, text: string): Omit<Tree, "data"> {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) counter.addNewLine(end + 1);
  const position = (at: number): Position => {
    const { line, col } = counter.linePos(at);
    return { line, column: col };
  };
  const indices = new Map<Part, ReadonlyMap<string | number, Entry>>();
  const entryOf = (part: Part, step: string | number) => {
    const index = indices.get(part) ?? new Map(part.inside?.map((entry) => [entry.key, entry]));
    indices.set(part, index);
    return index.get(step);
  };
  /** The last part on the way along the path, and whether the way leads to the end. */
  const follow = (path: Path) => {
    let end: Omit<Entry, "key"> = { part: root, keyAt: root.at };
    for (const step of path) {
      const next = entryOf(end.part, step);
      if (next === undefined) return { ...end, arrived: false };
      end = next;
    }
    return { ...end, arrived: true };
  };
  return {
    positionOf: (path) => position(follow(path).part.at),
    keyPositionOf: (path) => position(follow(path).keyAt),
    writtenAt(path) {
      const { part, arrived } = follow(path);
      return arrived ? part.written : undefined;
    },
  };
}
