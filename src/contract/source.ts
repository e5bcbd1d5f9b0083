/** Where listings come from: live accounts, or a recording. The scan sees no difference. */
import type { Listing } from "./listing.ts";
import type { Unit, Unreadable } from "./unit.ts";

/** Items of one page, after the allow list. */
export interface Page {
  readonly items: readonly unknown[];
  /** Items that lack a required field. */
  readonly flawed: readonly FlawedItem[];
}

export interface FlawedItem {
  /** What could be kept of it. */
  readonly item: unknown;
  /** The path of the first missing required field, such as `IpPermissions[2].IpProtocol`. */
  readonly missing: string;
}

/** How a listing ended: every page arrived, or not, and why. */
export type End = { readonly complete: true } | { readonly complete: false; readonly unreadable: Unreadable };

/**
 * An account with the units to read; without any, where it is known and not to be read. The id `*` stands for the accounts
 * of an organization that would not say which they are. `unreadable` where it or its regions could not be found out (then one unit, region `*`).
 */
export interface AccountPlan {
  readonly account: string;
  readonly accountName?: string;
  readonly partition: string;
  /** The ARN of whom the account was read as. */
  readonly identity?: string;
  readonly regions: readonly RegionPlan[];
  /** Regions that exist and are not enabled. */
  readonly disabled: readonly string[];
  readonly unreadable?: Unreadable;
}

export interface RegionPlan {
  readonly region: string;
  /** Set where nothing in it can be read, known beforehand: a region that was asked for and is disabled. */
  readonly unreadable?: Unreadable;
}

export interface ReadRequest {
  readonly unit: Unit;
  readonly listing: Listing;
  /** The complete items of `listing.each.of`, where the listing is asked once per item of another. */
  readonly parents?: readonly unknown[];
}

/** What alone was asked for. */
export interface Only {
  /** Fewer accounts than there are. */
  readonly accounts?: readonly string[];
  /** Regions by name, and not all that are enabled. */
  readonly regions?: readonly string[];
}

export interface Source {
  /** `live`, or the recording's file name. */
  readonly name: string;
  /** Absent where nothing was left out. */
  readonly only?: Only;
  /** When the accounts were read, where not now. ISO 8601. */
  readonly recorded?: string;
  accounts(): Promise<readonly AccountPlan[]>;
  /** Gives each page as it arrives and waits for `onPage`; never throws for a failed read: the end says so. */
  read(request: ReadRequest, onPage: (page: Page) => void | Promise<void>): Promise<End>;
}
