import { LedgerError } from "./error.ts";
import { decodeJson, encodeJson, type JsonObject } from "./json.ts";
import { decodeText } from "./text.ts";

/** What an entry tells. */
export const entryKinds = [
  /** The manifest of a scan: what was planned, what each cell answered, of what. */
  "scan",
  /** A scan that was given up: nothing that it saw is tracked. */
  "scan-abandoned",
  /** A finding's change. */
  "finding",
  "waiver-began",
  "waiver-ended",
  /** An attempt to tell a sink something. */
  "delivery",
  "sign-in",
  /** What an operator did. */
  "operator",
  /** What the daemon did: began, stopped, missed a due time, read its configuration again. */
  "daemon",
  /** An epoch begins: src/ledger/epoch.ts. */
  "epoch",
  /** What retention deleted: src/ledger/deletion.ts. */
  "deletion",
] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface Entry {
  /** Its place in the ledger, from 0, through all epochs. */
  readonly index: number;
  /** From 1. */
  readonly epoch: number;
  readonly kind: EntryKind;
  /** UTC, with milliseconds: `2026-03-01T06:00:00.000Z`. Clocks jump: times need not ascend. */
  readonly time: string;
  readonly body: JsonObject;
}

const kinds: ReadonlySet<unknown> = new Set(entryKinds);

export const isKind = (value: unknown): value is EntryKind => kinds.has(value);

/**
 * The bytes of an entry, which are what the tree's leaf is the hash of: canonical JSON (RFC 8785) of its five members in
 * UTF-8, on one line, without the newline. Throws LedgerError for what is no entry.
 */
export function encodeEntry(entry: Entry): Buffer {
  const { index, epoch, kind, time, body } = entry;
  check({ index, epoch, kind, time, body });
  return Buffer.from(encodeJson({ index, epoch, kind, time, body }), "utf8");
}

/** The entry of these bytes. Throws LedgerError for all bytes that `encodeEntry` does not write; the message completes "entry 7 …". */
export function decodeEntry(bytes: Uint8Array): Entry {
  const value = decodeJson(decodeText(bytes));
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new LedgerError("is not a JSON object");
  const entry = value as unknown as Entry;
  if (Object.keys(entry).length !== 5)
    throw new LedgerError("has not the members body, epoch, index, kind, time alone");
  check(entry);
  return entry;
}

function check({ index, epoch, kind, time, body }: Entry): void {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new LedgerError("has an index that is no whole number from 0 on");
  if (!Number.isSafeInteger(epoch) || epoch < 1)
    throw new LedgerError("has an epoch that is no whole number from 1 on");
  if (!isKind(kind)) throw new LedgerError(`has an unknown kind; known are ${entryKinds.join(", ")}`);
  if (!isTime(time)) throw new LedgerError("has a time that is not UTC such as 2026-03-01T06:00:00.000Z");
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new LedgerError("has a body that is no object");
}

const timeForm = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** Whether a text is a time as `Date.prototype.toISOString` writes it, of the years 0 to 9999. */
export function isTime(text: unknown): text is string {
  if (typeof text !== "string" || !timeForm.test(text)) return false;
  // Every month has 28 days; asking the calendar costs ten times the rest.
  return Number(text.slice(8, 10)) <= 28 || new Date(text).toJSON() === text;
}
