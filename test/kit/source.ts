import type { AccountPlan, End, Listing, Page, ReadRequest, Source, Unreadable } from "../../src/contract/index.ts";

/** What a listing answers in a test: its pages, and how it ends. */
export interface Answer {
  readonly pages: readonly Page[];
  readonly end?: End;
}

export function page(...items: unknown[]): Page {
  return { items, flawed: [] };
}

export function denied(listing: Listing, account = "111122223333", region = "eu-central-1"): Unreadable {
  const action = listing.iam[0] ?? "";
  return { kind: "denied", api: action, action, code: "AccessDenied", message: "no", account, region };
}

export const oneAccount: AccountPlan = {
  account: "111122223333",
  accountName: "production",
  partition: "aws",
  regions: [{ region: "eu-central-1" }],
  disabled: [],
};

/** A source that answers from a table: listing → answer, the same in every unit. Children are given whole. */
export function tableSource(
  answers: ReadonlyMap<Listing, Answer>,
  accounts: readonly AccountPlan[] = [oneAccount],
): Source & { readonly reads: ReadRequest[] } {
  const reads: ReadRequest[] = [];
  return {
    name: "table",
    reads,
    accounts: async () => accounts,
    read: async (request, onPage) => {
      reads.push(request);
      const { pages, end = { complete: true } } = answers.get(request.listing) ?? { pages: [] };
      for (const one of pages) await onPage(one);
      return end;
    },
  };
}
