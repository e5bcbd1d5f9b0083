import type { CertificateSummary, KeyAlgorithm } from "@aws-sdk/client-acm";
import { defineListing, optional, required } from "../../contract/index.ts";

/** Every type of key that ACM knows. Unasked, it lists the certificates of two of them alone: RSA_1024 and RSA_2048. */
const keyTypes: readonly KeyAlgorithm[] = [
  "RSA_1024",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_prime256v1",
  "EC_secp384r1",
  "EC_secp521r1",
];

/** The certificates that AWS manages or that were imported; in any state. */
export const certificates = defineListing<CertificateSummary>()({
  id: "acm.certificates",
  service: "acm",
  operation: "ListCertificates",
  iam: ["acm:ListCertificates"],
  items: "CertificateSummaryList",
  page: 1000,
  input: { Includes: { keyTypes } },
  fields: {
    CertificateArn: required(),
    DomainName: optional(),
    Status: required(),
    Type: optional(),
    KeyAlgorithm: optional(),
    InUse: optional(),
    Exported: optional(),
    NotBefore: optional(),
    NotAfter: optional(),
    RenewalEligibility: optional(),
  },
  resource: {
    type: "AWS::CertificateManager::Certificate",
    id: "CertificateArn",
    arn: "{CertificateArn}",
    name: "DomainName",
  },
});
