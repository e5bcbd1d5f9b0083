/**
 * `npm run mutants [-- WORDS]` (those whose description holds the words): takes out, one at a time, each error branch, completeness test and required-field test of the
 * engine, and runs the tests that must notice. A mutant that survives is a promise that nothing guards.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { mutants, type Mutant } from "./mutants/table.ts";
import { inTurn, root, standing, Workspace } from "./mutants/workspace.ts";

const TESTS = [
  "test/app/accounts.test.ts",
  "test/app/listings-read.test.ts",
  "test/app/network.test.ts",
  "test/app/results.test.ts",
  "test/app/scan.test.ts",
  "test/collect/live.test.ts",
  "test/collect/narrow.test.ts",
  "test/collect/pages.test.ts",
  "test/faults/permissions.test.ts",
  "test/faults/sweep.test.ts",
];
/** Longer is for ever. */
const LONGEST_MS = 300_000;

/** Whether the tests pass: 0 they do, else they notice. */
function tests({ folder }: Workspace): Promise<boolean> {
  const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--bail=1", ...TESTS];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: LONGEST_MS }, (error) => resolve(error === null));
  });
}

const started = performance.now();
const words = process.argv[2] ?? "";
const chosen = mutants.filter(({ what }) => what.includes(words));
standing(chosen);
const workspaces = [new Workspace(), new Workspace()];
try {
  if (!(await tests(workspaces[0]!))) throw new Error("the tests fail without a mutant");
  const survivors: Mutant[] = [];
  await inTurn(workspaces, chosen, async (workspace, mutant) => {
    const alive = await workspace.with(mutant, () => tests(workspace));
    if (alive) survivors.push(mutant);
    process.stdout.write(`${alive ? "SURVIVED" : "killed  "}  ${mutant.file}: ${mutant.what}\n`);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${chosen.length} mutants, ${seconds} s\n`);
  process.stdout.write(`${chosen.length - survivors.length} passed, ${survivors.length} failed\n`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
  for (const workspace of workspaces) workspace.close();
}
