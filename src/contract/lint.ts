/** What `policy lint` has to say. */
export interface LintFinding {
  /** `error`: nothing can be scanned. `warning`: somebody has to look. `note`: worth knowing. */
  readonly level: "error" | "warning" | "note";
  readonly rule: LintRule;
  /** As the user would name it. */
  readonly file: string;
  /** From 1; absent where no place in the file is meant. */
  readonly line?: number;
  readonly column?: number;
  /** Begins with a small letter, and has no point at its end. */
  readonly message: string;
  readonly hint: string;
  /** What was accepted, and what stands there now; null where nothing does. */
  readonly change?: { readonly before: string; readonly after: string | null };
}

export const lintRules = {
  configuration: "The configuration cannot be read",
  "policy-not-found": "A binding names a document that is not there",
  "section-not-found": "A binding names a heading that no document has",
  "quote-not-found": "No sentence of the policy holds a quote",
  "quote-found-twice": "Several sentences of the policy hold a quote",
  "unknown-name": "A binding names a control, a check or a parameter that is not there",
  "bad-parameter": "A parameter is not what the check takes",
  "lock-damaged": "An entry of the lock is not what was accepted",
  "stale-clause": "A sentence that was accepted has changed, moved or is gone",
  "outdated-quote": "A binding holds by the lock alone",
  "review-overdue": "The day of a review is past",
  "control-without-checks": "A clause is bound to a control that has no enabled check",
  contradiction: "A clause is bound to checks and said not to apply",
  "row-not-reviewed": "A row of the access register is a draft",
  "row-opens-everything": "A row of the access register lets anybody to every port",
  "waiver-too-long": "A waiver lasts longer than one may",
  "waiver-expired": "A waiver has expired, or soon will",
  "not-accepted": "Nobody has accepted a sentence yet",
  "unused-lock-entry": "The lock holds a sentence that nothing quotes any more",
} as const;

export type LintRule = keyof typeof lintRules;
