import { addYears } from "./day.ts";

/** How long evidence is kept, by 45 CFR 164.316(b)(2)(i): six years from its creation or from when it was last in effect. */
export const RETENTION_YEARS = 6;

/** A thing that is kept: a finding, a waiver, a scan, a policy's text. */
export interface Kept {
  /** ISO 8601. */
  readonly created: string;
  /** When it was last in effect; null while it is. */
  readonly lastInEffect: string | null;
}

/** Until when it is kept, ISO 8601; null where no end is in sight. Of both dates the later one counts. */
export function keptUntil({ created, lastInEffect }: Kept, years = RETENTION_YEARS): string | null {
  if (lastInEffect === null) return null;
  return addYears(lastInEffect > created ? lastInEffect : created, years);
}

/** Why it may not be deleted at that time; null where it may. */
export function deletionRefused(kept: Kept, at: string, years = RETENTION_YEARS): string | null {
  const until = keptUntil(kept, years);
  if (until === null) return "it is in effect";
  return at < until ? `it is kept until ${until}` : null;
}
