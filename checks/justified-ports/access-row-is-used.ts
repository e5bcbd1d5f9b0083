import { defineCheck, fail, notApplicable, pass, undecided } from "clausewatch";
import { resourceOf } from "./shared/row.ts";

export default defineCheck({
  id: "access-row-is-used",
  severity: "informational",
  title: "Every row of the access register justifies something that is open",
  why: "A row that nothing uses justifies in advance: whoever opens the port tomorrow is not found.",
  fix: "Remove the row; or see whether a role, a group or a port in it is misspelt.",
  sources: [
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://www.ecfr.gov/current/title-45/section-164.308",
  ],
  scope: "network",
  *judge(proof) {
    if (proof.home === null) return;
    for (const row of proof.access.rows) {
      const told = { unit: proof.home, resource: resourceOf(row), customer: null };
      switch (proof.uses(row)) {
        case "used":
          yield { ...told, verdict: pass() };
          break;
        case "unused": {
          const message = `Nothing that is open is justified by the row "${row.id}" of the access register`;
          yield { ...told, verdict: fail(message, { evidence: { ...row.place, owner: row.owner } }) };
          break;
        }
        case "elsewhere":
          yield { ...told, verdict: notApplicable("what leaves the networks is not judged") };
          break;
        case "unsure":
          yield { ...told, verdict: undecided(`what may use the row "${row.id}" was not read`) };
      }
    }
  },
});
