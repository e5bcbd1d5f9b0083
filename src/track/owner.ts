import type { Description } from "./finding.ts";
import type { OwnerRule, Settings } from "./rule.ts";

interface Owned extends Pick<Description, "customer" | "tags"> {
  readonly check: string;
  readonly unit: { readonly account: string };
}

/** Who is to resolve a finding: by a tag of its resource, else by the first rule that fits; null where none does. */
export function ownerOf(finding: Owned, { ownerTags, owners }: Pick<Settings, "ownerTags" | "owners">): string | null {
  const tags = Object.entries(finding.tags ?? {});
  for (const name of ownerTags) {
    const value = tags.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1].trim();
    if (value !== undefined && value !== "") return value;
  }
  return owners.find((rule) => fits(rule, finding))?.owner ?? null;
}

function fits({ check, account, customer, tags }: OwnerRule, finding: Owned): boolean {
  return (
    (check === undefined || check === finding.check) &&
    (account === undefined || account === finding.unit.account) &&
    (customer === undefined || customer === finding.customer) &&
    Object.entries(tags ?? {}).every(([key, value]) => finding.tags?.[key] === value)
  );
}
