import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedBy, type Listing } from "../../src/contract/index.ts";
import { listings } from "../../src/listings/index.ts";
import { loadApi } from "../../src/replay/api.ts";
import { GLOBAL } from "../../src/replay/call.ts";
import { startReplay } from "../../src/replay/index.ts";
import { isList } from "../../src/replay/shape.ts";
import { itemsOf, readListing, recordingOfAccounts } from "../kit/replay.ts";

const account = "111122223333";
const region = "eu-west-1";

/** What is asked before the regions are known is answered from plans, credentials and organization, and not recorded. */
const recorded = [...listings.values()].filter(({ scope }) => scope !== "account");

/** What makes a parent one that is asked for, where it is not: none is made up by chance. */
const askedFor: Readonly<Record<string, object>> = {
  "elb.load-balancers": { ListenerDescriptions: [{ Listener: { Protocol: "SSL", LoadBalancerPort: 443 } }] },
  "elbv2.listeners": { Protocol: "HTTP" },
  "rds.db-clusters": { Engine: "postgres" },
  "rds.db-instances": { Engine: "mysql", DBClusterIdentifier: undefined },
};

/** The item with other fields; without those that are undefined. */
const changed = (item: object, others: object | undefined) =>
  JSON.parse(JSON.stringify({ ...item, ...others })) as Record<string, unknown>;

/** How many items an answer has: any number, or the one that it is. */
async function lengths({ service, operation, items }: Listing): Promise<fc.ArrayConstraints> {
  const many = isList((await loadApi(service)).output(operation), items);
  return many ? { maxLength: 7 } : { minLength: 1, maxLength: 1 };
}

const idOf = ({ resource }: Listing, item: Readonly<Record<string, unknown>>) => item[resource.id];

async function serve(
  { scope }: Listing,
  made: Readonly<Record<string, readonly object[]>>,
  pageLimit: number,
  prebuild: boolean,
) {
  const regions = { [scope === "global" ? GLOBAL : region]: made };
  const recording = recordingOfAccounts({ account, regions });
  return await startReplay({ recordings: [recording], pageLimit, prebuild });
}

describe("what is recorded comes back through the SDK as it was", () => {
  const plain = recorded.filter(({ each }) => each === undefined);
  const children = recorded.filter(({ each }) => each !== undefined);

  test.each(plain.map((listing) => [listing.id, listing] as const))("%s", async (id, listing) => {
    const items = fc.array(await itemsOf(listing), await lengths(listing));
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 8 }), fc.boolean(), async (items, pageLimit, prebuild) => {
        const replay = await serve(listing, { [id]: items }, pageLimit, prebuild);
        try {
          expect(await readListing(replay.url, listing)).toEqual(items);
          const pages = listing.page === undefined ? 1 : Math.max(1, Math.ceil(items.length / pageLimit));
          expect(replay.requests).toHaveLength(pages);
        } finally {
          await replay.close();
        }
      }),
      { numRuns: 20 },
    );
  });

  test.each(children.map((listing) => [listing.id, listing] as const))("%s, parent by parent", async (id, listing) => {
    const { each } = listing;
    const { of, by, where } = each!;
    const parents = fc.uniqueArray(await itemsOf(of), { maxLength: 3, selector: (parent) => idOf(of, parent) });
    const asked = parents.map((all) =>
      all.map((parent) => (where?.(parent as never) === false ? changed(parent, askedFor[of.id]) : parent)),
    );
    const own = fc.array(await itemsOf(listing), await lengths(listing));
    const items = fc.array(own, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        asked,
        items,
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (parents, items, pageLimit, prebuild) => {
          const values = [...askedBy(each!, parents)] as readonly string[];
          const stamped = values.flatMap((value, i) => items[i % 3]!.map((item) => ({ ...item, [by]: value })));
          const replay = await serve(listing, { [of.id]: parents, [id]: stamped }, pageLimit, prebuild);
          try {
            for (const value of values) {
              const read = await readListing(replay.url, listing, { input: { [by]: value } });
              const own = stamped.filter((item) => item[by] === value);
              expect(read.map((item) => Object.assign(item, { [by]: value }))).toEqual(own);
            }
          } finally {
            await replay.close();
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
