import { acm, iam } from "../../listings/index.ts";
import { uuid } from "./ids.ts";
import type { Region } from "./region.ts";

/** The certificate that AWS issued for a load balancer; made when it is first asked for. Returns its ARN. */
export function certificate(region: Region, name: string): string {
  const CertificateArn = certificateArn(region, name);
  if (!region.all(acm.certificates).some((other) => other.CertificateArn === CertificateArn)) {
    region.add(acm.certificates, {
      CertificateArn,
      DomainName: `${name}.example.com`,
      Status: "ISSUED",
      Type: "AMAZON_ISSUED",
      KeyAlgorithm: "RSA_2048",
      InUse: true,
      NotBefore: "2025-10-28T00:00:00.000Z",
      NotAfter: "2026-11-25T23:59:59.000Z",
      RenewalEligibility: "ELIGIBLE",
    });
  }
  return CertificateArn;
}

export function certificateArn(region: Region, name: string): string {
  return region.arn("acm", `certificate/${uuid(`certificate ${name}`)}`);
}

/** A certificate that was uploaded to IAM, as PEM. `account` is what the account has outside its regions. */
export function uploadedCertificate(account: Region, ServerCertificateName: string, CertificateBody: string): void {
  account.add(iam.serverCertificates, {
    ServerCertificateName,
    Arn: uploadedArn(account.account, ServerCertificateName),
    UploadDate: "2024-12-04T09:12:44.000Z",
    Expiration: "2028-11-21T04:42:36.000Z",
  });
  account.add(iam.serverCertificateBodies, { ServerCertificateName, CertificateBody });
}

export function uploadedArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:server-certificate/${name}`;
}
