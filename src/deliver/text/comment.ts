/** What a comment says of what became of a subject. */
import type { ChangeKind } from "../../track/index.ts";
import type { Told, ToldFinding } from "../sink.ts";
import type { Block } from "./blocks.ts";
import { code, list, paragraph } from "./build.ts";
import { dayOf, short } from "./place.ts";
import { referenceOf } from "./reference.ts";
import { waiverBlocks } from "./waiver.ts";

type Change = Told["change"];

/** What is said of a change; null where the body of the ticket says enough. */
const sentences: Readonly<Partial<Record<ChangeKind, (change: Change) => string>>> = {
  reopened: () => "Reopened: it fails again.",
  resolved: ({ scan, detail: { how } }) =>
    `Resolved, by proof: ${scan === null ? "a scan" : `scan ${scan}`} read everything that it hangs on, and ${
      how === "passed" ? "it passes" : "it is not among what fails any more"
    }.`,
  severity: ({ detail: { was, is } }) => `Severity: ${words(was)} before, ${words(is)} now.`,
  owner: ({ detail: { was, is } }) => `Owner: ${words(was)} before, ${words(is)} now.`,
  due: ({ detail: { was, is } }) => `Due: ${date(was)} before, ${date(is)} now.`,
  waived: ({ detail: { waiver, until } }) =>
    `Waived until ${date(until)} by the waiver ${words(waiver)}. It fails all the same, and is open again from that day.`,
  "waiver expired": ({ detail: { waiver, until } }) =>
    `The waiver ${words(waiver)} expired on ${date(until)}: it is open as any other.`,
  "waiver ended": ({ detail: { waiver } }) =>
    `The waiver ${words(waiver)} holds for it no more: it is open as any other.`,
  "out of scope": ({ detail: { why } }) => `Out of scope now, and open all the same: ${words(why)}.`,
  "in scope": () => "In scope again.",
  "closed by hand": ({ detail: { by, why } }) => `Closed by ${words(by)} (${words(why)}), and open all the same.`,
};

/** The changes that a comment tells of. In a group what opens is told, too: of a single finding the ticket itself tells. */
export function worthTelling(changes: readonly Told[], kind: "finding" | "group" | "rest"): readonly Told[] {
  if (kind === "rest") return [];
  return changes.filter(({ change }) => change.kind in sentences || (kind === "group" && change.kind === "opened"));
}

const MOST_LINES = 25;

/**
 * The comment on these changes, of which there is one at least; it ends with the references of the first and the last. `finding` is asked about
 * where somebody closed the ticket by hand.
 */
export function commentOn(
  changes: readonly Told[],
  kind: "finding" | "group",
  finding: ToldFinding | undefined,
): readonly Block[] {
  const lines = changes.slice(0, MOST_LINES).map(({ change, message }) => {
    const said = sentences[change.kind]?.(change) ?? "Opened.";
    return kind === "group" ? [`${short(message)}: `, said] : [said];
  });
  const more = changes.length - lines.length;
  const asks = changes.some(({ change }) => change.kind === "closed by hand") && isClosedByHand(finding);
  const references = [...new Set([changes[0]!, changes.at(-1)!].map(referenceOf))];
  return [
    lines.length === 1
      ? paragraph(...lines[0]!)
      : list([...lines, ...(more > 0 ? [[`and ${more} more changes`]] : [])]),
    ...(asks ? waiverBlocks(finding!, kind) : []),
    paragraph("clausewatch ", code(references.join(" "))),
  ];
}

/** By somebody who did not accept it in a waiver. */
function isClosedByHand(told: ToldFinding | undefined): boolean {
  if (told === undefined || told.finding.state === "resolved") return false;
  const { closedByHand, waiver } = told.finding;
  return closedByHand !== null && (waiver === null || waiver.expired);
}

function words(value: unknown): string {
  return value === null || value === undefined || value === "" ? "nobody" : short(String(value));
}

function date(value: unknown): string {
  return typeof value === "string" ? dayOf(value) : "no date";
}
