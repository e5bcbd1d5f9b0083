import { defineCheck, iam } from "clausewatch";
import { expiryParams, judgeExpiry } from "./shared/expiry.ts";

export default defineCheck({
  id: "iam-certificate-not-expiring",
  severity: "high",
  title: "Certificates in IAM are valid for some time still",
  why: "Nobody renews a certificate that was uploaded to IAM: when it expires, clients refuse to connect, or people learn to click warnings away; one that is not used any more is set on a load balancer by mistake.",
  fix: "Move to a certificate of AWS Certificate Manager, which renews what it issues, or upload a new one and set it in place; then delete this one.",
  sources: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServerCertificateMetadata.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: iam.serverCertificates,
  params: expiryParams,
  judge: ({ ServerCertificateName, Expiration }, _tables, { renewalDays }, at) =>
    judgeExpiry(`The IAM server certificate ${ServerCertificateName}`, Expiration, at, renewalDays),
});
