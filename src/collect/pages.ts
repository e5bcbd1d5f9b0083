import { valuesAt, type End, type FlawedItem, type Listing, type Page } from "../contract/index.ts";
import { services } from "../listings/index.ts";
import { MalformedAnswer } from "./failure.ts";
import { narrower } from "./narrow.ts";

/** One call of a listing's operation: input in, the SDK's output out. */
export type Call = (input: Record<string, unknown>) => Promise<Record<string, unknown>>;

/** Pages without items are allowed, but a service that sends only such pages would keep us for ever. */
const MOST_EMPTY_PAGES = 100;

/**
 * Reads a listing to its last page. Throws what the call throws, and `MalformedAnswer` for an answer that cannot be
 * the whole truth: the items are absent (AWS writes an empty list as an empty element), or a token or page repeats.
 */
export async function readPages(
  listing: Listing,
  call: Call,
  input: Readonly<Record<string, unknown>>,
  onPage: (page: Page) => void | Promise<void>,
): Promise<void> {
  const { paging } = services[listing.service];
  const narrow = narrower(listing);
  const tokens = new Set<string>();
  const beginnings = new Set<unknown>();
  const size = typeof listing.page === "number" ? { [paging.size]: listing.page } : {};
  const fixed = { ...listing.input, ...input, ...size };
  let token: string | undefined;
  let emptyPages = 0;
  do {
    const output = await call(token === undefined ? fixed : { ...fixed, [paging.tokenIn]: token });
    const page = { items: [] as unknown[], flawed: [] as FlawedItem[] };
    const raws = itemsOf(listing, output);
    refuseRepeated(listing, raws, beginnings);
    for (const raw of raws) {
      if (passesOver(listing, raw)) continue;
      const narrowed = narrow(raw);
      if ("missing" in narrowed) page.flawed.push(narrowed);
      else page.items.push(narrowed.item);
    }
    await onPage(page);
    token = tokenOf(output[paging.tokenOut]);
    if (token !== undefined && tokens.has(token)) {
      throw new MalformedAnswer("RepeatedToken", "the answer repeats a page token");
    }
    if (token !== undefined) tokens.add(token);
    emptyPages = raws.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages === MOST_EMPTY_PAGES && token !== undefined) {
      throw new MalformedAnswer("EmptyPages", `${MOST_EMPTY_PAGES} pages without items, one after the other`);
    }
  } while (token !== undefined);
}

/** A page that begins as one before did is that page again: nothing says what came of the one that should stand there. */
function refuseRepeated(listing: Listing, [first]: readonly unknown[], beginnings: Set<unknown>): void {
  const { id: template } = listing.resource;
  const paths = template.includes("{") ? template.matchAll(/\{([\w.]+)\}/g).map(([, path = ""]) => path) : [template];
  const id = [...paths].map((path) => valuesAt(first, path)[0]).join(" ");
  if (id.trim() === "") return;
  if (beginnings.has(id)) throw new MalformedAnswer("RepeatedPage", "the answer repeats a page");
  beginnings.add(id);
}

/** What has not the field may be one of those that are asked for, and is found flawed. */
function passesOver({ only = {} }: Listing, raw: unknown): boolean {
  return Object.entries(only).some(([field, values]) => {
    const value = (raw as Readonly<Record<string, string | undefined>>)[field];
    return value !== undefined && !values.includes(value);
  });
}

function tokenOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function itemsOf(listing: Listing, output: Record<string, unknown>): unknown[] {
  let items: unknown[] = [output];
  for (const name of listing.items === "" ? [] : listing.items.split(".")) {
    items = items.flatMap((holder) => {
      const held = (holder as Record<string, unknown> | null)?.[name];
      if (typeof held !== "object" || held === null) {
        throw new MalformedAnswer("NoItems", `the answer has no ${listing.items}`);
      }
      return held;
    });
  }
  return items;
}

/** The end of a listing that was read to its last page. */
export const complete: End = { complete: true };
