import { z } from "zod";
import type { ItemOf, Listing } from "./listing.ts";
import type { Fail, Verdict } from "./outcome.ts";
import type { Proof } from "./proof.ts";
import type { Severity } from "./severity.ts";
import type { Resource, Unit } from "./unit.ts";

/** A complete listing that a check reads beside the one it judges. */
export interface Table<Item> extends Iterable<Item> {
  readonly size: number;
  /** The items whose field has this value; looked up in an index that is built once. */
  where<K extends keyof Item & string>(field: K, value: Item[K]): readonly Item[];
}

type Listings = Readonly<Record<string, Listing>>;
type Tables<W extends Listings> = { readonly [K in keyof W]: Table<ItemOf<W[K]>> };

interface Described {
  /** The file's name; it states the wanted state, such as `ebs-volume-encrypted`. */
  readonly id: string;
  /** Ids that this check had before; their findings are its findings. */
  readonly aliases?: readonly string[];
  readonly severity: Severity;
  /** The wanted state, as a sentence. */
  readonly title: string;
  /** What goes wrong without it. */
  readonly why: string;
  /** What to do about a finding. */
  readonly fix: string;
  /** Where the rule and the meaning of the fields are written down: addresses of documents. */
  readonly sources: readonly string[];
  /** Further controls it serves, beside the one whose folder it lies in. */
  readonly controls?: readonly string[];
}

/** A check of each item of one listing. */
export interface ResourceCheck<
  L extends Listing = Listing,
  W extends Listings = Listings,
  P extends z.ZodType = z.ZodType,
> extends Described {
  readonly scope?: "resource";
  /** The listing it gives one answer per item for. */
  readonly over: L;
  /** The listings it reads beside; they are complete before the first item is judged. */
  readonly with?: W;
  /** Tables that are read only where a parameter of this name is set; elsewhere they are empty. For costly listings. */
  readonly when?: Readonly<Partial<Record<keyof W & string, string>>>;
  /** What a binding may set, with defaults. */
  readonly params?: P;
  /**
   * Judges one item. Pure: no I/O, no clock, no environment. Several fails are several findings, told apart by
   * their keys. May throw: the engine then answers `unknown` for the cell. `at` is the time to judge by: when the
   * accounts were read, that is the scan's start, or the recording's time; ISO 8601.
   */
  judge(item: ItemOf<L>, tables: Tables<W>, params: z.infer<P>, at: string): Verdict | readonly Fail[];
}

/** The listings of one unit, as an estate check sees them. */
export interface EstateUnit<W extends Listings = Listings> {
  readonly unit: Unit;
  readonly tables: Tables<W>;
}

/** What an estate check says of one resource: which unit and listing it is of, the item, the verdict. */
export interface EstateVerdict {
  readonly unit: Unit;
  readonly of: Listing;
  readonly item: unknown;
  readonly verdict: Verdict | readonly Fail[];
}

/**
 * A check that looks across accounts and regions; runs once, after all units were read. It sees the units whose
 * listings are complete; where one is not, every pass of the estate is `unknown`, for what is missing could change it.
 */
export interface EstateCheck<W extends Listings = Listings, P extends z.ZodType = z.ZodType> extends Described {
  readonly scope: "estate";
  readonly with: W;
  readonly when?: Readonly<Partial<Record<keyof W & string, string>>>;
  readonly params?: P;
  /** `at` as for a check of a resource. */
  judge(estate: readonly EstateUnit<W>[], params: z.infer<P>, at: string): Iterable<EstateVerdict>;
}

/** What a network check says of one resource, and whose it is: null for nobody in particular. */
export interface NetworkVerdict {
  readonly unit: Unit;
  readonly resource: Resource;
  readonly customer: string | null;
  readonly verdict: Verdict | readonly Fail[];
}

/**
 * A check of who reaches what; runs once, after all units were read. It sees the network of the whole estate, in which what
 * was not read makes unknown what depends on it, and no more. For checks of the house: those of a user's folder run apart,
 * and see listings.
 */
export interface NetworkCheck<P extends z.ZodType = z.ZodType> extends Described {
  readonly scope: "network";
  readonly params?: P;
  /** One resource may have two verdicts: its fails, and `undecided` for what else may be wrong. `at` as for others. */
  judge(proof: Proof, params: z.infer<P>, at: string): Iterable<NetworkVerdict>;
}

/** Any check, with its types forgotten: what the engine handles. */
export type Check = ResourceCheck<any, any, any> | EstateCheck<any, any> | NetworkCheck<any>;

const NoParams = z.strictObject({});

/** Declares a check; the types of what `judge` is given follow from `over`, `with` and `params`. */
export function defineCheck<
  L extends Listing,
  const W extends Listings = Record<never, never>,
  P extends z.ZodType = typeof NoParams,
>(check: ResourceCheck<L, W, P>): ResourceCheck<L, W, P>;
export function defineCheck<const W extends Listings, P extends z.ZodType = typeof NoParams>(
  check: EstateCheck<W, P>,
): EstateCheck<W, P>;
export function defineCheck<P extends z.ZodType = typeof NoParams>(check: NetworkCheck<P>): NetworkCheck<P>;
export function defineCheck(check: object): never {
  return Object.freeze({ params: NoParams, ...check }) as never;
}
