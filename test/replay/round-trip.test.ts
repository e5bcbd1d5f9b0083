import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Listing } from "../../src/contract/index.ts";
import { listings } from "../../src/listings/index.ts";
import { startReplay } from "../../src/replay/index.ts";
import { itemsOf, readListing, recordingOfAccounts } from "../kit/replay.ts";

const account = "111122223333";
const region = "eu-west-1";

/** Answered from the account's plan and the caller's credentials: nothing of them is recorded as a listing. */
const answeredOtherwise = new Set(["ec2.regions", "sts.identity"]);
const recorded = [...listings.values()].filter(({ id }) => !answeredOtherwise.has(id));

const idOf = ({ resource }: Listing, item: Readonly<Record<string, unknown>>) => item[resource.id];

async function serve(made: Readonly<Record<string, readonly object[]>>, pageLimit: number, prebuild: boolean) {
  const recording = recordingOfAccounts({ account, regions: { [region]: made } });
  return await startReplay({ recordings: [recording], pageLimit, prebuild });
}

describe("what is recorded comes back through the SDK as it was", () => {
  const plain = recorded.filter(({ each }) => each === undefined);
  const children = recorded.filter(({ each }) => each !== undefined);

  test.each(plain.map((listing) => [listing.id, listing] as const))("%s", async (id, listing) => {
    const items = fc.array(await itemsOf(listing), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 8 }), fc.boolean(), async (items, pageLimit, prebuild) => {
        const replay = await serve({ [id]: items }, pageLimit, prebuild);
        try {
          expect(await readListing(replay.url, listing)).toEqual(items);
          expect(replay.requests).toHaveLength(Math.max(1, Math.ceil(items.length / pageLimit)));
        } finally {
          await replay.close();
        }
      }),
      { numRuns: 20 },
    );
  });

  test.each(children.map((listing) => [listing.id, listing] as const))("%s, parent by parent", async (id, listing) => {
    const { of, by, where } = listing.each!;
    const parents = fc.uniqueArray(await itemsOf(of), { maxLength: 3, selector: (parent) => idOf(of, parent) });
    // Parents that are not asked for: none are made up here.
    const asked = parents.map((all) =>
      all.map((parent) => (where?.(parent as never) === false ? { ...parent, Protocol: "HTTP" } : parent)),
    );
    const items = fc.array(await itemsOf(listing), { maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(
        asked,
        items,
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (parents, items, pageLimit, prebuild) => {
          const stamped =
            parents.length === 0 ? [] : items.map((item, i) => ({ ...item, [by]: parents[i % parents.length]![by] }));
          const replay = await serve({ [of.id]: parents, [id]: stamped }, pageLimit, prebuild);
          try {
            for (const parent of parents) {
              const read = await readListing(replay.url, listing, { input: { [by]: parent[by] } });
              const own = stamped.filter((item) => item[by] === parent[by]);
              expect(read.map((item) => Object.assign(item, { [by]: parent[by] }))).toEqual(own);
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
