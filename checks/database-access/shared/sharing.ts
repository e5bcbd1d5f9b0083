import { fail, notApplicable, pass, undecided, z, type Fail, type Verdict } from "clausewatch";

export const sharingParams = z.strictObject({
  knownAccounts: z
    .array(z.string().regex(/^[0-9]{12}$/, "an account's id has twelve digits; write it in quotes"))
    .default([])
    .describe("The ids of the accounts that snapshots may be shared with; none, if absent"),
});

interface Attribute {
  readonly AttributeName: string;
  readonly AttributeValues?: readonly string[];
}

/** Only manual snapshots can be shared; those of RDS's and AWS Backup's schedules must be copied first. */
const scheduled: ReadonlySet<string> = new Set(["automated", "awsbackup"]);

/** Judges the attribute `restore`: the ids of accounts, and `all` for everybody. `answers` is empty where none was given. */
export function judgeSharing(
  name: string,
  type: string,
  answers: readonly (readonly Attribute[])[],
  { knownAccounts }: z.infer<typeof sharingParams>,
): Verdict | readonly Fail[] {
  if (scheduled.has(type)) return notApplicable("only manual snapshots can be shared");
  if (type !== "manual") return undecided(`${name} is of the unknown type ${type}`);
  const restore = answers.flat().filter(({ AttributeName }) => AttributeName === "restore");
  if (restore.length === 0) return undecided(`${name} does not say with whom it is shared`);
  const shared = new Set(restore.flatMap(({ AttributeValues = [] }) => AttributeValues));
  const strangers = [...shared].filter((account) => !knownAccounts.includes(account)).sort();
  if (strangers.length === 0) return pass();
  return strangers.map((account) =>
    account === "all"
      ? fail(`${name} is public: every AWS account can restore it`, { key: "all" })
      : fail(`${name} is shared with account ${account}, which the configuration does not know`, { key: account }),
  );
}
