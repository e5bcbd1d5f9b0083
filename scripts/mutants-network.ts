/**
 * `npm run mutants:network [-- WORDS]` (those whose name or fact holds the words): makes one mistake after the other about what AWS's networks do,
 * and about the register, and tells which test notices. One that survives is a fact that nothing guards.
 */
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { accessMutants } from "./mutants/access-table.ts";
import type { NetworkMutant } from "./mutants/network-mutant.ts";
import { engineMutants } from "./mutants/network-table.ts";
import { inTurn, root, standing, Workspace } from "./mutants/workspace.ts";

interface Ran {
  readonly passed: boolean;
  readonly stdout: string;
}

function node({ folder }: Workspace, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: 180_000, maxBuffer: 1 << 28 }, (error, stdout) =>
      resolve({ passed: error === null, stdout }),
    );
  });
}

/** The fact or the random worlds that notice; null for none. */
async function byTrial(workspace: Workspace): Promise<string | null> {
  const { passed, stdout } = await node(workspace, ["scripts/mutants/network-trial.ts"]);
  return passed ? null : stdout || "it does not end";
}

const TESTS = ["test/access", "test/network/beside-the-facts.test.ts"];

/** The test of the register, the openings and what the facts leave out that notices. */
async function byTests(workspace: Workspace): Promise<string | null> {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const report = join(workspace.folder, "report.json");
  rmSync(report, { force: true });
  const reporting = ["--reporter=json", `--outputFile=${report}`];
  const { passed } = await node(workspace, [vitest, "run", "--bail=1", ...reporting, ...TESTS]);
  return passed ? null : failedIn(report);
}

function failedIn(report: string): string {
  try {
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
      testResults: { assertionResults: { status: string; fullName: string }[] }[];
    };
    const all = testResults.flatMap(({ assertionResults }) => assertionResults);
    return all.find(({ status }) => status === "failed")?.fullName ?? "it fails";
  } catch {
    return "it does not end";
  }
}

const started = performance.now();
const words = process.argv[2] ?? "";
const chosen = (mutants: readonly NetworkMutant[]) =>
  mutants.filter(({ name, about }) => `${about}: ${name}`.includes(words));
const all = [
  ...chosen(engineMutants).map((mutant) => ({ mutant, noticing: [byTrial, byTests] })),
  ...chosen(accessMutants).map((mutant) => ({ mutant, noticing: [byTests] })),
];
standing(all.map(({ mutant }) => mutant));
const workspaces = [new Workspace(), new Workspace()];
try {
  for (const [what, by] of Object.entries({
    trial: await byTrial(workspaces[0]!),
    tests: await byTests(workspaces[0]!),
  }))
    if (by !== null) throw new Error(`the ${what} fails without a mutant: ${by}`);
  let survived = 0;
  await inTurn(workspaces, all, async (workspace, { mutant, noticing }) => {
    const by = await workspace.with(mutant, async () => {
      for (const each of noticing) {
        const found = await each(workspace);
        if (found !== null) return found;
      }
      return null;
    });
    if (by === null) survived++;
    const told = by === null ? "SURVIVED" : `killed by ${by}`;
    process.stdout.write(`${mutant.about.padEnd(8)}  ${mutant.name.padEnd(62)}  ${told}\n`);
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`${all.length} mutants, ${all.length - survived} killed, ${survived} survived, ${seconds} s\n`);
  process.exitCode = survived === 0 ? 0 : 1;
} finally {
  for (const workspace of workspaces) workspace.close();
}
