/**
 * Retention. The bytes of an entry may go when their time is over; its leaf hash stays, so that the tree can still be
 * computed, and a later entry of kind `deletion` says that they were deleted. Entries of the kinds `epoch` and
 * `deletion` stay for ever.
 */
import type { Entry } from "./entry.ts";
import { hasOnly, isCount, isText } from "./epoch.ts";
import { LedgerError } from "./error.ts";

/** Entries from an index to before another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The body of an entry that tells a deletion. */
export interface DeletionBody {
  /** The entries whose bytes were deleted; in ascending order, apart from each other, and all before this one. */
  readonly entries: readonly Span[];
  /** `sha256:` and hex of what else was deleted, such as recordings. */
  readonly contents: readonly string[];
  readonly reason: string;
}

/** Throws LedgerError; the message completes "entry 7 …". */
export function readDeletionBody({ body, index }: Entry): DeletionBody {
  const { entries, contents, reason } = body;
  const isWhole = hasOnly(body, "contents", "entries", "reason") && isText(reason);
  if (!isWhole || !areSpans(entries, index) || !areHashes(contents)) {
    throw new LedgerError("tells a deletion, but its body does not say of which earlier entries and contents, and why");
  }
  return body as unknown as DeletionBody;
}

/** The first index in the wanted spans that none of the others has; null if there is none. */
export function firstOutside(wanted: readonly Span[], covering: readonly Span[]): number | null {
  const ascending = covering.toSorted((a, b) => a.from - b.from);
  let next = 0;
  let covered = 0;
  for (const { from, to } of wanted) {
    covered = Math.max(covered, from);
    while (next < ascending.length && ascending[next]!.from <= covered) {
      covered = Math.max(covered, ascending[next++]!.to);
    }
    if (covered < to) return covered;
  }
  return null;
}

function areSpans(value: unknown, before: number): boolean {
  if (!Array.isArray(value)) return false;
  let end = 0;
  for (const span of value as unknown[]) {
    if (!hasOnly(span, "from", "to")) return false;
    const { from, to } = span;
    if (!isCount(from) || !isCount(to) || from < end || to <= from || to > before) return false;
    end = to;
  }
  return true;
}

function areHashes(value: unknown): boolean {
  return Array.isArray(value) && value.every((hash) => typeof hash === "string" && /^sha256:[0-9a-f]{64}$/.test(hash));
}
