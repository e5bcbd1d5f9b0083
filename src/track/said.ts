import type { CellReason } from "../contract/index.ts";
import type { TrackedFinding } from "./finding.ts";
import type { ResourceRef, SeenCell, SeenFail } from "./seen.ts";

/** What a scan says of one finding. */
export type Said =
  | { readonly is: "fail"; readonly fail: SeenFail }
  /** It is no longer so, by complete inputs: the only thing that resolves a finding. */
  | { readonly is: "gone"; readonly proof: Proof }
  | { readonly is: "unjudged"; readonly why: string }
  | { readonly is: "out of scope"; readonly why: string }
  /** Nothing: it was not asked. */
  | { readonly is: "nothing" };

/** What a finding was resolved by. */
export interface Proof {
  /** `passed`: its resource is there and was judged. `passed or gone`: it is not among what fails any more. */
  readonly how: "passed" | "passed or gone";
  /** What the cell said of its resources. */
  readonly cell: SeenCell["resources"];
}

/** What a cell says of each finding of its unit and check. */
export function sayerOf(cell: SeenCell): (finding: TrackedFinding) => Said {
  const fails = new Map(cell.fails.map((fail) => [fail.key, fail]));
  const failing = new Set(cell.fails.map(({ resource: { type, id } }) => nameOf([type, id])));
  const unjudged = new Set(cell.unjudged?.map(nameOf));
  const notApplicable = new Set(cell.notApplicable?.map(nameOf));
  const why = cell.reasons.map(reasonText).join("; ");
  return ({ key, resource: { type, id } }) => {
    const fail = fails.get(key);
    const resource = nameOf([type, id]);
    if (fail !== undefined) return { is: "fail", fail };
    if (!cell.complete) return { is: "unjudged", why };
    if (cell.elsewhere !== undefined) return { is: "out of scope", why: cell.elsewhere };
    if (cell.unjudged === null || unjudged.has(resource)) return { is: "unjudged", why };
    if (cell.notApplicable === null)
      return { is: "unjudged", why: "the check does not apply to some resources, and it was not told to which" };
    if (notApplicable.has(resource)) return { is: "out of scope", why: "the check does not apply to the resource" };
    const how = failing.has(resource) ? "passed" : "passed or gone";
    return { is: "gone", proof: { how, cell: cell.resources } };
  };
}

function nameOf([type, id]: ResourceRef): string {
  return `${type} ${id}`;
}

/** A reason in words. May hold strings from AWS. */
function reasonText(reason: CellReason): string {
  if (reason.kind !== "unreadable") return reason.why;
  const { api, code, account, region } = reason.unreadable;
  return `${api} in ${account} ${region}: ${code}`;
}
