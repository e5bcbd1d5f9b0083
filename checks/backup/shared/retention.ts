import { fail, pass, undecided, z, type Verdict } from "clausewatch";

export const retentionParams = z.strictObject({
  backupRetentionDays: z
    .int()
    .min(1)
    .max(35)
    .default(7)
    .describe(
      "For how many days automated backups must be kept, at most the 35 that RDS allows; by default as AWS Security Hub (control RDS.11) and AWS Config have it",
    ),
});

/** `days` is for how many RDS keeps backups: none are made where it is 0. */
export function judgeRetention(
  name: string,
  days: number | undefined,
  { backupRetentionDays: wanted }: z.infer<typeof retentionParams>,
): Verdict {
  if (days === undefined) return undecided(`RDS does not say for how long it keeps backups of ${name}`);
  if (days >= wanted) return pass();
  const evidence = { days, wanted };
  if (days === 0) return fail(`${name} has no automated backups`, { evidence });
  return fail(`${name} keeps its backups for ${days === 1 ? "1 day" : `${days} days`}, not ${wanted}`, { evidence });
}
