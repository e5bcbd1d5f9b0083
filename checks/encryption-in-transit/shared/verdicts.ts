import { pass, type Fail, type Verdict } from "clausewatch";

/** Of what was said of the parts of one resource: all that fails, else what could not be decided, else that it passes. */
export function allOf(verdicts: readonly Verdict[]): Verdict | readonly Fail[] {
  const fails = verdicts.filter((verdict) => verdict.status === "fail");
  return fails.length > 0 ? fails : (verdicts.find(({ status }) => status === "undecided") ?? pass());
}
