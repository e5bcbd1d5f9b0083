import { z } from "zod";
import { hipaaRules } from "../../contract/index.ts";
import { day, id, text, unique, words } from "./words.ts";

/** What the configuration says of the policy's sentences. */

export const clause = z
  .strictObject({
    quote: words(2000).describe("A part of one sentence, as it stands in the policy; typesetting does not matter."),
    policy: text.exactOptional().describe("The document's id: its file's name below the policy folder, without .md."),
    section: text
      .exactOptional()
      .describe("A heading above the sentence: its text, with or without its number; its number; or its #anchor."),
  })
  .describe("A sentence of the policy that demands this.");

const clauses = z.array(clause).min(1).describe("The sentences of the policy, quoted.");

const rules: ReadonlySet<string> = new Set(hipaaRules.map(({ rule }) => rule));

const hipaa = z
  .array(z.string().refine((rule) => rules.has(rule), "is no rule of 45 CFR 164.308 to 164.316"))
  .default([])
  .describe("The rules of 45 CFR Part 164 that this helps to meet, such as 164.308(a)(3)(i).");

export const binding = z.strictObject({
  control: id.describe("The control that the clauses demand; `clausewatch checks list` shows them."),
  checks: unique(id).exactOptional().describe("Only these checks of the control; all of them, if absent."),
  clauses: z.array(clause).default([]).describe("The sentences of the policy that demand the control."),
  params: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Given to each check of the binding that has the parameter; `clausewatch checks show ID` names them."),
  service: id
    .exactOptional()
    .describe(
      "The optional service that the clauses speak of: the checks are then for customers who signed up for it.",
    ),
});

export const manual = z.strictObject({
  clauses,
  owner: words(200).describe("Who looks after it: a role or a name."),
  how: words(2000).describe("How it is looked after, and where that is written down."),
  nextReview: day.describe("The day by which somebody looks at it again, such as 2027-03-01."),
  responsible: z
    .enum(["company", "customer", "both"])
    .default("company")
    .describe("Whose duty it is: the company's, the customer's, or both."),
  hipaa,
});

export const notApplicable = z.strictObject({
  clauses,
  reason: words(2000).describe("Why the clauses do not apply."),
});

export const normative = z.strictObject({
  include: z.array(clause).default([]).describe("Sentences that promise something though they do not read like it."),
  exclude: z.array(clause).default([]).describe("Sentences that promise nothing though they read like it."),
});
