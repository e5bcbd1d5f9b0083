import type { Change } from "./workspace.ts";

/** One thing taken out of the engine. */
export interface Mutant extends Change {
  readonly what: string;
}

export const mutants: readonly Mutant[] = [
  {
    file: "src/collect/narrow.ts",
    what: "a missing required field goes unnoticed",
    find: "if (required) missing ??= name;",
    replace: "",
  },
  {
    file: "src/collect/narrow.ts",
    what: "a required field may be an empty text",
    find: ' || value === ""',
    replace: "",
  },
  {
    file: "src/collect/narrow.ts",
    what: "a required field of a list's element may be missing",
    find: "if (lack !== null) missing ??= `${name}[${index}].${lack}`;",
    replace: "",
  },
  {
    file: "src/collect/narrow.ts",
    what: "a required field of a structure may be missing",
    find: "if (lack !== null) missing ??= `${name}.${lack}`;",
    replace: "",
  },
  {
    file: "src/collect/narrow.ts",
    what: "lone surrogates are stored",
    find: "text.isWellFormed() ? text : text.toWellFormed()",
    replace: "text",
  },
  {
    file: "src/collect/pages.ts",
    what: "a flawed item counts as whole",
    find: 'if ("missing" in narrowed) page.flawed.push(narrowed);\n      else page.items.push(narrowed.item);',
    replace: "page.items.push(narrowed.item);",
  },
  {
    file: "src/collect/pages.ts",
    what: "an answer without its items is an empty list",
    find: 'throw new MalformedAnswer("NoItems", `the answer has no ${listing.items}`);',
    replace: "return [];",
  },
  {
    file: "src/collect/pages.ts",
    what: "reading stops after the first page",
    find: "while (token !== undefined);",
    replace: "while (false as boolean);",
  },
  {
    file: "src/collect/pages.ts",
    what: "a repeated page is taken as another",
    find: "refuseRepeated(listing, raws, beginnings);",
    replace: "",
  },
  {
    file: "src/collect/pages.ts",
    what: "pages without items are asked for without end",
    find: "emptyPages === MOST_EMPTY_PAGES && token !== undefined",
    replace: "emptyPages === 100_000",
  },
  {
    file: "src/collect/live.ts",
    what: "a failed read is complete",
    find: "return { complete: false, unreadable: unreadable(error, listing, unit) };",
    replace: "return complete;",
  },
  {
    file: "src/collect/live.ts",
    what: "every failure of a parent's call says that it is gone",
    find: "if (gone.includes(codeOf(error))) return;",
    replace: "return;",
  },
  {
    file: "src/collect/live.ts",
    what: "a parent that is gone ends the listing",
    find: "if (gone.includes(codeOf(error))) return;",
    replace: "",
  },
  {
    file: "src/collect/session.ts",
    what: "expired credentials are not renewed",
    find: "if (!isStaleCredential(error)) throw error;",
    replace: "throw error;",
  },
  {
    file: "src/collect/accounts.ts",
    what: "credentials of another account are taken",
    find: 'if (account.id !== undefined && identity["Account"] !== account.id) {',
    replace: "if (false as boolean) {",
  },
  {
    file: "src/collect/accounts.ts",
    what: "a region that is not enabled is read",
    find: "known.get(region) === true ? { region }",
    replace: "known.has(region) ? { region }",
  },
  {
    file: "src/collect/accounts.ts",
    what: "regions that cannot be listed are none",
    find: 'if (wanted === "all") return failed(unreadable(error, ec2.regions, where), partition);',
    replace: "",
  },
  {
    file: "src/collect/accounts.ts",
    what: "an answer without regions means that there are none",
    find: "if (regions.size === 0)",
    replace: "if (regions.size < 0)",
  },
  {
    file: "src/collect/failure.ts",
    what: "messages of failed signatures are quoted",
    find: 'if (kind === "credentials") return "AWS does not accept the credentials";',
    replace: "",
  },
  {
    file: "src/collect/failure.ts",
    what: "a failed AssumeRole is told as the call that wanted its credentials",
    find: "if (error instanceof RoleNotAssumed) return { ...error.unreadable, account: unit.account };",
    replace: "",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "an input that was not read to its end holds",
    find: 'if (!end.complete) return { kind: "unreadable", listing: listing.id, unreadable: end.unreadable };',
    replace: "",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "an input with a flawed item holds",
    find: "if (first === undefined) return null;",
    replace: "if (first !== null) return null;",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "a cell without its inputs is judged",
    find: "if (reasons.length > 0) return false;",
    replace: "",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "flawed items are passed over",
    find: "for (const item of flawed) this.tally.flawed(this.over, item);",
    replace: "",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "the judged listing need not be complete",
    find: "if (end !== null && !end.complete) {",
    replace: "if (end === null) {",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "an error of the check is passed over",
    find: 'if ("error" in told) this.broken(told.error);\n      else ',
    replace: 'if ("error" in told) return;\n      else ',
  },
  {
    file: "src/evaluate/cell.ts",
    what: "too few answers are enough",
    find: "told.length !== items.length",
    replace: "told.length > items.length",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "an estate with an unread unit is judged as whole",
    find: "for (const reason of reasons) everywhere(reason);",
    replace: "",
  },
  {
    file: "src/evaluate/tally.ts",
    what: "passes of an incomplete cell are counted",
    find: "this.passesHold = false;",
    replace: "",
  },
  {
    file: "src/evaluate/tally.ts",
    what: "a cell with reasons is not unknown",
    find: 'if (reasons.length > 0) return "unknown";',
    replace: "",
  },
  {
    file: "src/evaluate/tally.ts",
    what: "an item that came twice is told twice",
    find: "if (this.keys.has(key)) return;",
    replace: "",
  },
  {
    file: "src/app/reader.ts",
    what: "children are complete though their parents are not",
    find: "if (!end.complete) return end;",
    replace: "",
  },
  {
    file: "src/app/reader.ts",
    what: "children are complete though a parent is flawed",
    find: "if (first === undefined || parent === undefined) return null;",
    replace: "if (first !== null) return null;",
  },
  {
    file: "src/app/units.ts",
    what: "a unit that cannot be read is asked all the same",
    find: "(why === undefined ? source : shut(source, why))",
    replace: "source",
  },
  {
    file: "src/app/scan.ts",
    what: "an account that was not read counts as read",
    find: "(readAny ? [part.unit.account] : [])",
    replace: "[part.unit.account]",
  },
  {
    file: "src/app/sum.ts",
    what: "a cell without an answer is forgotten after a failure of ours",
    find: "if (cell !== undefined) tell(unanswered(cell, why));",
    replace: "if (cell !== undefined) this.open.delete(nameOf(unit, id));",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "a network whose targets were not read is judged as whole",
    find: "for (const reason of reasons) tallies.get(`${unit.account} ${unit.region}`)!.incomplete(reason);",
    replace: "void reasons;",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "what was not read on the way is not named",
    find: "if (tally.isUndecided) for",
    replace: "if (false as boolean) for",
  },
  {
    file: "src/evaluate/cell.ts",
    what: "an error of a network check is passed over",
    find: 'if ("error" in answers) for (const tally of all) tally.incomplete({ kind: "check-error", why: answers.error });',
    replace: 'if ("error" in answers) void all;',
  },
  {
    file: "src/app/network.ts",
    what: "a network is made of listings that were not read whole",
    find: "return read === undefined || flawOf(proofListings[name], read) !== null ? null : read.items;",
    replace: "return read === undefined ? null : read.items;",
  },
];
