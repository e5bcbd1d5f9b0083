import { fail, pass, undecided, z, type ItemOf, type Table, type Verdict, type kms } from "clausewatch";

export const keyParams = z.strictObject({
  customerManagedKeys: z
    .boolean()
    .default(false)
    .describe(
      "Whether the key must be the organisation's own: one that AWS manages or owns then fails. By what KMS says of the key (KeyManager), which takes a call a key. Default: false, for the rule (45 CFR 164.312(a)(2)(iv)) asks for encryption, and not for whose key it is",
    ),
});

/** The keys of the account and region, as KMS describes them; empty where no parameter asks for them. */
export type Keys = Table<ItemOf<typeof kms.keyDetails>>;

/** The key of findings about whose key encrypts. */
export const WHOSE_KEY = "customer-managed-key";

/**
 * Judges whose key encrypts: by KeyManager, never by an alias or a name.
 * A key that KMS did not describe may be anybody's. docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
 */
export function judgeKey(kind: string, id: string, key: string | undefined, keys: Keys): Verdict {
  if (key === undefined) return undecided("AWS does not say which key encrypts it");
  // EC2 names keys by ARN; RDS may name them by their id.
  const found = keys.where("Arn", key)[0] ?? keys.where("KeyId", key)[0];
  switch (found?.KeyManager) {
    case "CUSTOMER":
      return pass();
    case "AWS":
      return fail(`${kind} ${id} is encrypted under a key that AWS manages`, {
        key: WHOSE_KEY,
        evidence: { KmsKeyId: key, KeyManager: "AWS" },
      });
    case undefined:
      return undecided(
        `kms:DescribeKey did not tell who manages the key ${key}: it is of another account, or deleted, or its policy does not let us ask`,
      );
    default:
      return undecided(
        `KMS says that the key ${key} is managed by ${String(found?.KeyManager)}, who is not known here`,
      );
  }
}
