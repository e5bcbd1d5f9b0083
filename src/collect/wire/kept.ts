import { optional, type Fields, type Listing } from "../../contract/index.ts";
import { services } from "../../listings/index.ts";

/** Where a call's listing stands in the context that the SDK hands from the request to the reading of the answer. */
export const LISTING = "clausewatch.listing";

/** What is read of the answers of a listing: the fields it keeps, where its items stand, and the token of the next page. */
export function keptOf({ service, items, fields }: Listing): Fields {
  const path = items === "" ? [] : items.split(".");
  const kept = path.reduceRight<Fields>((inner, name) => ({ [name]: optional(inner) }), fields);
  return { ...kept, [services[service].paging.tokenOut]: optional() };
}
