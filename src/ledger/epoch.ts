/**
 * Epochs. A log may not sign two trees that are inconsistent (C2SP tlog-checkpoint, "Signatures"), and a ledger that was
 * restored from a backup has lost what followed. So each epoch is a log of its own, with an origin of its own: the
 * ledger's name for the first, `NAME/epoch-2` for the second. Its tree goes on from the entries that were restored, and
 * its first entry, of kind `epoch`, says where that was. The key keeps the ledger's name through all epochs.
 */
import { fromBase64 } from "./base64.ts";
import { LedgerError } from "./error.ts";
import type { Entry } from "./entry.ts";
import { HASH_BYTES } from "./hash.ts";
import type { JsonObject } from "./json.ts";
import { isKeyName } from "./keys.ts";

/** The body of the entry that begins an epoch. */
export interface EpochBody {
  /** The ledger's name. */
  readonly ledger: string;
  readonly reason: string;
  /** Null in the first epoch. */
  readonly previous: {
    readonly epoch: number;
    /** Entries that are kept of it, and of those before: the index of this entry. */
    readonly size: number;
    /** The root of the tree of these, as Base 64. */
    readonly root: string;
    /** The newest head of the previous epoch that was known when it ended, if that had more entries: what is given up. */
    readonly newest: { readonly size: number; readonly root: string } | null;
  } | null;
}

/** Entries of one epoch. */
export interface EpochSpan {
  readonly epoch: number;
  /** The index of its first entry. */
  readonly from: number;
  /** One past its last entry; of the last epoch, the ledger's size. */
  readonly to: number;
}

/** Whether a name can be a ledger's: it is a key's name, and does not look like the origin of a later epoch. */
export function isLedgerName(name: string): boolean {
  return isKeyName(name) && !/\/epoch-\d+$/.test(name);
}

export function originOf(ledger: string, epoch: number): string {
  if (!isLedgerName(ledger)) throw new LedgerError(`"${ledger}" cannot be the name of a ledger`);
  if (!Number.isSafeInteger(epoch) || epoch < 1) throw new LedgerError(`there is no epoch ${epoch}`);
  return epoch === 1 ? ledger : `${ledger}/epoch-${epoch}`;
}

/** The epoch that an origin names; null for another ledger's. */
export function epochOf(ledger: string, origin: string): number | null {
  if (origin === ledger) return 1;
  const epoch = Number(/\/epoch-([1-9]\d{0,15})$/.exec(origin)?.[1]);
  return Number.isSafeInteger(epoch) && epoch > 1 && origin === originOf(ledger, epoch) ? epoch : null;
}

/** The body of an entry that begins an epoch. Throws LedgerError; the message completes "entry 7 …". */
export function readEpochBody({ body }: Entry): EpochBody {
  const { ledger, reason, previous } = body;
  const isWhole = hasOnly(body, "ledger", "previous", "reason") && typeof ledger === "string" && isText(reason);
  if (!isWhole || !(previous === null || isPrevious(previous))) {
    throw new LedgerError("begins an epoch, but its body does not say of which ledger, why, and after what");
  }
  return body as unknown as EpochBody;
}

function isPrevious(value: unknown): boolean {
  if (!hasOnly(value, "epoch", "newest", "root", "size")) return false;
  const { epoch, newest, root, size } = value;
  if (!isCount(epoch) || !isCount(size) || !isRoot(root)) return false;
  return (
    newest === null ||
    (hasOnly(newest, "root", "size") && isCount(newest["size"]) && newest["size"] > size && isRoot(newest["root"]))
  );
}

/** Whether a value is an object with these members alone; the names are sorted. */
export function hasOnly(value: unknown, ...names: string[]): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(value).sort().join(" ") === names.join(" ");
}

export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function isRoot(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return fromBase64(value, "a root").length === HASH_BYTES;
  } catch {
    return false;
  }
}
