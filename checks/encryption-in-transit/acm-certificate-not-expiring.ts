import { acm, defineCheck, fail, notApplicable, undecided } from "clausewatch";
import { nameOf, unused } from "./shared/acm.ts";
import { expiryParams, judgeExpiry } from "./shared/expiry.ts";

export default defineCheck({
  id: "acm-certificate-not-expiring",
  severity: "high",
  title: "Certificates in use are valid for some time still",
  why: "When a certificate expires, clients refuse to connect, or people learn to click warnings away and no longer notice when somebody reads along.",
  fix: "Import a new certificate under the same ARN. One that AWS issued renews itself: see why it did not, most often a validation record that is missing in the DNS.",
  sources: [
    "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
    "https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: acm.certificates,
  params: expiryParams,
  judge: (certificate, _tables, { renewalDays }, at) => {
    const { Status, NotAfter } = certificate;
    const reason = unused(certificate);
    if (reason !== null) return notApplicable(reason);
    const name = nameOf(certificate);
    if (Status === "REVOKED") return fail(`${name} was revoked`);
    if (NotAfter !== undefined) return judgeExpiry(name, NotAfter, at, renewalDays);
    return Status === "EXPIRED"
      ? fail(`${name} has expired`)
      : undecided(`${name} does not say when it expires; its status is ${Status}`);
  },
});
