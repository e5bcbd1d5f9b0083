import { askedBy, type Listing } from "../contract/index.ts";
import { listings, services } from "../listings/index.ts";
import type { Api } from "./api.ts";
import { GLOBAL, type Call } from "./call.ts";
import type { Estate } from "./estate.ts";
import type { Answer, ListingPages } from "./pages.ts";
import { bodyOf } from "./respond.ts";

/** Writes every page of the recordings at its listing's largest size, so that serving costs nothing: by the answers' ids. */
export async function prebuild(
  estate: Estate,
  pages: ListingPages,
  apiOf: (service: Listing["service"]) => Promise<Api>,
): Promise<ReadonlyMap<string, Buffer>> {
  const built = new Map<string, Buffer>();
  for (const account of estate.accounts) {
    for (const region of [...estate.regions(account).keys(), GLOBAL]) {
      for (const id of estate.listings(account, region).keys()) {
        const listing = listings.get(id);
        if (listing === undefined) continue;
        const api = await apiOf(listing.service);
        for await (const answer of answersOf(listing, account, region, estate, pages, api)) {
          if (answer.id !== undefined) built.set(answer.id, bodyOf(api, listing.operation, answer));
        }
      }
    }
  }
  return built;
}

/** Every page of a listing, asked for as collecting does. */
async function* answersOf(
  listing: Listing,
  account: string,
  region: string,
  estate: Estate,
  pages: ListingPages,
  api: Api,
): AsyncGenerator<Answer> {
  const { paging } = services[listing.service];
  const { service, operation, each } = listing;
  const fixed = await api.params(operation, listing.input ?? {});
  const recorded = each === undefined ? undefined : estate.listings(account, region).get(each.of.id);
  const parents = recorded?.pages.flatMap(({ items }) => items) ?? [];
  for (const value of each === undefined ? [undefined] : askedBy(each, parents)) {
    let token: string | undefined;
    do {
      const params = new Map(fixed);
      if (each !== undefined) params.set(each.by, String(value));
      if (token !== undefined) params.set(paging.tokenIn, token);
      const call: Call = {
        service,
        region,
        operation,
        version: api.version,
        params,
        accessKeyId: "",
        sessionToken: "",
      };
      const reply = await pages.reply(call, account, api);
      if (typeof reply === "string" || "code" in reply) break;
      yield reply;
      token = reply.tokens?.next;
    } while (token !== undefined);
  }
}
