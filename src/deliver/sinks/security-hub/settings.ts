import { z } from "zod";

export const settings = z.strictObject({
  role: z
    .string()
    .regex(
      /^arn:aws(-[a-z]+)*:iam::\{account\}:role\/[\w+=,.@/-]{1,576}$/,
      "must be the ARN of an IAM role with {account} in its account's place",
    )
    .describe(
      "The role to assume in each account, such as arn:aws:iam::{account}:role/clausewatch-security-hub: {account} stands for the account of a finding. Not the role for reading, which writes nothing.",
    ),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, "must be an external id: 2 to 1224 letters, digits and + = , . @ : / _ -")
    .exactOptional()
    .describe("The external id that the roles' trust policies ask for."),
  profile: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .exactOptional()
    .describe("The profile of the AWS configuration files to begin with."),
  region: z
    .string()
    .regex(/^[a-z]{2,5}(-[a-z]+){1,3}-\d{1,2}$/, "must be the name of a region")
    .describe(
      "The region in which roles are assumed, and whose Security Hub gets findings of what has no region. All others go to that of their own region.",
    ),
  repeatDays: z
    .int()
    .min(1)
    .max(60)
    .default(7)
    .describe(
      "How often all that is open is told again, and whenever the program begins: Security Hub deletes what it is not told for 90 days.",
    ),
});
export type Settings = z.output<typeof settings>;

/** The role in that account. */
export function roleIn({ role }: Pick<Settings, "role">, account: string): string {
  return role.replace("{account}", account);
}
