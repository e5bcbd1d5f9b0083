/**
 * The XML of an answer, read forward once, on bytes: no string is made of what is not kept.
 *
 * It is stricter than the SDK's parser where a damaged document could pass for a whole one: names and attributes must
 * be well-formed, tags must balance everywhere, in what is skipped too; a document type is refused, nothing but
 * comments may follow the root. Two things are not looked into where elements are skipped: entities and values.
 */
import { malformed } from "./malformed.ts";
import { hashStep, namePart } from "./name.ts";
import { joined, part } from "./text.ts";

const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20];
const [BANG, DASH, SLASH, LESS, EQUALS, GREATER, QUESTION] = [0x21, 0x2d, 0x2f, 0x3c, 0x3d, 0x3e, 0x3f];
const QUOTES = new Set([0x22, 0x27]);

/** ASCII text that stands for itself: no entity, no line break (which would ask whether the text is blank). */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 && byte !== 0x26 && byte !== LESS && byte !== NEWLINE && byte !== RETURN ? 1 : 0,
);

export class Scanner {
  readonly bytes: Buffer;
  at = 0;
  /** Of the last opening tag: where its name stands and the name's hash, whether it closed itself, its attributes' names. */
  nameStart = 0;
  nameEnd = 0;
  hash = 0;
  empty = false;
  attributes: readonly string[] | null = null;
  /** Where the last plain text stands. */
  textStart = 0;
  textEnd = 0;
  /** Names of the open elements within what is skipped, start and end. */
  private readonly stack: number[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Goes to the root element and opens it. */
  root(): void {
    if (!this.misc()) throw malformed("it has no element", this.at);
    this.open();
  }

  /** Makes sure that nothing follows the root element. */
  finish(): void {
    if (this.misc()) throw malformed("something follows its end", this.at);
  }

  /**
   * The next child of the element whose name stands from `start` to `end`: opens it and returns true; or closes the
   * element and returns false. White space between elements means nothing; other text there is an error.
   */
  child(start: number, end: number): boolean {
    for (;;) {
      this.space();
      if (this.bytes[this.at] !== LESS) throw this.unexpected("text stands between elements");
      const sign = this.bytes[this.at + 1];
      if (sign === SLASH) {
        this.close(start, end);
        return false;
      }
      if (sign !== BANG && sign !== QUESTION) {
        this.open();
        return true;
      }
      if (!this.aside()) throw this.unexpected("text stands between elements");
    }
  }

  /** Whether the last opening tag has this name. */
  named(tag: Uint8Array): boolean {
    const { bytes, nameStart } = this;
    const { length } = tag;
    if (this.nameEnd - nameStart !== length) return false;
    for (let i = 0; i < length; i++) if (bytes[nameStart + i] !== tag[i]) return false;
    return true;
  }

  /** Past the end of the element that was opened last. */
  skip(): void {
    if (this.empty) return;
    const { bytes, stack } = this;
    const { length } = bytes;
    let depth = 0;
    let start = this.nameStart;
    let end = this.nameEnd;
    for (;;) {
      let at = this.at;
      while (at < length && bytes[at] !== LESS) at++;
      this.at = at;
      const sign = bytes[at + 1];
      if (sign === SLASH) {
        this.close(start, end);
        if (depth === 0) return;
        end = stack[--depth]!;
        start = stack[--depth]!;
      } else if (sign === BANG || sign === QUESTION) {
        if (!this.aside()) this.cdata();
      } else {
        this.open();
        if (this.empty) continue;
        stack[depth++] = start;
        stack[depth++] = end;
        start = this.nameStart;
        end = this.nameEnd;
      }
    }
  }

  /** If the element that was opened last holds plain text only, notes where, closes the element and returns true. */
  plainText(): boolean {
    if (this.attributes !== null) return false;
    const { bytes } = this;
    let at = (this.textStart = this.at);
    if (!this.empty) {
      while (plain[bytes[at]!] === 1) at++;
      if (bytes[at] !== LESS || bytes[at + 1] !== SLASH) return false;
      this.at = at;
      this.close(this.nameStart, this.nameEnd);
    }
    this.textEnd = at;
    return true;
  }

  /** The text of the element that was opened last, whatever it is made of; closes the element. */
  text(): string {
    const { bytes, nameStart, nameEnd, attributes } = this;
    const parts: string[] = [];
    while (!this.empty) {
      const less = bytes.indexOf(LESS, this.at);
      if (less < 0) throw this.ended();
      if (less > this.at) parts.push(part(bytes.toString("utf8", this.at, less), this.at));
      this.at = less;
      const sign = bytes[less + 1];
      if (sign === SLASH) {
        this.close(nameStart, nameEnd);
        break;
      }
      if (sign !== BANG && sign !== QUESTION) throw malformed("an element stands in a text", less);
      if (!this.aside()) parts.push(this.cdata());
    }
    const text = joined(parts, attributes !== null);
    if (text === null) throw malformed("an element with attributes has no text", this.at);
    return text;
  }

  /** Past white space, comments and instructions; whether a `<` follows, false at the end. */
  private misc(): boolean {
    for (;;) {
      this.space();
      if (this.at >= this.bytes.length) return false;
      if (this.bytes[this.at] !== LESS) throw malformed("text stands outside its element", this.at);
      const sign = this.bytes[this.at + 1];
      if ((sign !== BANG && sign !== QUESTION) || !this.aside()) return true;
    }
  }

  private space(): void {
    const { bytes } = this;
    let at = this.at;
    for (;;) {
      const byte = bytes[at];
      if (byte !== SPACE && byte !== NEWLINE && byte !== TAB && byte !== RETURN) break;
      at++;
    }
    this.at = at;
  }

  /** Reads the tag that starts here. */
  private open(): void {
    const { bytes } = this;
    let at = this.at + 1;
    if (namePart[bytes[at]!] !== 1) throw this.unexpected("a tag has no name");
    this.nameStart = at;
    let hash = 0;
    let byte = bytes[at]!;
    do {
      hash = hashStep(hash, byte);
      byte = bytes[++at]!;
    } while (namePart[byte]! > 0);
    this.nameEnd = at;
    this.hash = hash;
    this.empty = false;
    this.attributes = null;
    if (byte !== GREATER) {
      this.at = at;
      if (byte !== SLASH) byte = this.readAttributes();
      at = this.at;
      if (byte === SLASH) {
        this.empty = true;
        byte = bytes[++at]!;
      }
      if (byte !== GREATER) throw this.unexpected("a tag does not end");
    }
    this.at = at + 1;
  }

  /** Past the attributes, to the `/` or `>` behind them, which it returns. */
  private readAttributes(): number {
    const { bytes } = this;
    const names: string[] = [];
    for (;;) {
      const before = this.at;
      this.space();
      const byte = bytes[this.at];
      if (byte === SLASH || byte === GREATER) {
        this.attributes = names.length === 0 ? null : names;
        return byte;
      }
      const start = this.at;
      if (start === before || namePart[byte!] !== 1) throw this.unexpected("a tag is not well-formed");
      while (namePart[bytes[this.at]!]! > 0) this.at++;
      const name = bytes.toString("latin1", start, this.at);
      this.space();
      if (bytes[this.at] !== EQUALS || names.includes(name)) throw this.unexpected("an attribute is not well-formed");
      this.at++;
      this.space();
      const quote = bytes[this.at];
      const end = QUOTES.has(quote!) ? bytes.indexOf(quote!, this.at + 1) : -1;
      const less = bytes.indexOf(LESS, this.at);
      if (end < 0 || (less >= 0 && less < end)) throw this.unexpected("an attribute is not well-formed");
      names.push(name);
      this.at = end + 1;
    }
  }

  /** Reads the closing tag that starts here, of the element whose name stands from `start` to `end`. */
  private close(start: number, end: number): void {
    const { bytes } = this;
    let at = this.at + 2;
    for (let i = start; i < end; i++, at++) if (bytes[at] !== bytes[i]) throw this.unexpected("tags do not match");
    if (bytes[at] !== GREATER) {
      const from = this.at;
      this.at = at;
      this.space();
      at = this.at;
      this.at = from;
      if (bytes[at] !== GREATER) throw this.unexpected("tags do not match");
    }
    this.at = at + 1;
  }

  /** Past the comment or instruction that starts here; false if it is neither. */
  private aside(): boolean {
    const { bytes, at } = this;
    if (bytes[at + 1] === QUESTION) {
      if (namePart[bytes[at + 2]!] !== 1) throw this.unexpected("an instruction has no name");
      this.at = this.find("?>", at + 2) + 2;
      return true;
    }
    if (bytes[at + 2] !== DASH || bytes[at + 3] !== DASH) return false;
    // What a reader less strict would end here, and so read what is commented out, or the reverse.
    const odd = bytes[at + 4] === GREATER || (bytes[at + 4] === DASH && bytes[at + 5] === GREATER);
    const end = this.find("--", at + 4);
    if (odd || bytes[end + 2] !== GREATER) throw malformed("a comment is not well-formed", at);
    this.at = end + 3;
    return true;
  }

  /** The text of the CDATA section that must start here. */
  private cdata(): string {
    const { bytes, at } = this;
    const from = at + "<![CDATA[".length;
    if (bytes.toString("latin1", at, from) !== "<![CDATA[") throw this.unexpected("a declaration stands in it");
    const end = this.find("]]>", from);
    this.at = end + 3;
    return bytes.toString("utf8", from, end).replace(/\r\n?/g, "\n");
  }

  private find(sign: string, from: number): number {
    const found = this.bytes.indexOf(sign, from, "latin1");
    if (found < 0) throw this.ended();
    return found;
  }

  private unexpected(what: string): Error {
    return malformed(this.at >= this.bytes.length ? "it ends too soon" : what, this.at);
  }

  private ended(): Error {
    return malformed("it ends too soon", this.bytes.length);
  }
}
