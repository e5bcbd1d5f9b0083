import { acm, defineCheck, notApplicable, undecided, type certificates } from "clausewatch";
import { nameOf, unused } from "./shared/acm.ts";
import { judgeKey, keyParams } from "./shared/key-strength.ts";

/** Reads `RSA_2048`, or `RSA-2048` as some answers have it, `EC_prime256v1`, `EC_secp384r1`. */
function keyOf(algorithm: string): certificates.PublicKey | null {
  const [, rsa, curve] = /^(?:RSA[_-](\d{3,5})|EC[_-](?:prime|secp)(\d{3})[rv]1)$/.exec(algorithm) ?? [];
  if (rsa !== undefined) return { type: "RSA", bits: Number(rsa) };
  return curve === undefined ? null : { type: "EC", bits: Number(curve) };
}

export default defineCheck({
  id: "acm-certificate-key-is-strong",
  severity: "medium",
  title: "Certificates in use have strong keys",
  why: "Who can compute the private key from a short public one answers in the servers' name and reads what is sent to them.",
  fix: "Request or import a certificate with an RSA key of 2048 bits or more, or with an elliptic curve of 256 bits or more, and set it in place of this one.",
  sources: [
    "https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html",
    "https://csrc.nist.gov/pubs/sp/800/131/a/r2/final",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: acm.certificates,
  params: keyParams,
  judge: (certificate, _tables, params) => {
    const reason = unused(certificate);
    if (reason !== null) return notApplicable(reason);
    const name = nameOf(certificate);
    const { KeyAlgorithm } = certificate;
    if (KeyAlgorithm === undefined) return undecided(`${name} does not say what key it has`);
    const key = keyOf(KeyAlgorithm);
    return key === null
      ? undecided(`${name} has a key of which it is not known how strong it is: ${KeyAlgorithm}`)
      : judgeKey(name, key, params);
  },
});
