/**
 * Runs the built program, as a user would, against an AWS that we did not write: moto, on this machine.
 *
 *   npm run test:moto [-- WORDS]
 *
 * WORDS: only the worlds and journeys whose name holds them.
 *
 * It needs Python 3.11 or newer, and the Python registry the first time: moto is installed into .venv/ beside this
 * project's other files, and again when test/moto/requirements.txt changes. PYTHON names another Python.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { journeys } from "../test/moto/journeys/index.ts";
import { Cases } from "../test/moto/kit/cases.ts";
import type { Installed } from "../test/moto/kit/clausewatch.ts";
import { holdWorld } from "../test/moto/kit/hold.ts";
import { held, notHeld } from "../test/moto/kit/policy.ts";
import { Missing, pythonWith } from "../test/moto/kit/python.ts";
import { run } from "../test/moto/kit/run.ts";
import { startMoto, type Moto } from "../test/moto/kit/server.ts";
import { worlds } from "../test/moto/worlds/index.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const words = process.argv[2] ?? "";
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function checksOf(main: string, cwd: string, signal: AbortSignal): Promise<string[]> {
  const listed = await run(process.execPath, [main, "checks", "list", "--json"], { cwd, signal });
  if (listed.status !== 0) throw new Error(`checks list failed:\n${listed.stderr}`);
  return (JSON.parse(listed.stdout) as { id: string }[]).map(({ id }) => id);
}

async function main(temporary: string, signal: AbortSignal): Promise<Cases> {
  const python = await pythonWith(join(root, "test/moto/requirements.txt"), join(root, ".venv"), signal);
  const built = await run(process.execPath, [join(root, "scripts/build.ts")], { cwd: root, signal });
  if (built.status !== 0) throw new Error(`the build failed:\n${built.stdout}${built.stderr}`);

  const main = join(root, "dist/bin/clausewatch.js");
  const checks = await checksOf(main, temporary, signal);
  const cases = new Cases(say, signal);
  await cases.check("every check is held against moto, or named as not", () => {
    const unnamed = checks.filter((check) => !held.has(check) && !notHeld.has(check)).join(", ");
    assert.equal(unnamed, "", `${unnamed}: give each a sentence in test/moto/kit/policy.ts and rows in the worlds`);
  });
  const queue = parts(cases).filter(({ name }) => name.includes(words));
  // A scan waits for moto as often as moto for it: two go on side by side, each with a moto of its own.
  await Promise.all(
    [1, 2].map(async () => {
      const moto = await startMoto(python, signal);
      for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
        const { name, run } = part;
        await moto.reset();
        await cases.check(`${name}: ran to its end`, () =>
          run({ main, url: moto.url, checks, temporary, signal }, moto),
        );
      }
      if (cases.failed > 0 && moto.lastWords() !== "") say(`moto says:\n${moto.lastWords()}`);
    }),
  );
  return cases;
}

interface Part {
  readonly name: string;
  run(installed: Installed, moto: Moto): Promise<void>;
}

/** All that is to run; the longest first, beside which the others find room. */
function parts(cases: Cases): Part[] {
  return [
    ...journeys.map(({ name, run }): Part => ({ name, run: (installed, moto) => run(installed, moto, cases) })),
    ...worlds.map((world): Part => ({ name: world.name, run: (installed) => holdWorld(world, installed, cases) })),
  ];
}

// Whatever happens, what was started ends and what was written goes.
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => stop.abort(name));
const temporary = mkdtempSync(join(tmpdir(), "clausewatch-moto-"));
try {
  const { passed, failed } = await main(temporary, stop.signal);
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  const { message, stack } = error as Error;
  if (stop.signal.aborted) process.stderr.write(`test:moto: stopped by ${String(stop.signal.reason)}\n`);
  else process.stderr.write(`test:moto: ${error instanceof Missing ? message : stack}\n`);
  process.exitCode = 1;
} finally {
  stop.abort();
  rmSync(temporary, { recursive: true, force: true });
}
