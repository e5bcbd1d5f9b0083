import { z } from "zod";
import { address, group, newPerScan, secret } from "../../settings.ts";

export const settings = z.strictObject({
  url: address
    .default("https://api.github.com")
    .describe("Where the API is; of GitHub Enterprise Server https://HOST/api/v3."),
  repository: z
    .string()
    .regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, "must be OWNER/NAME")
    .describe("The repository whose issues they are: OWNER/NAME. It should be private."),
  token: secret.describe("A fine-grained token of this repository, with read and write access to its issues."),
  label: z
    .string()
    .regex(/^[^,\s][^,]{0,48}[^,\s]$/, "must be 2 to 50 characters without a comma")
    .default("clausewatch")
    .describe("Every issue of ours bears it, and is found by it."),
  labels: z.array(z.string().min(1).max(50)).max(20).default([]).describe("Labels beside it."),
  assignees: z.array(z.string().min(1).max(100)).max(10).default([]).describe("Whom new issues are assigned to."),
  group,
  newPerScan,
});
export type GithubSettings = z.output<typeof settings>;
