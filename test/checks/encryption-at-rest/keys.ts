/** Keys of the account as KMS describes them, for the tables of this control. */
const arn = (id: string) => `arn:aws:kms:us-east-1:111122223333:key/${id}`;

export const ours = arn("ours");
export const managed = arn("managed");
/** Of another account, or refused to us: KMS does not describe it. */
export const strange = "arn:aws:kms:us-east-1:444455556666:key/strange";
/** Whose manager is a word that is not known. */
export const novel = arn("novel");

export const keys = [
  { KeyId: "ours", Arn: ours, KeyManager: "CUSTOMER", KeyState: "Enabled" },
  { KeyId: "managed", Arn: managed, KeyManager: "AWS", KeyState: "Enabled" },
  { KeyId: "novel", Arn: novel, KeyManager: "PARTNER", KeyState: "Enabled" },
];

/** What a case adds to ask for keys of the organisation's own. */
export const asksForOurs = { tables: { keys }, params: { customerManagedKeys: true } } as const;
