import { z } from "zod";
import { accountId, text, unique, words } from "./words.ts";

/** What stands in the configuration about whose accounts are read, and as whom. */

export const roleArn = z
  .string()
  .regex(/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, "must be the ARN of an IAM role");

export const externalId = z
  .string()
  .regex(/^[\w+=,.@:/-]{2,1224}$/, "must be an external id: 2 to 1224 letters, digits and + = , . @ : / _ -");

export const profile = words(200).describe("The profile of the AWS configuration files to begin with.");

export const account = z
  .strictObject({
    id: accountId,
    name: words(200).exactOptional().describe("What people call the account; findings show it."),
    role: roleArn
      .exactOptional()
      .describe("The role to assume in the account, such as arn:aws:iam::111122223333:role/clausewatch-read."),
    externalId: externalId
      .exactOptional()
      .describe("The external id that the role's trust policy asks for; `clausewatch init` makes one."),
    via: roleArn
      .exactOptional()
      .describe(
        "A role that is assumed first, and from which the account's role is assumed; with the same external id.",
      ),
    profile: profile.exactOptional(),
  })
  .superRefine(({ id, role, externalId, via }, context) => {
    const owner = role?.split(":")[4];
    const useless = (path: string) =>
      context.addIssue({ code: "custom", path: [path], message: "is of no use without a role" });
    if (owner !== undefined && owner !== id)
      context.addIssue({ code: "custom", path: ["role"], message: `is a role of the account ${owner}, not of ${id}` });
    if (externalId !== undefined && role === undefined) useless("externalId");
    if (via !== undefined && role === undefined) useless("via");
  });

const unit = z
  .string()
  .regex(/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/, "must be the id of a root or an organizational unit")
  .describe("Such as ou-ab12-cd34ef56, or r-ab12.");

export const organization = z.strictObject({
  role: z
    .string()
    .regex(/^[\w+=,.@-]+(\/[\w+=,.@-]+)*$/, "must be the name of an IAM role, behind its path where it has one")
    .max(512)
    .describe("The name of the role to assume, the same in every account, the management account too."),
  externalId: externalId
    .exactOptional()
    .describe("The external id that the roles' trust policies ask for; `clausewatch init` makes one."),
  units: unique(unit)
    .exactOptional()
    .describe("Organizational units, or roots: the accounts in them and below; the whole organization, if absent."),
  tags: z.record(text, z.string()).exactOptional().describe("Tags that an account must have; all of them."),
  exclude: unique(accountId).exactOptional().describe("Accounts that are left out."),
  via: roleArn
    .exactOptional()
    .describe(
      "A role of the management account, or of one that Organizations is delegated to: it asks for the accounts, and the accounts' roles are assumed from it; with the same external id.",
    ),
  profile: profile.exactOptional(),
});
