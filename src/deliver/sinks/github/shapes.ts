/** What of GitHub's answers is read; all else in them is left alone. */
import { z } from "zod";
import { maybe } from "../rest.ts";

export const issue = z.object({
  number: z.int(),
  html_url: z.string(),
  state: z.string(),
  state_reason: maybe(z.string()),
  repository_url: z.string(),
  closed_at: maybe(z.string()),
  closed_by: maybe(z.object({ login: z.string() })),
});

export const listed = z.array(
  z.object({
    number: z.int(),
    html_url: z.string(),
    created_at: z.string(),
    closed_at: maybe(z.string()),
    body: maybe(z.string()),
    /** Lists hold pull requests, too. */
    pull_request: z.unknown().optional(),
  }),
);

export const comments = z.array(z.object({ body: maybe(z.string()) }));

export const repository = z.object({
  private: z.boolean(),
  has_issues: z.boolean(),
  archived: z.boolean(),
  permissions: z.record(z.string(), z.boolean()).optional(),
});
