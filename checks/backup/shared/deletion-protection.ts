import { fail, pass, undecided, type Verdict } from "clausewatch";

export function judgeDeletionProtection(name: string, isProtected: boolean | undefined): Verdict {
  if (isProtected === undefined) return undecided(`RDS does not say whether ${name} is protected from deletion`);
  return isProtected ? pass() : fail(`${name} is not protected from deletion`);
}
