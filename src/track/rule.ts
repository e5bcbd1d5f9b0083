import type { Resource, Severity, Unit } from "../contract/index.ts";

/** What tracking knows of an enabled check. */
export interface Rule {
  readonly check: string;
  /** Ids that it had before. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  /** A digest of the clauses that demand it, as they stand. */
  readonly clauses: string;
}

/** Whose findings are: the first rule counts whose every condition holds. */
export interface OwnerRule {
  readonly owner: string;
  readonly check?: string;
  readonly account?: string;
  readonly customer?: string;
  /** All of them. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Settings {
  /** Names of tags whose value is the owner; the first that a resource has, before any rule. Case does not matter. */
  readonly ownerTags: readonly string[];
  readonly owners: readonly OwnerRule[];
  /** In how many days after it opened a finding is to be resolved; null for never. */
  readonly dueDays: Readonly<Record<Severity, number | null>>;
}

export const defaultSettings: Settings = {
  ownerTags: ["Owner"],
  owners: [],
  dueDays: { critical: 7, high: 30, medium: 90, low: 180, informational: null },
};

/** How a finding's key is made; the room that judges knows. */
export type KeyOf = (unit: Unit, check: string, resource: Resource, detail: string) => string;
