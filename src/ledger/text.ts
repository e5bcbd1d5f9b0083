import { isUtf8 } from "node:buffer";
import { LedgerError } from "./error.ts";

/** The text of bytes that are valid UTF-8; a byte order mark is kept, so that nothing but the bytes gives the text. */
export function decodeText(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new LedgerError("is not UTF-8");
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("utf8");
}

/** A count or a place: ASCII decimal without leading zeros, at most 2^53 - 1. */
export function decodeCount(text: string, what: string): number {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new LedgerError(`${what} is not a decimal number without leading zeros, below 2^53`);
  }
  return value;
}
