import { fail, pass, z, type certificates, type Verdict } from "clausewatch";

export const keyParams = z.strictObject({
  rsaBits: z
    .int()
    .min(1024)
    .max(16_384)
    .default(2048)
    .describe(
      "The shortest RSA key, in bits; by default as AWS Security Hub (control ACM.2) and NIST SP 800-131A have it",
    ),
  ecBits: z
    .int()
    .min(160)
    .max(521)
    .default(256)
    .describe("The smallest elliptic curve, in bits; by default P-256, the smallest that public authorities sign"),
});

export function judgeKey(
  name: string,
  { type, bits }: certificates.PublicKey,
  { rsaBits, ecBits }: z.infer<typeof keyParams>,
): Verdict {
  const minimum = type === "RSA" ? rsaBits : ecBits;
  if (bits >= minimum) return pass();
  return fail(`${name} has ${type === "RSA" ? "an RSA" : "an EC"} key of ${bits} bits, fewer than ${minimum}`, {
    evidence: { type, bits },
  });
}
