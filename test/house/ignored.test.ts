import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

// A folder such as `coverage` is easily taken for what tools leave behind, and then missing from every clone.
test.skipIf(!existsSync(`${root}.git`))("nothing that is ours is left out of Git", () => {
  const files = globSync("{src,checks,config,test,docs,scripts,bench,bin}/**/*.*", { cwd: root });
  expect(files.length).toBeGreaterThan(500);
  const input = `${files.join("\n")}\n`;
  const { stdout } = spawnSync("git", ["check-ignore", "--no-index", "--stdin"], {
    cwd: root,
    input,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
});
