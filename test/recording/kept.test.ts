import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Page } from "../../src/contract/index.ts";
import { listings } from "../../src/listings/index.ts";
import { Content, KeepError, KeptListings, linesOf } from "../../src/recording/index.ts";
import { folders } from "../kit/folder.ts";
import { hostile } from "../kit/hostile.ts";

const folder = folders();
const kept = async () => new KeptListings(join(await folder(), "recordings"));
const page = (...items: object[]): Page => ({ items, flawed: [] });
const [one, two, three] = [1, 2, 3].map((n) => ({ VolumeId: `vol-${n}`, Encrypted: true })) as [object, object, object];

/** Keeps a listing that arrives on these pages. Gives its hash. */
async function keep(into: KeptListings, ...pages: readonly Page[]): Promise<string> {
  const content = new Content();
  const listing = into.begin();
  for (const page of pages) {
    content.add(linesOf(page));
    await listing.add(linesOf(page));
  }
  const { sha256 } = content.sum();
  await listing.end(sha256);
  return sha256;
}

async function filesIn({ folder }: KeptListings): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

const sorted = ({ items, flawed }: Page) => ({ items: items.map((item) => JSON.stringify(item)).sort(), flawed });

describe("a listing is read as it was kept", () => {
  const flawed = { items: [one], flawed: [{ item: two, missing: "Encrypted" }] };
  const odd = { Tags: Object.values(hostile).map((Value) => ({ Key: "\ud800", Value })) };
  const large = page(...Array.from({ length: 3000 }, (_, i) => ({ n: i, text: randomBytes(600).toString("hex") })));
  test.each<[string, Page[], Page]>([
    ["nothing", [], page()],
    ["an empty page", [page()], page()],
    ["two pages", [page(one), page(two, three)], page(one, two, three)],
    ["the same twice", [page(one, one)], page(one, one)],
    ["one that lacks a field", [flawed], flawed],
    ["hostile strings", [page(odd)], page(odd)],
    [
      "more than is packed at once",
      [large, page(one), large],
      page(...(large.items.concat(one, large.items) as object[])),
    ],
  ])("%s", async (_, pages, whole) => {
    const into = await kept();
    const sha256 = await keep(into, ...pages);
    await into.settle();
    expect(sorted(await new KeptListings(into.folder).read(sha256))).toEqual(sorted(whole));
  });

  test("no listing keeps a field by which an item would be taken for one that lacks something", () => {
    for (const { id, fields } of listings.values()) expect(Object.keys(fields), id).not.toContain("missing");
  });
});

test("each content is there once, for its owner alone, and may be kept by several at a time", async () => {
  const into = await kept();
  const other = new KeptListings(into.folder);
  const all = await Promise.all([
    ...Array.from({ length: 20 }, () => keep(into, page(one), page(two))),
    ...Array.from({ length: 20 }, () => keep(other, page(two, one))),
    keep(other, page(three)),
  ]);
  await into.settle();
  await other.settle();
  expect(new Set(all).size).toBe(2);
  const files = await filesIn(into);
  expect(files.length).toBe(2);
  for (const file of files) {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  }
});

test("each bit of a file that is flipped changes nothing that is read, or is told with the file's name", async () => {
  const into = await kept();
  const sha256 = await keep(into, page(one, two), page(three));
  const [file] = (await filesIn(into)) as [string];
  const whole = await readFile(file);
  const before = sorted(await into.read(sha256));
  let told = 0;
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = Buffer.from(whole);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    await writeFile(file, bytes);
    const read = await into.read(sha256).catch((error: unknown) => error);
    if (read instanceof KeepError) {
      expect(read.message).toContain(file);
      told++;
    } else expect(sorted(read as Page)).toEqual(before);
  }
  // The header of gzip names a system and a time.
  expect(told).toBeGreaterThan(whole.length * 8 - 10 * 8);
});

test.each<[string, (text: string) => Buffer]>([
  ["cut", (text) => gzipSync(text).subarray(0, -9)],
  ["empty", () => Buffer.alloc(0)],
  ["not packed", (text) => Buffer.from(text)],
  ["less by an item", (text) => gzipSync(text.slice(text.indexOf("\n") + 1))],
  ["more by an item", (text) => gzipSync(`${text}${text}`)],
  ["of a hash's lines, but another", (text) => gzipSync(text.replaceAll("true", "false"))],
])("what is %s is not read", async (_, change) => {
  const into = await kept();
  const sha256 = await keep(into, page(one, two));
  const [file] = (await filesIn(into)) as [string];
  await writeFile(file, change(gunzipSync(await readFile(file)).toString("utf8")));
  await expect(into.read(sha256)).rejects.toThrow(KeepError);
});

test("what is not there is told", async () => {
  const into = await kept();
  const sha256 = await keep(into, page(one));
  await into.expect([sha256]);
  await expect(into.expect([sha256, "ab".repeat(32)])).rejects.toThrow(/1 of the 2 listings .* such as (ab){32}/);
  await expect(into.read("ab".repeat(32))).rejects.toThrow("ENOENT");
});

test("what cannot be kept is told when all should be, and leaves no half file", async () => {
  const into = await kept();
  await mkdir(dirname(into.folder), { recursive: true });
  await writeFile(into.folder, "a file");
  await keep(into, page(one));
  await expect(into.settle()).rejects.toThrow(`${into.folder}: what was read cannot be kept:`);
  await rm(into.folder);
  const again = new KeptListings(into.folder);
  const sha256 = await keep(again, page(one));
  await again.settle();
  expect((await filesIn(again)).map((file) => file.slice(-67))).toEqual([`${sha256}.gz`]);
});

test("goes for good: what nobody names, nobody needed lately, and what a crash left", async () => {
  const into = await kept();
  const [named, old, young] = [await keep(into, page(one)), await keep(into, page(two)), await keep(into, page(three))];
  const place = (sha256: string) => join(into.folder, sha256.slice(0, 2), `${sha256}.gz`);
  const left = `${place(old).slice(0, -3)}.00000000-0000-4000-8000-000000000000.new`;
  const others = [join(into.folder, "README"), join(dirname(place(old)), "mine.gz")];
  for (const path of [left, ...others]) await writeFile(path, "");
  const since = new Date("2026-02-01");
  for (const path of [place(named), place(old), place(young), left, ...others])
    await utimes(path, new Date("2026-01-01"), new Date("2026-01-01"));
  // Needed again.
  await keep(new KeptListings(into.folder), page(three));
  const found = await into.unnamed(new Set([named]), since);
  expect(found.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: left, sha256: null },
    { path: place(old), sha256: old },
  ]);
  expect(await (await kept()).unnamed(new Set(), since)).toEqual([]);
});
