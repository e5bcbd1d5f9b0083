import type { End, FlawedItem, Listing, Page, Source, Unit, Unreadable } from "../contract/index.ts";
import type { Gathered } from "../evaluate/index.ts";

/** What reading tells of its progress. */
export interface Progress {
  readonly unit: Unit;
  readonly listing: string;
  /** So far. */
  readonly items: number;
  readonly pages: number;
  readonly state: "reading" | "complete" | "unreadable";
}

/**
 * Reads the listings of one unit: parents before their children, what is gathered whole once. Listings of services
 * without regions come from the account's own reader, which all of its units share.
 */
export class UnitReader {
  /** The listings that are there whole. */
  readonly gathered = new Map<Listing, Gathered>();
  /** Whether any listing was read to its end. */
  readAny = false;
  private readonly gathering = new Map<Listing, Promise<Gathered>>();
  private readonly unit: Unit;
  private readonly source: Source;
  private readonly progress: (event: Progress) => void;
  private readonly account: UnitReader | null;

  constructor(unit: Unit, source: Source, progress: (event: Progress) => void, account: UnitReader | null = null) {
    this.unit = unit;
    this.source = source;
    this.progress = progress;
    this.account = account;
  }

  /** Reads a listing whole, once. */
  async gather(listing: Listing): Promise<Gathered> {
    if (listing.scope !== "global" || this.account === null) return await this.gatherOnce(listing);
    const read = await this.account.gather(listing);
    this.gathered.set(listing, read);
    return read;
  }

  private gatherOnce(listing: Listing): Promise<Gathered> {
    let started = this.gathering.get(listing);
    if (started === undefined) {
      started = this.gatherNow(listing);
      this.gathering.set(listing, started);
    }
    return started;
  }

  /** Gives a listing's pages as they arrive, one after the other. */
  async stream(listing: Listing, onPage: (page: Page) => void | Promise<void>): Promise<End> {
    if (listing.scope === "global" && this.account !== null) {
      const read = await this.gather(listing);
      await onPage(read);
      this.readAny ||= read.end.complete;
      return read.end;
    }
    const parents = listing.each === undefined ? null : await this.gather(listing.each.of);
    const broken = parents === null ? null : brokenParents(listing, parents, this.unit);
    const end = broken ?? (await this.read(listing, parents?.items, onPage));
    this.readAny ||= end.complete;
    return end;
  }

  private async read(
    listing: Listing,
    parents: readonly unknown[] | undefined,
    onPage: (page: Page) => void | Promise<void>,
  ): Promise<End> {
    const { unit } = this;
    let items = 0;
    let pages = 0;
    const tell = (state: Progress["state"]) => this.progress({ unit, listing: listing.id, items, pages, state });
    tell("reading");
    // Pages of several parents arrive at once.
    let turn = Promise.resolve();
    const request = parents === undefined ? { unit, listing } : { unit, listing, parents };
    const end = await this.source.read(request, (page) => {
      items += page.items.length + page.flawed.length;
      pages++;
      tell("reading");
      turn = turn.then(() => onPage(page));
      return turn;
    });
    tell(end.complete ? "complete" : "unreadable");
    return end;
  }

  private async gatherNow(listing: Listing): Promise<Gathered> {
    const items: unknown[] = [];
    const flawed: FlawedItem[] = [];
    const end = await this.stream(listing, (page) => {
      for (const item of page.items) items.push(item);
      for (const item of page.flawed) flawed.push(item);
    });
    const result = { items, flawed, end };
    this.gathered.set(listing, result);
    return result;
  }
}

/** The listings that other listings are asked by, and that must be there whole. */
export function parentsOf(listing: Listing): readonly Listing[] {
  return listing.each === undefined ? [] : [...parentsOf(listing.each.of), listing.each.of];
}

/** How a listing ends that could not be asked for all of its parents. */
function brokenParents(listing: Listing, { end, flawed }: Gathered, unit: Unit): End | null {
  if (!end.complete) return end;
  const [first] = flawed;
  const parent = listing.each?.of;
  if (first === undefined || parent === undefined) return null;
  const action = parent.iam[0] ?? parent.id;
  const unreadable: Unreadable = {
    kind: "malformed",
    api: action,
    action,
    code: "MissingField",
    message: `the answer lacks ${first.missing}`,
    account: unit.account,
    region: unit.region,
  };
  return { complete: false, unreadable };
}
