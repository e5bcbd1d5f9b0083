import { z } from "zod";
import { text, unique } from "./words.ts";

const webhook = z
  .string()
  .refine(isSafe, "must begin with https://, without a user and password")
  .describe("An address that takes each checkpoint by POST, as plain text.");

/** Nobody on the way may take a checkpoint away, or put another in its place; within the machine there is no way. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && isHere);
}

const checkpoints = z.strictObject({
  files: z.array(text).default([]).describe("Files that grow by each checkpoint, relative to this file."),
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
    .default({ files: [], webhooks: [], stdout: false })
    .describe("Where signed checkpoints go beside the store."),
});

export type LedgerSettings = z.output<typeof ledger>;
