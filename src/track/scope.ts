import { GLOBAL, type Unit } from "../contract/index.ts";

/** What a scan was to look at, and what it was not asked about. */
export interface Scope {
  /** Ids of the enabled checks, all that the configuration enables. */
  readonly checks: readonly string[];
  /** Every account that is configured: account → where; under `*`, those of which it is not known which they are. */
  readonly accounts: Readonly<Record<string, AccountScope>>;
  /** Where fewer were asked than are configured; what lies outside says nothing. */
  readonly only?: {
    readonly accounts?: readonly string[];
    readonly regions?: readonly string[];
    readonly checks?: readonly string[];
  };
}

export interface AccountScope {
  /** The regions that are configured; null where it could not be found out. */
  readonly regions: readonly string[] | null;
  /** Regions that exist and that the account has not enabled. */
  readonly disabled: readonly string[];
  /** Why nothing could be read of it; null where something could. */
  readonly unreadable: string | null;
}

/** How a scan stands to a cell that it gave no answer for. */
export type Standing =
  | { readonly is: "not asked" }
  | { readonly is: "unjudged"; readonly why: string }
  | { readonly is: "out of scope"; readonly why: string };

/** Why a finding's cell is not among those that a scan answered. */
export function standingOf({ checks, accounts, only = {} }: Scope, { account, region }: Unit, check: string): Standing {
  const left = (list: readonly string[] | undefined, one: string) => list !== undefined && !list.includes(one);
  const global = region === GLOBAL;
  const elsewhere = !global && left(only.regions, region);
  const narrowed = left(only.accounts, account) || elsewhere || left(only.checks, check);
  // What a narrowed scan was not asked about may still be configured: it cannot say.
  if (narrowed) return { is: "not asked" };
  if (!checks.includes(check)) return { is: "out of scope", why: `the check ${check} is not enabled` };
  const scope = Object.hasOwn(accounts, account) ? accounts[account] : accounts["*"];
  if (scope === undefined) return { is: "out of scope", why: `the account ${account} is not configured` };
  if (scope.unreadable !== null) return { is: "unjudged", why: scope.unreadable };
  if (global) return { is: "unjudged", why: "the scan gave no answer for it" };
  if (scope.disabled.includes(region)) return { is: "unjudged", why: `the region ${region} is not enabled` };
  if (scope.regions !== null && !scope.regions.includes(region))
    return { is: "out of scope", why: `the region ${region} is not configured` };
  return { is: "unjudged", why: "the scan gave no answer for it" };
}
