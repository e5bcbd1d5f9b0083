import type { Progress as ListingRead } from "../app/reader.ts";
import type { AccountRead, ScanEvent, Unit } from "../contract/index.ts";

/** How far one account is. */
export interface AccountReading {
  readonly account: AccountRead;
  /** Planned cells; 0 where nothing is judged, such as while recording. */
  readonly cells: number;
  answered: number;
  /** Resources that arrived. */
  items: number;
  /** Listings that ended without being complete. */
  unreadable: number;
}

export interface UnitReading {
  readonly unit: Unit;
  /** The listings that are being read, and how many resources arrived of each. */
  readonly listings: Map<string, number>;
  /** How many listings are complete. */
  complete: number;
}

/** How far a scan or a recording is, from what they tell. Holds a line an account and one a unit that is being read. */
export class Reading {
  readonly accounts = new Map<string, AccountReading>();
  /** Units that are being read, in the order in which they began. */
  readonly units = new Map<string, UnitReading>();
  /** The last listing that could not be read. */
  lastUnreadable: ListingRead | undefined;
  private checks = 0;

  event(event: ScanEvent): void {
    if (event.type === "scan") this.checks = event.checks.length;
    if (event.type === "cell") this.account(event.unit).answered += 1;
    if (event.type === "account") this.plan(event);
  }

  listing(event: ListingRead): void {
    const { unit, listing, items, state } = event;
    const account = this.account(unit);
    const key = JSON.stringify([unit.account, unit.region]);
    const reading = this.units.get(key) ?? { unit, listings: new Map(), complete: 0 };
    this.units.set(key, reading);
    account.items += items - (reading.listings.get(listing) ?? 0);
    if (state === "reading") {
      reading.listings.set(listing, items);
      return;
    }
    reading.listings.delete(listing);
    if (state === "complete") reading.complete += 1;
    if (state === "unreadable") {
      account.unreadable += 1;
      this.lastUnreadable = event;
    }
  }

  sum(of: (account: AccountReading) => number): number {
    return this.accounts.values().reduce((sum, account) => sum + of(account), 0);
  }

  private plan(account: AccountRead): void {
    const cells = account.regions.length * this.checks;
    this.accounts.set(account.account, { account, cells, answered: 0, items: 0, unreadable: 0 });
  }

  private account({ account, accountName }: Unit): AccountReading {
    const known = this.accounts.get(account);
    if (known !== undefined) return known;
    const name = accountName === undefined ? {} : { accountName };
    this.plan({ type: "account", account, ...name, regions: [], disabled: [] });
    return this.accounts.get(account)!;
  }
}
