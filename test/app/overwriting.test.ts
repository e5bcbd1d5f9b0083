import { link, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { lint } from "../../src/app/lint.ts";
import { refuseOverwriting } from "../../src/app/overwriting.ts";
import { loadGuarded } from "../../src/app/read.ts";
import { suggestFor } from "../../src/app/suggest.ts";
import { folders } from "../kit/folder.ts";

const folder = folders();
const files = {
  "clausewatch.yaml": "policies: [policies]\naccess: access.yaml\n",
  "policies/policy.md": "# Policy\n\nAll drives are encrypted.\n",
  "access.yaml": "rows: []\n",
  "scan.json": "{}",
};
let cwd: string;
beforeAll(async () => {
  cwd = await folder(files);
  await mkdir(join(cwd, "sub"));
  await symlink("policies/policy.md", join(cwd, "link.md"));
  await symlink("policies", join(cwd, "folder"));
  await link(join(cwd, "policies/policy.md"), join(cwd, "hard.md"));
});

const request = (path: string) => ({
  cwd,
  env: {},
  log: () => undefined,
  writes: [{ option: "--out", path }],
  reads: [{ what: "the results to read", path: "scan.json" }],
});

describe("what is read is never written over", () => {
  test.each<[string, string]>([
    ["clausewatch.yaml", "the configuration"],
    ["./sub/../clausewatch.yaml", "the configuration"],
    // It is not there yet.
    ["policy.lock", "its lock"],
    ["access.yaml", "the access register"],
    ["scan.json", "the results to read"],
    ["policies/policy.md", "a document of the policy"],
    ["link.md", "a document of the policy"],
    ["folder/policy.md", "a document of the policy"],
    ["hard.md", "a document of the policy"],
  ])("%s", async (path, what) => {
    const refused = { name: "OverwriteError", message: `--out ${path}: this is ${what}: write to another file` };
    await expect(loadGuarded(request(path))).rejects.toMatchObject(refused);
    await expect(lint(request(path), "2026-05-03")).rejects.toMatchObject(refused);
    if (path in files) expect(await readFile(join(cwd, path), "utf8")).toBe(files[path as keyof typeof files]);
  });

  test("where the configuration cannot be read", async () => {
    const cwd = await folder({ "clausewatch.yaml": "policies: [" });
    const found = lint({ ...request("clausewatch.yaml"), cwd }, "2026-05-03");
    await expect(found).rejects.toMatchObject({ name: "OverwriteError" });
  });

  test("where no configuration names the policy", async () => {
    await expect(suggestFor(["policies"], request("policies/policy.md"))).rejects.toMatchObject({
      name: "OverwriteError",
    });
  });

  test("what is nobody's is let through, and so are devices", async () => {
    for (const path of ["new.html", "policies/new.html", "/dev/null"])
      expect((await loadGuarded(request(path))).folder).toBe(cwd);
  });

  test("nor what is written as well", async () => {
    const two = (a: string, b: string) =>
      refuseOverwriting(
        [a, b].map((path, i) => ({ option: `-${i}`, path })),
        [],
        cwd,
      );
    await expect(two("new.html", "sub/../new.html")).rejects.toThrow(
      "-1 sub/../new.html: this is what -0 writes as well",
    );
    await two("/dev/null", "/dev/null");
  });
});
