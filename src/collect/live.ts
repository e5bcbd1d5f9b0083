import {
  askedBy,
  type AccountPlan,
  type End,
  type Listing,
  type Page,
  type ReadRequest,
  type Source,
} from "../contract/index.ts";
import { openAccount, type AccountSettings, type Ask, type OpenedAccount } from "./accounts.ts";
import { codeOf, unreadable } from "./failure.ts";
import { limiter } from "./limit.ts";
import { Pace, type Clock } from "./pace.ts";
import { complete, readPages } from "./pages.ts";
import { connections, type CallSettings, type Session } from "./session.ts";

export interface LiveSettings {
  /** Empty: the account of the credentials found. */
  readonly accounts: readonly AccountSettings[];
  readonly regions: readonly string[] | "all";
  /** Where account-wide questions are asked; its partition decides which regions exist. */
  readonly homeRegion: string;
  /** The share of AWS's documented rates that is used. */
  readonly maxShare: number;
  readonly calls: CallSettings;
  readonly clock: Clock;
}

/** Calls for several parents at once, of one listing. */
const PARENTS_AT_ONCE = 8;

/** The live accounts. `close` ends the connections. */
export function liveSource(settings: LiveSettings): Source & { close(): void } {
  const pace = new Pace(settings.maxShare, settings.clock);
  const free = limiter(settings.calls.concurrency);
  const handler = connections(settings.calls);
  const sessions = new Map<string, Session>();

  const ask: Ask = (session, account, region, listing) => {
    const turn = () => pace.turn(account, region, listing);
    const call = session.caller(region, listing, turn);
    // Who waits its turn holds no place that another could use.
    return async (input) => {
      await turn();
      return await free(() => call(input));
    };
  };

  async function open(account: AccountSettings): Promise<AccountPlan> {
    const home = { region: settings.homeRegion, settings: settings.calls, handler, ask };
    const { plan, session }: OpenedAccount = await openAccount(account, settings.regions, home);
    if (session !== null) sessions.set(plan.account, session);
    return plan;
  }

  async function read({ unit, listing, parents }: ReadRequest, onPage: OnPage): Promise<End> {
    const session = sessions.get(unit.account);
    if (session === undefined) throw new Error(`account ${unit.account} was not opened`);
    const region = listing.scope === "global" ? settings.homeRegion : unit.region;
    const call = ask(session, unit.account, region, listing);
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
    accounts: async () => await Promise.all((settings.accounts.length === 0 ? [{}] : settings.accounts).map(open)),
    read,
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
