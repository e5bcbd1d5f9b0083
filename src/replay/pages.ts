/** Listings from the recording, a page at a time. */
import { isDeepStrictEqual } from "node:util";
import type { NormalizedSchema } from "@smithy/core/schema";
import { valuesAt, type Each, type End, type Listing } from "../contract/index.ts";
import { listings, services } from "../listings/index.ts";
import type { RecordedListing } from "../recording/index.ts";
import type { Api } from "./api.ts";
import type { Call } from "./call.ts";
import type { Estate } from "./estate.ts";
import { failure, notRecorded, recordedFailure, type Failure } from "./failure.ts";
import { isList, itemSchema, membersOf } from "./shape.ts";

type Item = Readonly<Record<string, unknown>>;
type Recorded = ReadonlyMap<string, RecordedListing>;

/** An answer before it is written. */
export interface Answer {
  readonly items: readonly unknown[];
  /** The output around items and token. */
  readonly output: (items: readonly unknown[], token: string | undefined) => Record<string, unknown>;
  /** Of an answer in pages: the token of this page and of the next. */
  readonly tokens?: { readonly self: string; readonly next: string | undefined };
  /** Names the page among all pages of all listings. */
  readonly id?: string;
}

/** What becomes of a call: an answer, a refusal, or nothing that a service would say. */
export type Reply = Answer | Failure | "reset" | "empty-body";

/** Where a page begins. The listing's place is in it, so that a token of another listing is refused. */
type Token = readonly [place: string, page: number, start: number];

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function readToken(text: string): Token | null {
  try {
    const [place, page, start] = JSON.parse(Buffer.from(text, "base64url").toString()) as unknown[];
    const counts = Number.isSafeInteger(page) && Number.isSafeInteger(start) && Number(page) > 0 && Number(start) >= 0;
    return typeof place === "string" && counts ? [place, Number(page), Number(start)] : null;
  } catch {
    return null;
  }
}

/** Which page a call asks for, from 1. */
export function pageOf({ service, params }: Call): number {
  return readToken(params.get(services[service].paging.tokenIn) ?? "")?.[1] ?? 1;
}

export class ListingPages {
  private readonly estate: Estate;
  private readonly limitOf: (operation: string) => number;
  private readonly known = new WeakMap<RecordedListing, RecordedItems>();
  /** What is sent for a listing, but for what tells page and parent: the SDK spells it the same every time. */
  private readonly sent = new Map<Listing, ReadonlyMap<string, string>>();

  constructor(estate: Estate, limitOf: (operation: string) => number) {
    this.estate = estate;
    this.limitOf = limitOf;
  }

  /** The page that a call of an account asks for. */
  async reply(call: Call, account: string, api: Api): Promise<Reply> {
    const recorded = this.estate.listings(account, call.region);
    const listing = this.answering(await this.asking(call, api), recorded, call);
    if ("code" in listing) return listing;
    const found = recorded.get(listing.id)!;
    const { each } = listing;
    if (each === undefined) return this.page(call, account, listing, found.end, this.items(found).all, api);
    const parent = call.params.get(each.by);
    const items = this.items(found).where(each.by, parent);
    // Of a list, no items are an answer. A structure that is not there was not given: the parent was gone, or refused.
    const nothing = items.length === 0 && found.end.complete && !isList(api.output(listing.operation), listing.items);
    return nothing ? goneFailure(each, parent) : this.page(call, account, listing, found.end, items, api);
  }

  private page(call: Call, account: string, listing: Listing, end: End, items: readonly Item[], api: Api): Reply {
    const { service, operation, params, region } = call;
    const { paging } = services[service];
    const most = typeof listing.page === "number" ? listing.page : Number.POSITIVE_INFINITY;
    const size = Number(params.get(paging.size) ?? most);
    if (!(size >= 1 && size <= most)) {
      return failure(service, "bad-value", `${paging.size} is ${size}, and must be from 1 to ${most}.`);
    }
    const by = listing.each?.by;
    const place = [listing.id, account, region, by === undefined ? "" : params.get(by)].join(" ");
    const sent = params.get(paging.tokenIn);
    const token: Token | null = sent === undefined ? [place, 1, 0] : readToken(sent);
    if (token === null || token[0] !== place || token[2] > items.length) return failure(service, "bad-token");

    const [, page, start] = token;
    const paged = listing.page !== undefined;
    const stop = paged ? Math.min(items.length, start + Math.min(size, this.limitOf(operation))) : items.length;
    // What was read before the listing failed is served, and then it fails again.
    if (!end.complete && start === stop) return recordedFailure(service, end.unreadable);
    const next = paged && (stop < items.length || !end.complete) ? writeToken([place, page + 1, stop]) : undefined;
    return {
      items: unstamped(items.slice(start, stop), by, itemSchema(api.output(listing.operation), listing.items)),
      output: (items, token) => {
        const path = listing.items === "" ? [] : listing.items.split(".");
        const output = placed(api.output(listing.operation), path, items);
        return token === undefined ? output : { ...output, [paging.tokenOut]: token };
      },
      tokens: { self: writeToken([place, page, start]), next },
      id: `${place} ${start} ${stop}`,
    };
  }

  /** The listings that ask as this call does: several, where it may be about the parents of each. */
  private async asking({ service, operation, params }: Call, api: Api): Promise<readonly Listing[]> {
    const { paging } = services[service];
    const found: Listing[] = [];
    for (const listing of listings.values()) {
      if (listing.service !== service || listing.operation !== operation) continue;
      const own = new Set([listing.each?.by, ...(listing.page === undefined ? [] : [paging.size, paging.tokenIn])]);
      const rest = new Map(params.entries().filter(([name]) => !own.has(name)));
      const sent = this.sent.get(listing) ?? (await api.params(operation, listing.input ?? {}));
      this.sent.set(listing, sent);
      if (isDeepStrictEqual(rest, sent)) found.push(listing);
    }
    return found;
  }

  /** Of the listings that ask so, the one that has the answer, if possible one that was read whole; else a refusal. */
  private answering(candidates: readonly Listing[], recorded: Recorded, call: Call): Listing | Failure {
    const [first] = candidates;
    if (first === undefined) return noListing(call);
    const able = candidates.filter((listing) => this.refusal(listing, recorded, call) === null);
    return able.find(({ id }) => recorded.get(id)?.end.complete) ?? able[0] ?? this.refusal(first, recorded, call)!;
  }

  private refusal({ id, each }: Listing, recorded: Recorded, { params }: Call): Failure | null {
    if (!recorded.has(id)) return notRecorded(`${id} of this account and region`);
    return each === undefined ? null : this.refuseParent(each, recorded, params.get(each.by));
  }

  private refuseParent(each: Each, recorded: Recorded, value: string | undefined): Failure | null {
    const { of, by, from = by, where } = each;
    if (value === undefined) return { status: 400, code: "ValidationError", message: `${by} must be given.` };
    const parents = recorded.get(of.id);
    if (parents === undefined) return notRecorded(`${of.id} of this account and region`);
    const holders = this.items(parents).where(from, value);
    if (holders.length === 0) return goneFailure(each, value);
    return where === undefined || holders.some((parent) => where(parent as never))
      ? null
      : notRecorded(`answer for ${value}`);
  }

  private items(recorded: RecordedListing): RecordedItems {
    let items = this.known.get(recorded);
    if (items === undefined) this.known.set(recorded, (items = new RecordedItems(recorded)));
    return items;
  }
}

/** The items of a recorded listing, flawed ones too, as they came. */
class RecordedItems {
  readonly all: readonly Item[];
  private readonly groups = new Map<string, ReadonlyMap<unknown, readonly Item[]>>();

  constructor({ pages }: RecordedListing) {
    this.all = pages.flatMap(({ items, flawed }) => [...items, ...flawed.map(({ item }) => item)]) as readonly Item[];
  }

  /** Those that have the value at a path. */
  where(path: string, value: unknown): readonly Item[] {
    let groups = this.groups.get(path);
    if (groups === undefined) {
      const holding = this.all.flatMap((item) => valuesAt(item, path).map((value) => ({ value, item })));
      const held = Map.groupBy(holding, ({ value }) => value).entries();
      groups = new Map(held.map(([value, of]) => [value, of.map(({ item }) => item)]));
      this.groups.set(path, groups);
    }
    return groups.get(value) ?? [];
  }
}

function noListing({ service, operation }: Call): Failure {
  return listings.values().some((one) => one.service === service && one.operation === operation)
    ? failure(service, "bad-value", `${operation} is recorded only as clausewatch asks it, with no other parameters.`)
    : failure(service, "no-operation", `The action ${operation} is not valid here.`);
}

function goneFailure({ by, gone }: Each, value: string | undefined): Failure {
  return { status: 400, code: gone[0] ?? "NotFound", message: `${by} ${value} not found.` };
}

/** Collecting stamps the parent's field on the items; not every service sends it. */
function unstamped(items: readonly Item[], by: string | undefined, schema: NormalizedSchema): readonly Item[] {
  if (by === undefined || Object.hasOwn(membersOf(schema), by)) return items;
  return items.map(({ [by]: _stamp, ...item }) => item);
}

/** The items where the output has them: in a list, each in a holder of its own where holders come between; or one as a structure. */
function placed(
  schema: NormalizedSchema,
  [name, ...rest]: readonly string[],
  items: readonly unknown[],
): Record<string, unknown> {
  if (name === undefined) return { ...(items[0] as Record<string, unknown> | undefined) };
  const member = membersOf(schema)[name];
  if (member?.isListSchema()) {
    const element = member.getValueSchema();
    return { [name]: rest.length === 0 ? items : items.map((item) => placed(element, rest, [item])) };
  }
  return items.length === 0 || member === undefined ? {} : { [name]: placed(member, rest, items) };
}
