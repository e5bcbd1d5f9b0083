import type { acm, ItemOf } from "clausewatch";

type Certificate = ItemOf<typeof acm.certificates>;

/** Certificates that were asked for and not issued, or not yet. */
const unissued: ReadonlySet<string> = new Set(["PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED"]);

/** Why nobody is served by a certificate; null where somebody is, or may be. */
export function unused({ Status, InUse, Exported }: Certificate): string | null {
  if (unissued.has(Status)) return "the certificate was not issued";
  // What was exported may serve anywhere.
  return InUse === false && Exported !== true ? "no AWS service uses the certificate" : null;
}

export function nameOf({ DomainName, CertificateArn }: Certificate): string {
  return DomainName === undefined ? `Certificate ${CertificateArn}` : `The certificate for ${DomainName}`;
}
