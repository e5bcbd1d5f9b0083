import type { AccountPlan, Listing, Unreadable } from "../contract/index.ts";
import { ec2, sts } from "../listings/index.ts";
import type { Entry, Keyring } from "./credentials.ts";
import { MalformedAnswer, unreadable } from "./failure.ts";
import { readPages, type Call } from "./pages.ts";
import type { Session } from "./session.ts";

/** An account as the configuration names it, or as it was discovered; without an id, that of the credentials found. */
export interface AccountSettings extends Entry {
  readonly id?: string;
  readonly name?: string;
}

/** Asks a listing of one account and region, waiting its turn. */
export type Ask = (session: Session, account: string, region: string, listing: Listing) => Call;

export interface OpenedAccount {
  readonly plan: AccountPlan;
  /** Null where the plan is unreadable. */
  readonly session: Session | null;
}

/** Where account-wide questions are asked, and how. */
export interface Home {
  readonly region: string;
  /** Those that are to be read: by name, or all that an account has enabled. */
  readonly regions: readonly string[] | "all";
  readonly keyring: Keyring;
  readonly ask: Ask;
}

/**
 * Opens an account: finds its credentials, makes sure that they are of this account, and plans its regions: those
 * wanted, or all that the account has enabled. Never throws for what AWS answers: the plan says so.
 */
export async function openAccount(account: AccountSettings, home: Home): Promise<OpenedAccount> {
  const { regions: wanted } = home;
  const session = home.keyring.session(account);
  const label = {
    account: account.id ?? "unknown",
    ...(account.name === undefined ? {} : { accountName: account.name }),
  };
  const failed = (why: Unreadable, partition: string): OpenedAccount => {
    const named = { ...account, id: label.account };
    return { plan: shutPlan(named, why, partition, wanted), session: null };
  };

  const where = { account: label.account, region: home.region };
  let partition = "aws";
  let arn: string;
  try {
    const identity = await one(sts.identity, home.ask(session, label.account, home.region, sts.identity));
    arn = identity["Arn"] ?? "";
    partition = arn.split(":")[1] ?? partition;
    if (account.id !== undefined && identity["Account"] !== account.id) {
      return failed(wrongAccount(account.id, identity["Account"] ?? "", home.region), partition);
    }
    label.account = where.account = identity["Account"] ?? label.account;
  } catch (error) {
    return failed(unreadable(error, sts.identity, where), partition);
  }

  let known: ReadonlyMap<string, boolean> | null = null;
  try {
    known = await enabledRegions(home.ask(session, label.account, home.region, ec2.regions));
  } catch (error) {
    // Regions that were asked for by name can be read all the same.
    if (wanted === "all") return failed(unreadable(error, ec2.regions, where), partition);
  }
  return { plan: { ...label, partition, identity: arn, ...planRegions(wanted, known, where.account) }, session };
}

/** An account of which nothing can be read: a unit for each region that is wanted, or one for all that it may have. */
export function shutPlan(
  { id, name }: { readonly id: string; readonly name?: string },
  unreadable: Unreadable,
  partition: string,
  wanted: readonly string[] | "all",
): AccountPlan {
  const regions = (wanted === "all" ? ["*"] : wanted).map((region) => ({ region, unreadable }));
  const accountName = name === undefined ? {} : { accountName: name };
  return { account: id, ...accountName, partition, regions, disabled: [], unreadable };
}

/** Which of the wanted regions can be read. `known` is region → enabled; null where the account would not say. */
function planRegions(
  wanted: readonly string[] | "all",
  known: ReadonlyMap<string, boolean> | null,
  account: string,
): Pick<AccountPlan, "regions" | "disabled"> {
  if (known === null) return { regions: wanted === "all" ? [] : wanted.map((region) => ({ region })), disabled: [] };
  const disabled = [...known].filter(([, enabled]) => !enabled).map(([region]) => region);
  if (wanted === "all") {
    const enabled = [...known].filter(([, enabled]) => enabled);
    return { regions: enabled.map(([region]) => ({ region })).sort(byRegion), disabled: disabled.sort() };
  }
  const regions = wanted.map((region) =>
    known.get(region) === true ? { region } : { region, unreadable: notEnabled(account, region, known.has(region)) },
  );
  return { regions, disabled: [] };
}

function byRegion(a: { region: string }, b: { region: string }): number {
  return a.region < b.region ? -1 : 1;
}

function notEnabled(account: string, region: string, exists: boolean): Unreadable {
  const message = exists ? "the account has not enabled this region" : "the account knows no region of this name";
  const code = exists ? "RegionNotEnabled" : "NoSuchRegion";
  return {
    kind: "region-disabled",
    api: "ec2:DescribeRegions",
    action: "ec2:DescribeRegions",
    code,
    message,
    account,
    region,
  };
}

function wrongAccount(wanted: string, found: string, region: string): Unreadable {
  return {
    kind: "credentials",
    api: "sts:GetCallerIdentity",
    action: "sts:GetCallerIdentity",
    code: "WrongAccount",
    message: `the credentials are of account ${found}`,
    account: wanted,
    region,
  };
}

/** Region → whether the account has it enabled. */
async function enabledRegions(call: Call): Promise<ReadonlyMap<string, boolean>> {
  const regions = new Map<string, boolean>();
  await readPages(ec2.regions, call, {}, ({ items, flawed }) => {
    if (flawed.length > 0) throw new MalformedAnswer("MissingField", `the answer lacks ${flawed[0]?.missing}`);
    for (const item of items as { RegionName: string; OptInStatus: string }[]) {
      regions.set(item.RegionName, item.OptInStatus !== "not-opted-in");
    }
  });
  if (regions.size === 0) throw new MalformedAnswer("NoItems", "the answer names no region");
  return regions;
}

/** The one item of a listing. Throws what the call throws, and `MalformedAnswer` where there is none. */
export async function one(listing: Listing, call: Call): Promise<Readonly<Record<string, string>>> {
  let found: unknown;
  await readPages(listing, call, {}, ({ items: [item] }) => {
    found = item;
  });
  if (found === undefined) throw new MalformedAnswer("NoItems", "the answer is empty");
  return found as Record<string, string>;
}
