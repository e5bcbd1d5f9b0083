import { z } from "zod";
import { severities } from "../../contract/index.ts";
import { accountId, id, text, words } from "./words.ts";

/** What stands in the configuration about findings over time: where they are kept, whose they are, when they are due. */

const HOW = `Write postgres://user@host:5432/database; the password goes into CLAUSEWATCH_STORE_PASSWORD, or passwordFile.`;

function wrongIn(address: string): string | null {
  if (!/^postgres(ql)?:\/\/\S+$/.test(address)) return "this is no address of PostgreSQL";
  return /^[^/]*\/\/[^/]*:[^/]*@/.test(address) ? "a password must not stand here" : null;
}

export const store = z
  .strictObject({
    sqlite: text
      .exactOptional()
      .describe("A file for SQLite, relative to this file; it is made where there is none. Such as clausewatch.db."),
    postgres: z
      .string()
      .superRefine((address, context) => {
        const wrong = wrongIn(address);
        // It may hold a password: a message with a hint of its own does not repeat what is written.
        if (wrong !== null) context.addIssue({ code: "custom", message: wrong, params: { hint: HOW } });
      })
      .exactOptional()
      .describe(
        "PostgreSQL, as postgres://user@host:5432/database. The password is in CLAUSEWATCH_STORE_PASSWORD, or in passwordFile.",
      ),
    passwordFile: text
      .exactOptional()
      .describe("A file that holds the password of PostgreSQL and nothing else, relative to this file."),
    recordings: text
      .exactOptional()
      .describe(
        "The folder of what scans read, where `evidence` is full, relative to this file; each store needs one of its own. Beside the file of SQLite, with .recordings behind its name, if absent.",
      ),
  })
  .superRefine(({ sqlite, postgres, passwordFile }, context) => {
    const tell = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    if (sqlite !== undefined && postgres !== undefined) tell(["sqlite"], "cannot stand beside postgres");
    if (sqlite === undefined && postgres === undefined) tell([], "must name sqlite or postgres");
    if (sqlite !== undefined && passwordFile !== undefined) tell(["passwordFile"], "is of no use to SQLite");
  });

const ownerRule = z.strictObject({
  owner: words(200).describe("Whose the findings are: a person, a team, an address."),
  check: id.exactOptional(),
  account: accountId.exactOptional(),
  customer: id.exactOptional().describe("One of the customers that the configuration names."),
  tags: z.record(z.string(), z.string()).exactOptional().describe("Tags of the resource; all of them."),
});

export const owners = z.strictObject({
  tags: z
    .array(words(128))
    .default(["Owner"])
    .describe("Tags whose value is the owner; the first that a resource has. Capitals do not matter."),
  rules: z
    .array(ownerRule)
    .default([])
    .describe("Whose the findings of other resources are: the first rule of which all holds."),
});

const days = (fallback: number | "never") =>
  z
    .union([z.int().min(1).max(3650), z.literal("never")], "must be a number of days, or never")
    .default(fallback)
    .describe("Days, or never.");
const usual = { critical: 7, high: 30, medium: 90, low: 180, informational: "never" } as const;

export const dueDays = z.strictObject(
  Object.fromEntries(severities.map((severity) => [severity, days(usual[severity])])) as {
    [S in (typeof severities)[number]]: ReturnType<typeof days>;
  },
);
