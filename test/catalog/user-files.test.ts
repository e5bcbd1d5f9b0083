import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { digestOf, userFiles } from "../../src/catalog/user-files.ts";
import { tree } from "./tree.ts";

const files = {
  "mine.ts": "1",
  "shared/ports.ts": "2",
  "a/control.yaml": "3",
  ".git/x.ts": "4",
  "node_modules/y.js": "5",
};

test("what checks of users are made of is all that lies in their folders, but for what is hidden or installed", () => {
  const folder = tree(files);
  expect(userFiles([folder]).map((file) => file.slice(folder.length + 1))).toEqual([
    "a/control.yaml",
    "mine.ts",
    "shared/ports.ts",
  ]);
  expect(userFiles([join(folder, "nowhere")])).toEqual([]);
});

test("the same files elsewhere are the same, and what a check shares is part of it", () => {
  const [one, other] = [tree(files), tree(files)];
  expect(digestOf([one])).toBe(digestOf([other]));
  const before = digestOf([other]);
  writeFileSync(join(other, "shared/ports.ts"), "3");
  expect(digestOf([other])).not.toBe(before);
});
