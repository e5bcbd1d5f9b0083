import type { CheckText, Delivery, Thread } from "../../deliver/index.ts";
import type { LoadedSubject } from "../../store/index.ts";

/** What a sink is told of a subject, as the store has it. */
export function deliveryOf(
  { kind, key, waiting, findings, open }: LoadedSubject,
  checkText: (check: string) => CheckText | null,
  thread: Thread,
): Delivery {
  const last = waiting.at(-1);
  const one = kind === "finding" ? findings[0]?.finding : undefined;
  return {
    id: last?.id ?? 0,
    subject: { kind, key },
    episode: one?.episode.number ?? 1,
    number: last?.change.number ?? one?.changes ?? 0,
    state: one?.state ?? (open > 0 ? "open" : "resolved"),
    changes: waiting.map(({ change, finding, message }) => ({ change, finding, message })),
    findings: findings.map((told) => ({ ...told, check: checkText(told.finding.check) })),
    open,
    thread,
  };
}
