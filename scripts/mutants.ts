/**
 * `npm run mutants [-- WORDS]` (those whose description holds the words): takes out, one at a time, each error branch, completeness test and required-field test of the
 * engine, and runs the tests that must notice. A mutant that survives is a promise that nothing guards.
 */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mutants, type Mutant } from "./mutants/table.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const TESTS = [
  "test/app",
  "test/collect/live.test.ts",
  "test/collect/narrow.test.ts",
  "test/collect/pages.test.ts",
  "test/faults",
];

/** A copy of the project, so that the checkout stays as it is. */
function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), "clausewatch-mutants-"));
  for (const name of [
    "src",
    "checks",
    "test",
    "config",
    "scripts",
    "package.json",
    "tsconfig.json",
    "vitest.config.ts",
  ]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Whether the tests pass: 0 they do, else they notice. */
function tests(folder: string): Promise<boolean> {
  const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--bail=1", ...TESTS];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: 120_000 }, (error) => resolve(error === null));
  });
}

async function survives(folder: string, { file, find, replace }: Mutant): Promise<boolean> {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  const at = source.indexOf(find);
  if (at < 0 || source.indexOf(find, at + 1) >= 0) throw new Error(`${file}: not there exactly once: ${find}`);
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  try {
    return await tests(folder);
  } finally {
    writeFileSync(path, source);
  }
}

const started = performance.now();
const folders = [workspace(), workspace()];
try {
  if (!(await tests(folders[0]!))) throw new Error("the tests fail without a mutant");
  const words = process.argv[2] ?? "";
  const chosen = mutants.filter(({ what }) => what.includes(words));
  const queue = [...chosen];
  const survivors: Mutant[] = [];
  await Promise.all(
    folders.map(async (folder) => {
      for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
        const alive = await survives(folder, mutant);
        if (alive) survivors.push(mutant);
        process.stdout.write(`${alive ? "SURVIVED" : "killed  "}  ${mutant.file}: ${mutant.what}\n`);
      }
    }),
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${chosen.length} mutants, ${seconds} s\n`);
  process.stdout.write(`${chosen.length - survivors.length} passed, ${survivors.length} failed\n`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
