import { canonical } from "./canonical.ts";
import { startOf } from "./day.ts";
import type { Waiver } from "./waiver.ts";
import { inForce } from "./waiver.ts";

/** A waiver as it was in force: what the evidence keeps of it. */
export interface WaiverTerm {
  readonly waiver: Waiver;
  readonly began: string;
  /** Null while it is in force. */
  readonly ended: string | null;
  readonly how: "expired" | "withdrawn" | "changed" | null;
}

/** A waiver that began or ended. */
export interface WaiverChange {
  readonly kind: "began" | "ended";
  readonly at: string;
  readonly waiver: Waiver;
  readonly how: WaiverTerm["how"];
}

/**
 * What began and what ended, between those in force as it is known and those that are configured. One whose content
 * is other than it was ends and begins. A clock that was set back may let one begin again that had expired.
 */
export function waiverChanges(known: readonly Waiver[], configured: readonly Waiver[], at: string): WaiverChange[] {
  const now = new Map(configured.filter((waiver) => inForce(waiver, at)).map((waiver) => [waiver.id, waiver]));
  const written = new Set(configured.map(({ id }) => id));
  const changes: WaiverChange[] = [];
  for (const waiver of known) {
    const successor = now.get(waiver.id);
    if (successor !== undefined && same(successor, waiver)) now.delete(waiver.id);
    else {
      const expired = startOf(waiver.expires) <= at;
      const how = expired ? "expired" : written.has(waiver.id) ? "changed" : "withdrawn";
      changes.push({ kind: "ended", at, waiver, how });
    }
  }
  for (const waiver of now.values()) changes.push({ kind: "began", at, waiver, how: null });
  return changes;
}

function same(a: Waiver, b: Waiver): boolean {
  return canonical(a) === canonical(b);
}
