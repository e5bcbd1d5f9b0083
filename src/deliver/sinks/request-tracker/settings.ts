import { z } from "zod";
import { severities, type Severity } from "../../../contract/index.ts";
import { address, group, newPerScan, secret } from "../../settings.ts";

const status = z.string().trim().min(1).max(64);
const priority = z.int().min(0).max(1000);

/** To RT, high is 100 and more, medium 50 and more, and low what is below. */
const usual: Readonly<Record<Severity, number>> = { critical: 120, high: 100, medium: 50, low: 25, informational: 0 };

export const settings = z
  .strictObject({
    url: address.describe("Where RT is, such as https://rt.example.com, with its path where it has one."),
    token: secret.exactOptional().describe("An authentication token of the account that opens the tickets."),
    user: z.string().min(1).max(200).exactOptional().describe("Instead of the token: the name of the account."),
    password: secret.exactOptional().describe("Its password."),
    queue: z.string().trim().min(1).max(200).describe("The name of the queue in which tickets are opened."),
    priorities: z
      .partialRecord(z.enum(severities), priority)
      .default({})
      .transform((written) => ({ ...usual, ...written }))
      .describe("Severity to priority, where they are not to be 120, 100, 50, 25 and 0."),
    due: z.boolean().default(true).describe("Whether the date is set by which it is due."),
    comments: z
      .enum(["comment", "correspond"])
      .default("comment")
      .describe("`correspond`: requestors see them, too. RT opens a closed ticket that is replied to."),
    closedStatus: status
      .default("resolved")
      .describe("The status of what is resolved, one that RT counts as inactive."),
    openStatus: status.default("open").describe("The status of what is reopened."),
    group,
    newPerScan,
  })
  .refine(
    ({ token, user, password }) =>
      token === undefined ? user !== undefined && password !== undefined : user === undefined && password === undefined,
    "must have either `token`, or `user` and `password`",
  );
export type RequestTrackerSettings = z.output<typeof settings>;
