/** Short runs of the scripts that are run for hours elsewhere. */
import { execFile, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const script = async (name: string, ...args: string[]) => {
  const file = fileURLToPath(new URL(`../../scripts/${name}.ts`, import.meta.url));
  return (await run(process.execPath, [file, "--seed", "1", ...args])).stdout;
};

test("each bit of a small ledger and its proofs, and some of a larger one", async () => {
  expect(await script("tamper", "--all", "8", "--flips", "1000", "--entries", "300")).toContain(
    "0 unnoticed or named wrongly",
  );
});

test("forged proofs", async () => {
  expect(await script("forge-proofs", "--proofs", "10000")).toContain("0 accepted that are not");
});

test("20 kills: nothing lost, nothing doubled, the ledger verifies", { timeout: 300_000 }, async () => {
  const told = await script("chaos-kill", "--kills", "20");
  expect(told).toContain("sqlite: 20 kills");
  expect(told).toContain("0 times something was wrong");
});

// Linux, where user name spaces are allowed: elsewhere there can be no small file system without rights.
const alone = spawnSync("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", tmpdir()]);
test.skipIf(alone.status !== 0)(
  "a disk that runs full: done or undone, and then there is room",
  { timeout: 300_000 },
  async () => {
    const told = await script("disk-full", "--trials", "12");
    expect(told).toMatch(/12 scans on a disk that runs full: [1-9]\d* failed/);
    expect(told).toContain("0 times something was wrong");
  },
);
