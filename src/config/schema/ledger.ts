import { z } from "zod";
import { isSafe } from "../../deliver/settings.ts";
import { externalId, profile, roleArn } from "./accounts.ts";
import { region, text, unique } from "./words.ts";

/** Nobody on the way may take a checkpoint away, or put another in its place. */
const webhook = z
  .string()
  .refine(isSafe, "must begin with https://, without a user and password")
  .describe("An address that takes each checkpoint by POST, as plain text.");

/** A bucket of S3, and who writes to it: with a role of its own, for the one that reads writes nothing. */
const bucket = z
  .strictObject({
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket")
      .describe("The name of the bucket; it should have object lock."),
    prefix: z
      .string()
      .max(512)
      .regex(
        /^([\w-][\w.-]*\/)+$/,
        "must be like a folder, such as clausewatch/: letters, digits, . _ - and a / behind each part",
      )
      .default("")
      .describe("What the names of the objects begin with, such as clausewatch/; each ledger needs one of its own."),
    region: region.describe("The region of the bucket."),
    role: roleArn
      .exactOptional()
      .describe("The role to assume for this bucket, from the credentials that are found; without it, those write."),
    externalId: externalId.exactOptional().describe("The external id that the role's trust policy asks for."),
    profile: profile.exactOptional(),
    retainDays: z
      .int()
      .min(1)
      .max(36_500)
      .exactOptional()
      .describe(
        "For how many days nobody can delete a checkpoint, its owner included; the bucket's own default, if absent.",
      ),
  })
  .refine(({ role, externalId }) => role !== undefined || externalId === undefined, {
    path: ["externalId"],
    error: "is of no use without a role",
  });

const checkpoints = z.strictObject({
  files: z.array(text).default([]).describe("Files that grow by each checkpoint, relative to this file."),
  s3: z.array(bucket).default([]).describe("Buckets of S3 that get an object for each checkpoint."),
  webhooks: z.array(webhook).default([]).describe("Addresses that take each checkpoint by POST, as plain text."),
  stdout: z.boolean().default(false).describe("Whether each checkpoint is printed on standard output."),
});

/** Where the ledger's key is, and where its signed heads go beside the store. */
export const ledger = z.strictObject({
  key: text
    .exactOptional()
    .describe("The file of the signing key, relative to this file; `clausewatch ledger init` makes it."),
  verifierKeys: unique(text)
    .exactOptional()
    .describe("The verifier keys that are believed, as `clausewatch ledger init` printed them."),
  checkpoints: checkpoints
    .default({ files: [], s3: [], webhooks: [], stdout: false })
    .describe("Where signed checkpoints go beside the store."),
});

export type LedgerSettings = z.output<typeof ledger>;
