import type { AccessRow, Resource } from "clausewatch";

/** A row of the access register, as a finding is about it. It is no resource of AWS: its name says so. */
export function resourceOf({ id }: AccessRow): Resource {
  return { type: "Clausewatch::AccessRow", id, arn: `access-row/${id}` };
}
