import { LedgerError } from "./error.ts";

/** Standard Base 64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/**
 * The bytes of a Base 64 text, which has one spelling alone: no other alphabet, no white space, no missing padding, no
 * bits set beyond the last byte (RFC 4648, sections 3.1 to 3.5). `what` names it in the error.
 */
export function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new LedgerError(`${what} is not Base 64 as RFC 4648 writes it`);
  return bytes;
}
