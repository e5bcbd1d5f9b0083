import { fail, pass, undecided, z, type Verdict } from "clausewatch";

export const expiryParams = z.strictObject({
  renewalDays: z
    .int()
    .min(0)
    .max(825)
    .default(30)
    .describe(
      "How many days before it expires a certificate is a finding; by default as AWS Security Hub (control ACM.1) has it",
    ),
});

const DAY = 24 * 60 * 60 * 1000;

/** Whether a certificate is valid for some days still, at the time `at`. Both times are ISO 8601. */
export function judgeExpiry(name: string, notAfter: string, at: string, days: number): Verdict {
  const left = Date.parse(notAfter) - Date.parse(at);
  if (Number.isNaN(left)) return undecided(`${name} expires at a time that cannot be read: ${notAfter}`);
  const evidence = { notAfter };
  const day = notAfter.slice(0, "2026-03-02".length);
  if (left <= 0) return fail(`${name} expired on ${day}`, { evidence });
  return left <= days * DAY ? fail(`${name} expires on ${day}, within ${days} days`, { evidence }) : pass();
}
