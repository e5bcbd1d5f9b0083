/** Discovers the accounts of an organization. */
import type { AccountPlan, ItemOf, Listing, Unreadable } from "../contract/index.ts";
import { organizations } from "../listings/index.ts";
import { one, shutPlan, type AccountSettings, type Home } from "./accounts.ts";
import type { Entry } from "./credentials.ts";
import { MalformedAnswer, unreadable } from "./failure.ts";
import { readPages } from "./pages.ts";

/** Which accounts of the organization are read, and how. */
export interface OrganizationSettings extends Omit<Entry, "role"> {
  /** The name of the role that is assumed in each account, behind its path where it has one. */
  readonly role: string;
  /** Ids of roots and organizational units: what lies in and below them; the whole organization, if absent. */
  readonly units?: readonly string[];
  /** Tags that an account must have, all of them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Ids of accounts that are left out. */
  readonly exclude?: readonly string[];
  /** Ids of the accounts that alone were asked for. */
  readonly only?: readonly string[];
}

export interface Discovered {
  readonly accounts: readonly AccountSettings[];
  /** Accounts that are known and cannot be read; and one with the id `*`, where not all are known. */
  readonly plans: readonly AccountPlan[];
}

type Member = ItemOf<typeof organizations.accounts>;

/** All items of a listing. Throws why they are not all there. */
type Gather = <Item>(listing: Listing<Item>, input?: Readonly<Record<string, string>>) => Promise<readonly Item[]>;

/** In place of the ids of the accounts that are not known. */
const UNKNOWN_ACCOUNTS = { id: "*", name: "accounts of the organization" } as const;

/**
 * Asks the organization for its accounts. Never throws for what AWS answers: what could not be found out is a plan, so
 * that no account goes missing in silence.
 */
export async function discover(settings: OrganizationSettings, home: Home): Promise<Discovered> {
  const { units, tags = {}, exclude = [], only, role, ...entry } = settings;
  const session = home.keyring.session(entry);
  const ask = (listing: Listing) => home.ask(session, UNKNOWN_ACCOUNTS.id, home.region, listing);
  const gather: Gather = async (listing, input = {}) => await gatherAll(listing, ask(listing), input);
  const why = (listing: Listing, error: unknown, account: string) =>
    unreadable(error, listing, { account, region: home.region });

  let arn: string;
  try {
    const found = await one(organizations.organization, ask(organizations.organization));
    arn = found["Arn"]!;
  } catch (error) {
    const lost = why(organizations.organization, error, UNKNOWN_ACCOUNTS.id);
    return { accounts: [], plans: [shutPlan(UNKNOWN_ACCOUNTS, lost, "aws", home.regions)] };
  }
  const partition = arn.split(":")[1] ?? "aws";
  const accounts: AccountSettings[] = [];
  const plans: AccountPlan[] = [];
  const { members, failure } = await membersOf(units, gather);
  const look = async (member: Member): Promise<void> => {
    const { Id: id, Name: name } = member;
    const account = { id, ...(name === undefined ? {} : { name }) };
    try {
      const state = stateOf(member);
      if (state !== "ACTIVE") {
        const closed = { code: state, message: `the account is ${state} in its organization` };
        plans.push(shutPlan(account, left(id, closed, units, home.region), partition, []));
        return;
      }
      if (!(await hasTags(id, tags, gather))) return;
      accounts.push({ ...account, ...entry, role: `arn:${partition}:iam::${id}:role/${role}` });
    } catch (error) {
      // Whether it is one of those that are meant is not known.
      plans.push(shutPlan(account, why(organizations.tags, error, id), partition, home.regions));
    }
  };
  const wanted = members.filter(({ Id }) => !exclude.includes(Id) && (only?.includes(Id) ?? true));
  await Promise.all(wanted.map(look));
  if (failure !== null) {
    const lost = why(failure.listing, failure.error, UNKNOWN_ACCOUNTS.id);
    plans.push(shutPlan(UNKNOWN_ACCOUNTS, lost, partition, home.regions));
    return { accounts: accounts.toSorted(byId), plans };
  }
  const known = new Set([...accounts.map(({ id }) => id), ...plans.map(({ account }) => account)]);
  for (const id of only ?? []) {
    const missing = { code: "NotDiscovered", message: "the organization has no such account among those configured" };
    if (!known.has(id)) plans.push(shutPlan({ id }, left(id, missing, units, home.region), partition, home.regions));
  }
  return { accounts: accounts.toSorted(byId), plans };
}

interface Members {
  readonly members: readonly Member[];
  /** What made them incomplete first. */
  readonly failure: { readonly listing: Listing; readonly error: unknown } | null;
}

async function membersOf(units: readonly string[] | undefined, gather: Gather): Promise<Members> {
  const members = new Map<string, Member>();
  const seen = new Set<string>();
  let failure: Members["failure"] = null;
  const tryAll = async <Item>(listing: Listing<Item>, input: Record<string, string>): Promise<readonly Item[]> => {
    try {
      return await gather(listing, input);
    } catch (error) {
      failure ??= { listing, error };
      return [];
    }
  };
  const keep = (found: readonly Member[]) => found.forEach((member) => members.set(member.Id, member));
  const descend = async (unit: string): Promise<void> => {
    if (seen.has(unit)) return;
    seen.add(unit);
    const parent = { ParentId: unit };
    const [found, below] = await Promise.all([
      tryAll(organizations.unitAccounts, parent),
      tryAll(organizations.units, parent),
    ]);
    keep(found);
    await Promise.all(below.map(({ Id }) => descend(Id)));
  };
  if (units === undefined) keep(await tryAll(organizations.accounts, {}));
  else await Promise.all(units.map(descend));
  return { members: [...members.values()], failure };
}

async function hasTags(id: string, tags: Readonly<Record<string, string>>, gather: Gather): Promise<boolean> {
  const wanted = Object.entries(tags);
  if (wanted.length === 0) return true;
  const found = new Map((await gather(organizations.tags, { ResourceId: id })).map(({ Key, Value }) => [Key, Value]));
  return wanted.every(([key, value]) => found.get(key) === value);
}

/** `Status` says what `State` says, and is to go: docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html. */
function stateOf({ State, Status }: Member): string {
  const state = State ?? Status;
  if (state === undefined) throw new MalformedAnswer("MissingField", "the answer lacks State");
  return state;
}

/** Why an account is left out that the organization answered for. */
function left(
  account: string,
  why: Pick<Unreadable, "code" | "message">,
  units: readonly string[] | undefined,
  region: string,
): Unreadable {
  const { operation } = units === undefined ? organizations.accounts : organizations.unitAccounts;
  const api = `organizations:${operation}`;
  return { kind: "inactive", api, action: api, ...why, account, region };
}

/** An item that lacks what it must have is an account that would go missing. */
async function gatherAll<Item>(
  listing: Listing<Item>,
  call: Parameters<typeof readPages>[1],
  input: Readonly<Record<string, string>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  await readPages(listing, call, input, ({ items, flawed: [flaw] }) => {
    if (flaw !== undefined) throw new MalformedAnswer("MissingField", `the answer lacks ${flaw.missing}`);
    all.push(...(items as Item[]));
  });
  return all;
}

function byId({ id: a = "" }: AccountSettings, { id: b = "" }: AccountSettings): number {
  return a < b ? -1 : 1;
}
