import { z } from "zod";
import { accountId, id, text, unique } from "./words.ts";

/** How `clausewatch serve` and `clausewatch worker` go about it. */

const seconds = (fallback: number, most: number) => z.int().min(1).max(most).default(fallback);

export const schedule = z.strictObject({
  name: id.describe("What logs, metrics and the ledger call it."),
  cron: z
    .string()
    .regex(/^\S+(\s+\S+){4}$/, "must have five fields: minute hour day month weekday")
    .describe("When, in UTC: five fields (minute hour day month weekday), such as 0 3 * * *."),
  jitterMinutes: z
    .int()
    .min(0)
    .max(720)
    .default(0)
    .describe("Each scan begins up to so many minutes later, by chance, so that not all begin at once."),
  deadlineMinutes: z
    .int()
    .min(1)
    .max(10_080)
    .default(360)
    .describe("How long a scan may take; what is not read by then is unknown."),
  accounts: unique(accountId).exactOptional().describe("Only these accounts; all of them, if absent."),
  regions: unique(text).exactOptional().describe("Only these regions; all that the configuration names, if absent."),
  controls: unique(id).exactOptional().describe("Only the checks of these controls."),
  checks: unique(id).exactOptional().describe("Only these checks."),
});

export const serve = z.strictObject({
  listen: z
    .string()
    .regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s]+):\d{1,5}$/, "must be an address and a port, such as 127.0.0.1:9464")
    .default("127.0.0.1:9464")
    .describe("Where health and metrics are answered: an address and a port. Whoever reaches it can read them."),
  socket: text
    .exactOptional()
    .describe("A Unix socket, relative to this file, at which `clausewatch scan --now` asks for a scan."),
  tokenFile: text
    .exactOptional()
    .describe(
      "The file with the token that whoever asks for a scan over the network must send; without it nobody can.",
    ),
  graceSeconds: seconds(30, 3600).describe(
    "How long a scan may go on after the order to stop; then it is handed back.",
  ),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info").describe("What is logged, to standard error."),
});

export const work = z.strictObject({
  leaseSeconds: z
    .int()
    .min(10)
    .max(3600)
    .default(60)
    .describe("A worker that was silent for so long is taken for dead, and its unit given to another."),
  attempts: z.int().min(1).max(20).default(4).describe("How often a unit is tried before its cells are unknown."),
  unitMinutes: z.int().min(1).max(1440).default(60).describe("How long one try at a unit may take."),
});
