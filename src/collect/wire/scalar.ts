/**
 * Booleans, numbers and dates. Stricter than the SDK, which reads every text but `true` as false and no text as 0: a
 * verdict may hang on either.
 */
import { _parseRfc3339DateTimeWithOffset as parseDate } from "@smithy/core/serde";
import { malformed } from "./malformed.ts";
import { Kind } from "./plan.ts";

/** The value of a text, of an element called `name`. */
export function scalar(kind: Kind, text: string, name: string, at: number): unknown {
  switch (kind) {
    case Kind.boolean:
      return boolean(text, name, at);
    case Kind.number:
      return number(text, name, at);
    case Kind.date:
      return date(text, name, at);
    default:
      return text;
  }
}

function boolean(text: string, name: string, at: number): boolean {
  const word = text.toLowerCase();
  if (word !== "true" && word !== "false") throw malformed(`${name} is neither true nor false`, at);
  return word === "true";
}

const decimal = /^[ \t\r\n]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\r\n]*$/;

function number(text: string, name: string, at: number): number {
  const value = decimal.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw malformed(`${name} is not a number`, at);
  return value;
}

function date(text: string, name: string, at: number): Date {
  try {
    return parseDate(text)!;
  } catch {
    throw malformed(`${name} is not a date`, at);
  }
}

const [ZERO, DASH, COLON, DOT, T, Z] = [0x30, 0x2d, 0x3a, 0x2e, 0x54, 0x5a];

/** The number that `bytes` spell in digits only from `start` to `end`; -1 if they do not, or if there are none or too many. */
export function digits(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 15) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The date that `bytes` spell as `2026-01-02T03:04:05.678Z`, with or without milliseconds; null if they spell it in another way. */
export function plainDate(bytes: Uint8Array, start: number, end: number): Date | null {
  const length = end - start;
  if (length !== 20 && length !== 24) return null;
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH || bytes[start + 10] !== T) return null;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON || bytes[end - 1] !== Z) return null;
  if (length === 24 && bytes[start + 19] !== DOT) return null;
  const year = digits(bytes, start, start + 4);
  const month = digits(bytes, start + 5, start + 7);
  const day = digits(bytes, start + 8, start + 10);
  const hour = digits(bytes, start + 11, start + 13);
  const minute = digits(bytes, start + 14, start + 16);
  const second = digits(bytes, start + 17, start + 19);
  const millisecond = length === 24 ? digits(bytes, start + 20, start + 23) : 0;
  // Years that `Date.UTC` takes for short ones, and what is out of range, are left to the slow way.
  const usual = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour >= 0 && hour <= 23;
  if (!usual || minute < 0 || minute > 59 || second < 0 || second > 59 || millisecond < 0) return null;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, millisecond));
}
