import { z } from "zod";
import { severities } from "../contract/index.ts";

/** What stands in clausewatch.yaml. The descriptions are what editors show, and the advice that errors give. */

const text = z.string().trim().min(1);
const words = (most: number) => text.max(most);
const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be an id: small letters and digits, set apart by -")
  .describe("An id as `clausewatch checks list` shows it.");

/** A list without repetition. */
function unique<T extends z.ZodType>(item: T, nameOf: (item: z.output<T>) => unknown = (item) => item) {
  return z
    .array(item)
    .min(1)
    .superRefine((items, context) => {
      const seen = new Set<unknown>();
      for (const [index, item] of items.entries()) {
        const name = nameOf(item as z.output<T>);
        if (name !== undefined && seen.has(name))
          context.addIssue({ code: "custom", path: [index], message: "stands in the list twice" });
        seen.add(name);
      }
    });
}

const account = z
  .strictObject({
    id: z
      .string()
      .regex(/^\d{12}$/, "must be twelve digits")
      .describe('The account\'s id: twelve digits, in quotes, such as "111122223333".'),
    name: words(200).exactOptional().describe("What people call the account; findings show it."),
    role: z
      .string()
      .regex(/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/, "must be the ARN of an IAM role")
      .exactOptional()
      .describe("The role to assume in the account, such as arn:aws:iam::111122223333:role/clausewatch-read."),
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, "must be an external id: 2 to 1224 letters, digits and + = , . @ : / _ -")
      .exactOptional()
      .describe("The external id that the role's trust policy asks for."),
    profile: words(200).exactOptional().describe("The profile of the AWS configuration files to begin with."),
  })
  .superRefine(({ id, role, externalId }, context) => {
    const owner = role?.split(":")[4];
    if (owner !== undefined && owner !== id)
      context.addIssue({ code: "custom", path: ["role"], message: `is a role of the account ${owner}, not of ${id}` });
    if (externalId !== undefined && role === undefined)
      context.addIssue({ code: "custom", path: ["externalId"], message: "is of no use without a role" });
  });

const region = z
  .string()
  .regex(/^[a-z]{2,5}(-[a-z]+){1,3}-\d{1,2}$/, "must be the name of a region")
  .describe("A region, such as eu-central-1; `aws ec2 describe-regions` lists them.");

const clause = z
  .strictObject({
    quote: words(2000).describe("A part of one sentence, as it stands in the policy; typesetting does not matter."),
    policy: text.exactOptional().describe("The document's id: its file's name below the policy folder, without .md."),
    section: text.exactOptional().describe("The text of a heading above the sentence."),
  })
  .describe("A sentence of the policy that demands this.");

const binding = z.strictObject({
  control: id.describe("The control that the clauses demand; `clausewatch checks list` shows them."),
  checks: unique(id).exactOptional().describe("Only these checks of the control; all of them, if absent."),
  clauses: z.array(clause).default([]).describe("The sentences of the policy that demand the control."),
  params: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Given to each check of the binding that has the parameter; `clausewatch checks show ID` names them."),
});

const seconds = (fallback: number, most: number) => z.number().min(1).max(most).default(fallback);
const count = (fallback: number, most: number) => z.int().min(1).max(most).default(fallback);

const checks = z.strictObject({
  folders: z.array(text).default([]).describe("Folders of your own checks, relative to this file."),
  disabled: z.array(id).default([]).describe("Ids of checks that are not run."),
  timeoutSeconds: seconds(10, 3600).describe("How long one call of one of your own checks may take."),
  memoryMb: z.int().min(16).max(65_536).default(256).describe("How much memory one of your own checks may use."),
});

const collect = z.strictObject({
  concurrency: count(16, 256).describe("AWS calls at the same time, over all accounts and regions."),
  units: count(8, 64).describe("Account-regions that are read at the same time."),
  maxShare: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe("The share of AWS's documented API rates that is used; the rest is left to the account's own work."),
  attempts: count(8, 20).describe("Tries per call, the first one included."),
  timeoutSeconds: seconds(30, 600).describe("How long one try may take."),
  parser: z
    .enum(["fast", "sdk"])
    .default("fast")
    .describe("Who reads AWS's answers: our one-pass reader, or the SDK's own parser, which takes longer."),
});

export const schema = z
  .strictObject({
    accounts: unique(account, ({ id }) => id)
      .exactOptional()
      .describe("The accounts to judge; the account of the current credentials, if absent."),
    regions: z
      .union([z.literal("all"), unique(region)], "must be `all` or a list of regions")
      .default("all")
      .describe("`all` (every region that the account has enabled), or a list such as [eu-central-1, us-east-1]."),
    policies: z
      .array(text)
      .default([])
      .describe("The policy's Markdown: files, folders or globs, relative to this file."),
    bindings: z.array(binding).default([]).describe("Which clauses of the policy demand which control."),
    checks: checks.prefault({}).describe("Which checks run, and how far your own may go."),
    collect: collect.prefault({}).describe("How AWS is read."),
    failOn: z
      .enum([...severities, "none"])
      .default("low")
      .describe("Findings at or above this severity make the exit status 3; `none`: no finding does."),
  })
  .describe("The configuration of clausewatch: keys such as policies and bindings, each with a colon behind it.");

/** The configuration, complete with its defaults. */
export type Config = z.output<typeof schema>;

/** The JSON Schema (draft 2020-12) of clausewatch.yaml, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const title = "clausewatch.yaml";
  return { ...z.toJSONSchema(schema, { io: "input" }), title };
}
