import { X509Certificate } from "node:crypto";

/** A key's kind and its size in bits; on an elliptic curve, that of the curve. */
export interface PublicKey {
  readonly type: "RSA" | "EC";
  readonly bits: number;
}

/** The public key of a certificate in PEM; null for what is no certificate, and for a key of another kind. */
export function publicKeyOf(pem: string): PublicKey | null {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = new X509Certificate(pem).publicKey;
    if (type === "rsa" || type === "rsa-pss") return sized("RSA", details?.modulusLength);
    // The names of curves carry their size: prime256v1, secp384r1, brainpoolP512r1.
    return type === "ec" ? sized("EC", Number(/\d{3}/.exec(details?.namedCurve ?? "")?.[0])) : null;
  } catch {
    return null;
  }
}

function sized(type: PublicKey["type"], bits = Number.NaN): PublicKey | null {
  return Number.isInteger(bits) && bits > 0 ? { type, bits } : null;
}
