/**
 * Reads the head of an entry without its body, for who reads a million of them: one pass that builds nothing. It accepts
 * less than `decodeEntry`, and what it does not accept is left to that.
 */
import { decodeEntry, isKind, isTime, type Entry } from "./entry.ts";
import { decodeText } from "./text.ts";

export type EntryHead = Omit<Entry, "body">;

const BODY = '{"body":';
const rest = /^,"epoch":([1-9]\d{0,14}),"index":(0|[1-9]\d{0,14}),"kind":"([a-z-]+)","time":"([^"]+)"\}$/;
const DEPTH = 60;

/** As `decodeEntry`, less the body: throws LedgerError for the same bytes. */
export function skimEntry(bytes: Uint8Array): EntryHead {
  return skimText(decodeText(bytes)) ?? decodeEntry(bytes);
}

/** Null for what is no entry, and for some that are. The text is well formed: it comes from UTF-8. */
export function skimText(text: string): EntryHead | null {
  if (!text.startsWith(`${BODY}{`)) return null;
  const end = valueEnd(text, BODY.length, DEPTH);
  const head = end < 0 ? null : rest.exec(text.slice(end));
  if (head === null) return null;
  const [, epoch, index, kind, time] = head;
  return isKind(kind) && isTime(time) ? { index: Number(index), epoch: Number(epoch), kind, time } : null;
}

/** One past the end of the value that begins here; -1 where it is not canonical, or has what is rare. */
function valueEnd(text: string, at: number, depth: number): number {
  switch (text[at]) {
    case '"':
      return stringEnd(text, at);
    case "{":
      return depth === 0 ? -1 : objectEnd(text, at, depth - 1);
    case "[":
      return depth === 0 ? -1 : listEnd(text, at, depth - 1);
    case "t":
      return text.startsWith("true", at) ? at + 4 : -1;
    case "f":
      return text.startsWith("false", at) ? at + 5 : -1;
    case "n":
      return text.startsWith("null", at) ? at + 4 : -1;
    default:
      return numberEnd(text, at);
  }
}

function objectEnd(text: string, open: number, depth: number): number {
  if (text[open + 1] === "}") return open + 2;
  let before = "";
  for (let at = open + 1; text[at] === '"'; at++) {
    const end = stringEnd(text, at);
    // Names are in order as they are, not as they are written: one with an escape is rare.
    const name = text.slice(at + 1, end - 1);
    if (end < 0 || text[end] !== ":" || name.includes("\\") || (at > open + 1 && name <= before)) return -1;
    before = name;
    at = valueEnd(text, end + 1, depth);
    if (at < 0 || text[at] === "}") return at < 0 ? -1 : at + 1;
    if (text[at] !== ",") return -1;
  }
  return -1;
}

function listEnd(text: string, open: number, depth: number): number {
  if (text[open + 1] === "]") return open + 2;
  for (let at = open + 1; ; at++) {
    at = valueEnd(text, at, depth);
    if (at < 0 || text[at] === "]") return at < 0 ? -1 : at + 1;
    if (text[at] !== ",") return -1;
  }
}

function stringEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -1;
    // Of the escapes those of two letters that RFC 8785 has; \u is rare.
    if (code === 0x5c && !'"\\bfnrt'.includes(text[++at] ?? "u")) return -1;
  }
  return -1;
}

function numberEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && "0123456789+-.e".includes(text[end]!)) end++;
  const number = text.slice(start, end);
  return number !== "" && String(Number(number)) === number ? end : -1;
}
