import { expect, test } from "vitest";
import { ListingsRead, ListingsSum } from "../../src/app/listings-read.ts";
import type { Source } from "../../src/contract/index.ts";
import { ec2 } from "../../src/listings/index.ts";
import type { ReadListing } from "../../src/store/index.ts";
import { denied, page, tableSource, type Answer } from "../kit/source.ts";

const listing = ec2.volumes;
const volumes = [1, 2, 3, 4].map((n) => ({ VolumeId: `vol-${n}`, Encrypted: true }));
const [one, two, three, four] = volumes as [object, object, object, object];

async function readOnce(answer: Answer): Promise<ReadListing> {
  const source: Source = tableSource(new Map([[listing, answer]]));
  const listings = new ListingsRead(source);
  const [plan] = await listings.source.accounts();
  const unit = { account: plan!.account, partition: plan!.partition, region: "eu-central-1" };
  await listings.source.read({ unit, listing }, () => undefined);
  const [read, ...more] = listings.take(unit);
  expect(more).toEqual([]);
  expect(listings.take(unit)).toEqual([]);
  return read!;
}

test("the same items are the same content, in whatever order and on whatever pages", async () => {
  const asked = await readOnce({ pages: [page(one, two), page(three, four)] });
  expect(asked).toEqual({
    listing: listing.id,
    complete: true,
    items: 4,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await readOnce({ pages: [page(four), page(two, one, three)] })).toEqual(asked);
});

test("another item, one more, one less, one twice, and one that lacks a field are another content", async () => {
  const flawed = { items: [one, two, three], flawed: [{ item: four, missing: "Encrypted" }] };
  const contents = [
    [page(one, two, three)],
    [page(one, two, three, four)],
    [page(one, two, three, { ...four, Encrypted: false })],
    [page(one, two, three, four, four)],
    [flawed],
    [page()],
  ];
  const read = await Promise.all(contents.map((pages) => readOnce({ pages })));
  expect(new Set(read.map(({ sha256 }) => sha256)).size).toBe(contents.length);
  expect(read.map(({ items }) => items)).toEqual([3, 4, 4, 5, 4, 0]);
});

test("what broke off is not told as complete", async () => {
  const read = await readOnce({ pages: [page(one)], end: { complete: false, unreadable: denied(listing) } });
  expect(read).toMatchObject({ complete: false, items: 1 });
});

test("the sum of a scan does not hang on the order of its units, and on everything else", () => {
  const read = { listing: "ec2:volumes", complete: true, items: 2, sha256: "a".repeat(64) };
  const sum = (...units: readonly (readonly [string, ReadListing])[]) => {
    const all = new ListingsSum();
    for (const [region, listing] of units) all.add({ account: "111122223333", region }, [listing]);
    return all.manifest;
  };
  const usual = sum(["a", read], ["b", read]);
  expect(usual).toMatchObject({ read: 2, incomplete: 0, items: 4 });
  expect(sum(["b", read], ["a", read])).toEqual(usual);
  for (const other of [{ items: 3 }, { complete: false }, { sha256: "b".repeat(64) }, { listing: "ec2:vpcs" }])
    expect(sum(["a", read], ["b", { ...read, ...other }]).sha256).not.toBe(usual.sha256);
  expect(sum(["a", read], ["c", read]).sha256).not.toBe(usual.sha256);
});
