import type { AccountPlan, End, FlawedItem, Listing, Page, Source, Unit } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import { lacking } from "./lacking.ts";
import type { Header, Line } from "./line.ts";
import { fieldsOf } from "./types.ts";

/** One listing of one unit, as it was read. */
export interface RecordedListing {
  readonly pages: readonly Page[];
  readonly end: End;
}

/** A recording in memory. */
export interface Recording extends Source, Header {
  readonly recorded: string;
  readonly plans: readonly AccountPlan[];
  /** The listings that were read of a unit, by id. */
  listings(account: string, region: string): ReadonlyMap<string, RecordedListing>;
}

interface Gathered {
  readonly pages: Page[];
  end?: End;
}

/** The region of what has none: no account's plan names it. */
const GLOBAL = "global";

const NOTHING: ReadonlyMap<string, RecordedListing> = new Map();

/** Puts a recording together from its lines. `add` throws an `Error` for a line that does not fit those before it. */
export class RecordingBuilder {
  private header: Header | null = null;
  private readonly plans: AccountPlan[] = [];
  /** Account → the regions that may have pages. */
  private readonly regions = new Map<string, Set<string>>();
  private readonly units = new Map<string, Map<string, Gathered>>();

  add(line: Line): void {
    if (line.kind === "recording") {
      if (this.header !== null) throw new Error("a second header");
      const { kind: _kind, version: _version, ...header } = line;
      this.header = header;
      return;
    }
    if (this.header === null) throw new Error('the header is missing: the first line must be of kind "recording"');
    if (line.kind === "account") return this.addAccount(line);
    const gathered = this.gathered(line.account, line.region, line.listing);
    if (gathered.end !== undefined)
      throw new Error(`${line.listing} of ${line.account} ${line.region} has ended before`);
    if (line.kind === "page") gathered.pages.push({ items: line.items, flawed: line.flawed });
    else gathered.end = line.complete ? { complete: true } : { complete: false, unreadable: line.unreadable };
  }

  /** `name` is what findings call their source. */
  build(name: string): Recording {
    const { header, plans } = this;
    if (header === null) throw new Error("the header is missing: the file is empty");
    const units = new Map(this.units.entries().map(([unit, listings]) => [unit, ended(listings)]));
    const listings = (account: string, region: string) => units.get(key(account, region)) ?? NOTHING;
    return {
      name,
      ...header,
      plans,
      listings,
      accounts: async () => plans,
      read: async ({ unit, listing }, onPage) => {
        const found = listings(unit.account, unit.region).get(listing.id);
        if (found === undefined) return notRecorded(unit, listing);
        for (const page of found.pages) await onPage(checked(page, listing));
        return found.end;
      },
    };
  }

  private addAccount(line: Extract<Line, { kind: "account" }>): void {
    const { kind: _kind, ...plan } = line;
    const { account, unreadable } = plan;
    // Accounts whose credentials failed have no id that tells them apart.
    const again = this.plans.some((other) => other.account === account && !(other.unreadable && unreadable));
    if (again) throw new Error(`account ${account} was there before`);
    const names = plan.regions.map(({ region }) => region);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`account ${account} has the region ${twice} twice`);
    this.plans.push(plan);
    this.regions.set(account, new Set([...(this.regions.get(account) ?? []), ...names, GLOBAL]));
  }

  private gathered(account: string, region: string, listing: string): Gathered {
    const regions = this.regions.get(account);
    if (regions === undefined) throw new Error(`account ${account} has no line of its own`);
    if (!regions.has(region)) throw new Error(`the line of account ${account} does not name the region ${region}`);
    const listings = this.units.get(key(account, region)) ?? new Map<string, Gathered>();
    this.units.set(key(account, region), listings);
    const gathered = listings.get(listing) ?? { pages: [] };
    listings.set(listing, gathered);
    return gathered;
  }
}

/** A recording from its lines, for who makes one up. */
export function recordingOf(name: string, lines: Iterable<Line>): Recording {
  const builder = new RecordingBuilder();
  for (const line of lines) builder.add(line);
  return builder.build(name);
}

function key(account: string, region: string): string {
  return JSON.stringify([account, region]);
}

/** A listing without its end was still being read when the recording was closed: nothing vouches for its pages. */
function ended(listings: ReadonlyMap<string, Gathered>): ReadonlyMap<string, RecordedListing> {
  const all = listings
    .entries()
    .flatMap(([id, { pages, end }]) => (end === undefined ? [] : [[id, { pages, end }] as const]));
  return new Map(all);
}

/** Marks the items that lack a field that is required now. */
function checked({ items, flawed }: Page, listing: Listing): Page {
  const fields = fieldsOf(listing);
  const lack = items.map((item) => lacking(item as object, fields));
  if (lack.every((missing) => missing === null)) return { items, flawed };
  const found = lack.flatMap((missing, i): FlawedItem[] => (missing === null ? [] : [{ item: items[i], missing }]));
  return { items: items.filter((_, i) => lack[i] === null), flawed: [...flawed, ...found] };
}

/** What the recording lacks was not read, which is not the same as empty. */
function notRecorded(unit: Pick<Unit, "account" | "region">, { id, service, operation, iam }: Listing): End {
  const api = `${services[service].iamPrefix}:${operation}`;
  const message = `the recording has no ${id} of this account and region: record again with this check enabled`;
  const { account, region } = unit;
  const unreadable = { kind: "malformed", api, action: iam[0] ?? api, code: "NotRecorded", message } as const;
  return { complete: false, unreadable: { ...unreadable, account, region } };
}
