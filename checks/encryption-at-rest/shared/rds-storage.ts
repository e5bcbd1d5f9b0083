import { fail, pass, undecided, type ItemOf, type rds, type Verdict, type z } from "clausewatch";
import { judgeKey, WHOSE_KEY, type keyParams, type Keys } from "./keys.ts";

/** What RDS says of how data at rest is protected: of an instance, a cluster or a snapshot. */
export interface Storage {
  readonly encrypted: boolean;
  readonly type: string | undefined;
  readonly key: string | undefined;
}

/** Of a DB instance, a DB cluster and a DB cluster snapshot. A DB snapshot calls the flag otherwise. */
export function storageOf(
  item: Pick<
    ItemOf<typeof rds.dbInstances | typeof rds.dbClusters | typeof rds.dbClusterSnapshots>,
    "StorageEncrypted" | "StorageEncryptionType" | "KmsKeyId"
  >,
): Storage {
  return { encrypted: item.StorageEncrypted, type: item.StorageEncryptionType, key: item.KmsKeyId };
}

/**
 * `none`, `sse-kms`, `sse-rds`, or a word that AWS adds one day. The flag speaks of keys in KMS only: it is false where
 * a key that AWS owns encrypts, and the type says so. Where there is a type, it decides; Neptune, DocumentDB and older
 * answers have none. docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html, StorageEncrypted
 */
function typeOf({ encrypted, type }: Storage): string {
  return type ?? (encrypted ? "sse-kms" : "none");
}

/** `id` may say more of the thing than its name. */
export function judgeStorage(
  kind: string,
  id: string,
  storage: Storage,
  keys: Keys,
  { customerManagedKeys }: z.infer<typeof keyParams>,
): Verdict {
  const type = typeOf(storage);
  switch (type) {
    case "none":
      return fail(`${kind} ${id} is not encrypted`);
    case "sse-kms":
      return customerManagedKeys ? judgeKey(kind, id, storage.key, keys) : pass();
    case "sse-rds":
      return customerManagedKeys
        ? fail(`${kind} ${id} is encrypted under a key that AWS owns`, { key: WHOSE_KEY })
        : pass();
    default:
      return storage.encrypted && !customerManagedKeys
        ? pass()
        : undecided(`RDS calls its encryption ${type}, which is not known here`);
  }
}
