import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { saveLock } from "../../src/config/index.ts";
import { folders } from "../kit/folder.ts";

const folder = folders();
const beside = (root: string) => ({ folder: root, path: join(root, "clausewatch.yaml") });

describe("what somebody else accepted in the meantime is not lost", () => {
  test.each<[string, string | null, string]>([
    ["the first two", null, "theirs"],
    ["two at once", "before", "theirs"],
  ])("%s", async (_, before, theirs) => {
    const root = await folder(before === null ? {} : { "policy.lock": before });
    await saveLock(beside(root), theirs, before);
    await expect(saveLock(beside(root), "ours", before)).rejects.toThrow(
      /policy\.lock: the lock changed in the meantime\. Nothing was written: run `clausewatch policy accept` again\.$/,
    );
    expect(await readFile(join(root, "policy.lock"), "utf8")).toBe(theirs);
    expect(await readdir(root)).toEqual(["policy.lock"]);
  });

  test("nor what is written while ours is", async () => {
    const root = await folder();
    const all = await Promise.allSettled(["a", "b", "c"].map((text) => saveLock(beside(root), text, null)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const kept = all.findIndex(({ status }) => status === "fulfilled");
    expect(await readFile(join(root, "policy.lock"), "utf8")).toBe("abc"[kept]);
  });
});

test("what a stopped write left beside is in nobody's way", async () => {
  const root = await folder({ "policy.lock": "before" });
  await writeFile(join(root, "policy.lock.0b5b2a1e.new"), "half");
  await saveLock(beside(root), "after", "before");
  expect(await readFile(join(root, "policy.lock"), "utf8")).toBe("after");
});
