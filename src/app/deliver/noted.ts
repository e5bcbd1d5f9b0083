import type { Answer } from "../../deliver/index.ts";
import { LONGEST_PAUSE_MS, type LoadedSubject, type Noted } from "../../store/index.ts";

export interface Waiting {
  /** Null where the sink waits as a whole, and the subject not longer. */
  readonly now: Date | null;
  /** After so many tries in vain; where the sink as a whole waits, the others come before it. */
  readonly pauseMs: (attempts: number) => number;
}

/** What an answer means for what was told of a subject. */
export function notedOf(
  { id: subject, waiting, attempts }: LoadedSubject,
  answer: Answer | undefined,
  { now, pauseMs }: Waiting,
): Noted {
  const of = { subject, deliveries: waiting.map(({ id }) => id) };
  switch (answer?.is) {
    case "accepted":
      return { ...of, is: "accepted" };
    case "needless":
      return { ...of, is: "needless", why: answer.why };
    case "refused":
      return { ...of, is: "parked", why: answer.why };
    default: {
      const { why, afterMs = 0 } = { afterMs: 0, ...(answer ?? { why: "the sink gave no answer" }) };
      const pause = Math.min(LONGEST_PAUSE_MS, Math.max(afterMs, pauseMs(attempts + 1)));
      return { ...of, is: "again", why, next: now === null ? null : new Date(now.getTime() + pause).toISOString() };
    }
  }
}
