/** Asks for a waiver, with what is to be written down. */
import { stringify } from "yaml";
import { addDays } from "../../track/index.ts";
import type { ToldFinding } from "../sink.ts";
import type { Block } from "./blocks.ts";
import { code, paragraph } from "./build.ts";
import { dayOf } from "./place.ts";

const DAYS = 90;
/** As many characters as the file of waivers takes in a quote, and of a resource. No ARN is as long. */
const LONGEST = 2000;

/** Of a group, the waiver covers the check in the account. */
export function waiverBlocks({ finding, clauses }: ToldFinding, kind: "finding" | "group"): readonly Block[] {
  const { check, unit, resource, key, closedByHand } = finding;
  const [clause] = clauses;
  const waiver = {
    id: `${check}-${key.slice(0, 8)}`,
    covers: { check, account: unit.account, ...(kind === "group" ? {} : { resource: resource.arn.slice(0, LONGEST) }) },
    clause:
      clause === undefined
        ? { quote: "the sentence that this is an exception from" }
        : { quote: clause.text.slice(0, LONGEST), policy: clause.policy },
    reason: "why the exception is accepted",
    control: "what is done instead",
    approver: "who accepts it",
    expires: dayOf(addDays(closedByHand?.at ?? finding.lastSeen.at, DAYS)),
  };
  return [
    paragraph(
      "A ticket that is closed by hand proves nothing: the finding stays open. If it is accepted as it is, write that down in the file of waivers; with ",
      code("clausewatch waivers check"),
      " it is checked.",
    ),
    { is: "code", text: stringify({ waivers: [waiver] }, { lineWidth: 0 }).trimEnd() },
  ];
}
