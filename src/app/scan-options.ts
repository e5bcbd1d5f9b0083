import type { CheckSummary, DeclaredAccess, ScanEvent, Source } from "../contract/index.ts";
import type { EnabledCheck, Ownership } from "../evaluate/index.ts";
import type { Waiver } from "../track/index.ts";
import type { Follower } from "./follow.ts";
import type { Progress } from "./reader.ts";
import type { SourcedPlan } from "./units.ts";

export interface ScanOptions {
  readonly id: string;
  readonly program: string;
  readonly source: Source;
  readonly checks: readonly EnabledCheck[];
  /** As outputs show them; one per enabled check. */
  readonly summaries: readonly CheckSummary[];
  /** Whom the accounts serve; null where nobody is told apart. */
  readonly ownership?: Ownership | null;
  /** Roles and register; null where the company declares none. */
  readonly access?: DeclaredAccess | null;
  /** Accepted exceptions. */
  readonly waivers?: readonly Waiver[];
  /** Keeps what is found over time; null where the scan stands alone. */
  readonly follower?: Follower | null;
  /** Units read at the same time. */
  readonly units: number;
  /**
   * Has a unit read by other processes, and returns when it is answered in the store, or why nobody could answer it;
   * absent: this one reads it.
   */
  readonly elsewhere?: (
    plan: SourcedPlan,
    scan: { readonly number: number; readonly id: string },
  ) => Promise<string | null>;
  /** When it began, where it was begun before; ISO 8601, UTC. */
  readonly begun?: string;
  /** Once aborted, no unit is begun, and the scan is left unfinished for whoever takes it up again: `HandedBack`. */
  readonly signal?: AbortSignal;
  readonly now: () => Date;
  readonly emit: (event: ScanEvent) => void;
  readonly progress: (event: Progress) => void;
}
