import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tryWriting, writeText } from "../../src/config/index.ts";
import { folders } from "../kit/folder.ts";

const folder = folders();

test("writes what is new, replaces what is there, and leaves nothing beside", async () => {
  const root = await folder();
  const file = join(root, "a.txt");
  await tryWriting(file);
  expect(await readdir(root)).toEqual([]);
  await writeText(file, "one");
  await chmod(file, 0o640);
  await tryWriting(file);
  await writeText(file, "two");
  expect([await readFile(file, "utf8"), (await stat(file)).mode & 0o777]).toEqual(["two", 0o640]);
  expect(await readdir(root)).toEqual(["a.txt"]);
});

test("what is fresh replaces nothing, be it made in the meantime", async () => {
  const root = await folder({ "a.txt": "theirs" });
  await expect(writeText(join(root, "a.txt"), "ours", { fresh: true })).rejects.toThrow("EEXIST");
  await writeText(join(root, "b.txt"), "ours", { fresh: true });
  expect(await readFile(join(root, "a.txt"), "utf8")).toBe("theirs");
  expect(await readdir(root)).toEqual(["a.txt", "b.txt"]);
});

test("what is written through a link replaces what it leads to", async () => {
  const root = await folder({ "real/a.txt": "one" });
  await symlink("real/a.txt", join(root, "link.txt"));
  await writeText(join(root, "link.txt"), "two");
  expect(await readFile(join(root, "real/a.txt"), "utf8")).toBe("two");
  expect(await readdir(root)).toEqual(["link.txt", "real"]);
});

test("a pipe and a device are written to", async () => {
  const root = await folder();
  const pipe = join(root, "pipe");
  await new Promise((resolve) => execFile("mkfifo", [pipe], resolve));
  await tryWriting(pipe);
  const [text] = await Promise.all([readFile(pipe, "utf8"), writeText(pipe, "through")]);
  expect(text).toBe("through");
  await writeText("/dev/null", "away");
});

test.each<[string, string]>([
  ["a folder that is not there", "none/a.txt"],
  ["a folder itself", "sub"],
  ["a full disk", "/dev/full"],
])("%s is an error, and what was there stays", async (_, name) => {
  const root = await folder({ "kept.txt": "kept" });
  await mkdir(join(root, "sub"));
  const path = name.startsWith("/") ? name : join(root, name);
  await expect(writeText(path, "x")).rejects.toThrow(/ENOENT|EISDIR|ENOSPC/);
  expect(await readdir(root)).toEqual(["kept.txt", "sub"]);
});

test("what was left behind by a process that was killed is in nobody's way", async () => {
  const root = await folder({ "a.txt": "one" });
  await writeFile(join(root, "a.txt.new"), "half");
  await writeFile(join(root, "a.txt.0b5b2a1e.new"), "half");
  await writeText(join(root, "a.txt"), "two");
  expect(await readFile(join(root, "a.txt"), "utf8")).toBe("two");
});
