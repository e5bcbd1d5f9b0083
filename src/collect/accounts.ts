import type { AccountPlan, Listing, Unreadable } from "../contract/index.ts";
import { ec2, sts } from "../listings/index.ts";
import { MalformedAnswer, NoCredentials, RoleNotAssumed, unreadable } from "./failure.ts";
import { readPages, type Call } from "./pages.ts";
import type { CallSettings, Credentials, CredentialSource } from "./session.ts";
import { Session } from "./session.ts";

/** An account as the configuration names it; without an id, the account of the credentials found. */
export interface AccountSettings {
  readonly id?: string;
  readonly name?: string;
  /** ARN of the role that is assumed for reading. */
  readonly role?: string;
  readonly externalId?: string;
  /** A profile of the SDK's shared configuration files. */
  readonly profile?: string;
}

/** Asks a listing of one account and region, waiting its turn. */
export type Ask = (session: Session, account: string, region: string, listing: Listing) => Call;

export interface OpenedAccount {
  readonly plan: AccountPlan;
  /** Null where the plan is unreadable. */
  readonly session: Session | null;
}

/** Where account-wide questions are asked, and credentials are exchanged. */
interface Home {
  readonly region: string;
  readonly settings: CallSettings;
  readonly handler: Promise<unknown>;
  readonly ask: Ask;
}

/**
 * Opens an account: finds its credentials, makes sure that they are of this account, and plans its regions: those
 * wanted, or all that the account has enabled. Never throws for what AWS answers: the plan says so.
 */
export async function openAccount(
  account: AccountSettings,
  wanted: readonly string[] | "all",
  home: Home,
): Promise<OpenedAccount> {
  const session = new Session(credentialSource(account, home), home.settings, home.handler);
  const label = {
    account: account.id ?? "unknown",
    ...(account.name === undefined ? {} : { accountName: account.name }),
  };
  const failed = (why: Unreadable, partition: string): OpenedAccount => {
    const regions = wanted === "all" ? ["*"] : wanted;
    const plan = { ...label, partition, regions: regions.map((region) => ({ region, unreadable: why })), disabled: [] };
    return { plan: { ...plan, unreadable: why }, session: null };
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

async function one(listing: Listing, call: Call): Promise<Readonly<Record<string, string>>> {
  let found: unknown;
  await readPages(listing, call, {}, ({ items: [item] }) => {
    found = item;
  });
  if (found === undefined) throw new MalformedAnswer("NoItems", "the answer is empty");
  return found as Record<string, string>;
}

function credentialSource({ profile, role, externalId }: AccountSettings, home: Home): CredentialSource {
  const chain: CredentialSource = async () => {
    const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
    try {
      return await fromNodeProviderChain(profile === undefined ? {} : { profile })();
    } catch (error) {
      throw NoCredentials.from(error, profile ?? process.env["AWS_PROFILE"]);
    }
  };
  return role === undefined
    ? chain
    : assumedRole(role, externalId, new Session(chain, home.settings, home.handler), home.region);
}

/** Credentials of an assumed role, from the regional STS endpoint. */
function assumedRole(role: string, externalId: string | undefined, from: Session, region: string): CredentialSource {
  const listing = { service: "sts", operation: "AssumeRole", iam: ["sts:AssumeRole"] } as const;
  const call = from.caller(region, listing as unknown as Listing, async () => undefined);
  const input = {
    RoleArn: role,
    RoleSessionName: "clausewatch",
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  };
  return async () => {
    try {
      return credentialsIn(await call(input));
    } catch (error) {
      const where = { account: role.split(":")[4] ?? "", region };
      const why = unreadable(error, listing as unknown as Listing, where, externalId);
      throw new RoleNotAssumed({ ...why, message: `${role}: ${why.message}` });
    }
  };
}

function credentialsIn({ Credentials: sent }: Record<string, unknown>): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = (sent ?? {}) as Record<string, unknown>;
  const texts = [AccessKeyId, SecretAccessKey, SessionToken];
  if (!texts.every((text) => typeof text === "string" && text !== "")) {
    throw new MalformedAnswer("NoCredentials", "the answer has no credentials");
  }
  const [accessKeyId, secretAccessKey, sessionToken] = texts as [string, string, string];
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  return Expiration instanceof Date ? { ...credentials, expiration: Expiration } : credentials;
}
