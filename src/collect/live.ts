import {
  askedBy,
  type AccountPlan,
  type End,
  type Listing,
  type Page,
  type ReadRequest,
  type Source,
} from "../contract/index.ts";
import { openAccount, type AccountSettings, type Ask, type Home } from "./accounts.ts";
import type { Clients } from "./clients.ts";
import { Keyring } from "./credentials.ts";
import { codeOf, unreadable } from "./failure.ts";
import { limiter } from "./limit.ts";
import { discover, type OrganizationSettings } from "./organization.ts";
import type { Clock } from "./pace.ts";
import { complete, readPages } from "./pages.ts";
import { connections, type CallSettings, type Session } from "./session.ts";
import { Traffic } from "./traffic.ts";
import { tryExternalId, type Trial } from "./trial.ts";

export interface LiveSettings {
  /** Empty, and no organization: the account of the credentials found. */
  readonly accounts: readonly AccountSettings[];
  /** Whose accounts are read beside those; where one is among them, it is read as it says there. */
  readonly organization?: OrganizationSettings;
  readonly regions: readonly string[] | "all";
  /** Where account-wide questions are asked; its partition decides which regions exist. */
  readonly homeRegion: string;
  /** The share of AWS's documented rates that is used. */
  readonly maxShare: number;
  readonly calls: CallSettings;
  readonly clock: Clock;
  /** Shared by sources that are open together, of which each would keep as many; its own, if absent. */
  readonly clients?: Clients;
}

/** Calls for several parents at once, of one listing. */
const PARENTS_AT_ONCE = 8;

export interface LiveSource extends Source {
  /** How far AWS's clock is ahead of ours, in milliseconds and to the second; null before anything was asked. */
  skewMs(): number | null;
  /** Tries whether the role of an account, which was opened, asks for its external id. */
  tryExternalId(account: string): Promise<Trial>;
  /** Ends the connections. */
  close(): void;
}

/** The live accounts. */
export function liveSource(settings: LiveSettings): LiveSource {
  const { homeRegion: region, regions, calls, organization } = settings;
  const traffic = new Traffic(settings.maxShare, calls.concurrency, settings.clock);
  const handler = connections(calls);
  const keyring = new Keyring(region, calls, handler, traffic, settings.clients);
  const ask: Ask = (session, account, region, listing) =>
    session.caller(region, listing, traffic.gate(account, region, listing));
  const home: Home = { region, regions, keyring, ask };
  const opened = new Map<string, { readonly session: Session; readonly settings: AccountSettings }>();

  async function open(account: AccountSettings): Promise<AccountPlan> {
    const { plan, session } = await openAccount(account, home);
    if (session !== null) opened.set(plan.account, { session, settings: account });
    return plan;
  }

  async function accounts(): Promise<readonly AccountPlan[]> {
    const listed = settings.accounts;
    if (organization === undefined) return await Promise.all((listed.length === 0 ? [{}] : listed).map(open));
    // One that is listed, too, is read as it says there.
    const own = listed.flatMap(({ id }) => id ?? []);
    const exclude = [...(organization.exclude ?? []), ...own];
    const discovering = discover({ ...organization, exclude }, home);
    const discovered = discovering.then(({ accounts }) => Promise.all(accounts.map(open)));
    return [...(await Promise.all(listed.map(open))), ...(await discovered), ...(await discovering).plans];
  }

  function entered(account: string) {
    const found = opened.get(account);
    if (found === undefined) throw new Error(`account ${account} was not opened`);
    return found;
  }

  async function read({ unit, listing, parents }: ReadRequest, onPage: OnPage): Promise<End> {
    const { session } = entered(unit.account);
    const call = ask(session, unit.account, listing.scope === "global" ? region : unit.region, listing);
    try {
      if (listing.each === undefined) await readPages(listing, call, {}, onPage);
      else await readChildren(listing, call, parents ?? [], onPage);
      return complete;
    } catch (error) {
      return { complete: false, unreadable: unreadable(error, listing, unit) };
    }
  }

  return {
    name: "live",
    accounts,
    read,
    skewMs: () => traffic.skewMs,
    tryExternalId: async (account) => await tryExternalId(entered(account).settings, account, home),
    close: () => {
      void handler.then((opened) => (opened as { destroy(): void }).destroy());
    },
  };
}

type OnPage = (page: Page) => void | Promise<void>;

/**
 * Asks once per parent. A parent that was deleted meanwhile is gone with its items; one that refuses us by a policy of
 * its own is left out, if others answer; any other failure ends the listing.
 */
async function readChildren(
  listing: Listing,
  call: (input: Record<string, unknown>) => Promise<Record<string, unknown>>,
  parents: readonly unknown[],
  onPage: OnPage,
): Promise<void> {
  const { by, gone, refused = [] } = listing.each!;
  const atOnce = limiter(PARENTS_AT_ONCE);
  let failed = false;
  let answered = 0;
  let refusal: unknown;
  await Promise.all(
    [...askedBy(listing.each!, parents)].map((value) =>
      atOnce(async () => {
        if (failed) return;
        try {
          await readPages(listing, call, { [by]: value }, (page) => onPage(stamped(page, by, value)));
          answered++;
        } catch (error) {
          if (gone.includes(codeOf(error))) return;
          if (refused.includes(codeOf(error))) {
            refusal ??= error;
            return;
          }
          failed = true;
          throw error;
        }
      }),
    ),
  );
  if (refusal !== undefined && answered === 0) throw refusal;
}

/** The parent's field on every item that does not carry it itself. */
function stamped({ items, flawed }: Page, field: string, value: unknown): Page {
  for (const item of items) (item as Record<string, unknown>)[field] ??= value;
  for (const { item } of flawed) (item as Record<string, unknown>)[field] ??= value;
  return { items, flawed };
}
