import { defineCheck, fail, pass } from "clausewatch";
import { resourceOf } from "./shared/row.ts";

export default defineCheck({
  id: "access-row-is-reviewed",
  severity: "medium",
  title: "Every row of the access register is approved, and its review is not overdue",
  why: "A reason that nobody has looked at for a year is no reason: what needed the port may be gone, and the port is still open.",
  fix: "Ask the row's owner whether the connection is still needed. Write down who approved it and the day of the next review, or remove the row and close the port.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://www.ecfr.gov/current/title-45/section-164.308",
    "https://www.ecfr.gov/current/title-45/section-164.316",
  ],
  scope: "network",
  *judge(proof, _, at) {
    const day = at.slice(0, "2026-01-01".length);
    if (proof.home === null) return;
    for (const row of proof.access.rows) {
      const told = { unit: proof.home, resource: resourceOf(row), customer: null };
      const { id, owner, approval, place } = row;
      const evidence = { ...place, owner, why: row.why };
      if (approval === null)
        yield { ...told, verdict: fail(`Nobody has approved the row "${id}" of the access register`, { evidence }) };
      else if (approval.review < day) {
        const message = `The review of the row "${id}" of the access register by ${owner} was due on ${approval.review}`;
        yield { ...told, verdict: fail(message, { evidence: { ...evidence, approvedBy: approval.by } }) };
      } else yield { ...told, verdict: pass() };
    }
  },
});
