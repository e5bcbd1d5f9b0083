import { chmod, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { judge } from "../../src/cli/run/judge.ts";
import { readRequest } from "../../src/cli/run/load.ts";
import { tryPlace, writeAll, writeWhole } from "../../src/cli/run/write.ts";
import type { Source } from "../../src/contract/index.ts";
import { folders } from "../kit/folder.ts";

const folder = folders();

describe("a file that cannot be written is one line", () => {
  test("before anything is done: wrong usage", async () => {
    const root = await folder();
    const place = join(root, "none/a.txt");
    const error = { name: "OutputError", message: `${place}: cannot be written: its folder is not there: make it` };
    await expect(tryPlace(place)).rejects.toMatchObject(error);
    let made = 0;
    const make = { terminal: () => String(++made) };
    const specs = [join(root, "b.txt"), place].map((file) => ({ format: "terminal" as const, file }));
    await expect(writeAll(specs, make)).rejects.toMatchObject(error);
    expect([made, await readdir(root)]).toEqual([0, []]);
  });

  test("a disk that is full: a failure", async () => {
    const full = [{ format: "json" as const, file: "/dev/full" }];
    await expect(writeAll(full, { json: () => "x" })).rejects.toMatchObject({
      name: "WriteError",
      message: "/dev/full: cannot be written: no space is left: make room, and run it again",
    });
  });

  test("what is fresh and there by now", async () => {
    const root = await folder({ "a.txt": "theirs" });
    await expect(writeWhole(join(root, "a.txt"), "ours", { fresh: true })).rejects.toMatchObject({
      message: expect.stringMatching(/a\.txt: cannot be written: it is there already: name another file$/),
    });
    expect(await readFile(join(root, "a.txt"), "utf8")).toBe("theirs");
  });

  test.skipIf(process.getuid?.() === 0)("a folder that is read-only", async () => {
    const root = await folder();
    await chmod(root, 0o500);
    await expect(tryPlace(join(root, "a.txt"))).rejects.toThrow("clausewatch may not write there");
  });
});

test("the place of the page is tried before the scan begins", async () => {
  let asked = false;
  const source = { accounts: () => (asked = true) } as unknown as Source;
  const place = join(await folder(), "none/policy.html");
  await expect(judge({} as never, source, { output: [], render: place })).rejects.toThrow("its folder is not there");
  expect(asked).toBe(false);
});

test("every option that names a file is looked at before anything is read", () => {
  const output = [
    { format: "terminal", file: null },
    { format: "json", file: "a.json" },
  ];
  const files = { output, render: "a.html", out: "b.html", results: "scan.json", from: "r.gz" };
  const { writes, reads } = readRequest(files);
  expect(writes).toEqual([
    { option: "--output json", path: "a.json" },
    { option: "--render", path: "a.html" },
    { option: "--out", path: "b.html" },
  ]);
  expect(reads?.map(({ path }) => path)).toEqual(["scan.json", "r.gz"]);
});
