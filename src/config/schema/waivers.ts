import { z } from "zod";
import { clause } from "./clauses.ts";
import { accountId, day, id, ifRight, words } from "./words.ts";

/** What stands in the file of waivers. The descriptions are what editors show, and the advice that errors give. */

const covers = z
  .strictObject({
    check: id.exactOptional(),
    account: accountId.exactOptional(),
    resource: words(2000).exactOptional().describe("The id or ARN of one resource."),
    pattern: words(2000)
      .refine((pattern) => !/^\*+$/.test(pattern), "must be more than *")
      .exactOptional()
      .describe("An id, ARN or name in which * stands for any characters, such as vol-*."),
    tags: z
      .record(z.string(), z.string())
      .refine((tags) => Object.keys(tags).length > 0, "must not be empty")
      .exactOptional()
      .describe("Tags of the resource; all of them."),
  })
  .refine((covers) => Object.keys(covers).length > 0, { ...ifRight, error: "must name something" })
  .describe("What it covers, all of: check, account, resource, pattern, tags.");

const waiver = z.strictObject({
  id: id.describe("What outputs call the waiver; no other one has it."),
  kind: z
    .enum(["waiver", "addressable"])
    .default("waiver")
    .describe("addressable: a decision on an addressable specification of HIPAA, 45 CFR 164.306(d)(3)."),
  covers,
  clause: clause.describe("The sentence that it is an exception from, quoted."),
  reason: words(2000).describe("Why the exception is accepted."),
  control: words(2000).describe("What is done instead: the compensating control."),
  approver: words(200).describe("Who accepts it: a role or a name."),
  expires: day.describe(
    "The day from which it holds no more, such as 2027-03-01: at most 366 days ahead. In UTC; on that day the finding is open.",
  ),
  ticket: words(500).exactOptional().describe("Where it was decided."),
});

export type WrittenWaiver = z.output<typeof waiver>;

export const waivers = z
  .strictObject({ waivers: z.array(waiver).describe("The accepted exceptions.") })
  .superRefine(({ waivers }, context) => {
    const first = new Map<string, number>();
    for (const [i, { id }] of waivers.entries()) {
      const other = first.get(id);
      if (other === undefined) first.set(id, i);
      else {
        const message = `is the id of waivers[${other}] too`;
        context.addIssue({ code: "custom", path: ["waivers", i, "id"], message });
      }
    }
  })
  .describe("Accepted exceptions: the key waivers, and behind it a list of them.");

/** The JSON Schema (draft 2020-12) of the file of waivers, for editors. */
export function waiversJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(waivers, { io: "input" }), title: "Waivers" };
}
