import { certificates, defineCheck, iam, undecided } from "clausewatch";
import { judgeKey, keyParams } from "./shared/key-strength.ts";

export default defineCheck({
  id: "iam-certificate-key-is-strong",
  severity: "medium",
  title: "Certificates in IAM have strong keys",
  why: "Who can compute the private key from a short public one answers in the servers' name and reads what is sent to them.",
  fix: "Move to a certificate with an RSA key of 2048 bits or more, or with an elliptic curve of 256 bits or more, best in AWS Certificate Manager; then delete this one.",
  sources: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html",
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html",
    "https://csrc.nist.gov/pubs/sp/800/131/a/r2/final",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: iam.serverCertificates,
  with: { bodies: iam.serverCertificateBodies },
  params: keyParams,
  judge: ({ ServerCertificateName }, { bodies }, params) => {
    const name = `The IAM server certificate ${ServerCertificateName}`;
    const [body] = bodies.where("ServerCertificateName", ServerCertificateName);
    if (body === undefined) return undecided(`${name} was listed, but not given`);
    const key = certificates.publicKeyOf(body.CertificateBody);
    return key === null
      ? undecided(`${name} is no certificate with an RSA or EC key that can be read`)
      : judgeKey(name, key, params);
  },
});
