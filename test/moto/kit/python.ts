import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

/** Something that the test needs is not on this machine. */
export class Missing extends Error {}

/**
 * The Python of a virtual environment that holds the requirements. An environment that was made from the same
 * requirements is used again. Throws `Missing` without Python, or without the registry when one must be made.
 */
export async function pythonWith(requirements: string, folder: string, signal: AbortSignal): Promise<string> {
  const python = join(folder, "bin/python");
  // Written last: a half-made environment has none.
  const madeFrom = join(folder, "requirements.txt");
  if (existsSync(python) && existsSync(madeFrom) && sameText(madeFrom, requirements)) return python;

  const base = process.env["PYTHON"] || "python3";
  const version = await run(base, ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"], { signal }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    },
  );
  if (version === null) throw new Missing(`it needs Python 3.11 or newer, and there is no ${base} on the path`);
  if (version.status !== 0) throw new Missing(`it needs Python 3.11 or newer, and ${base} is older or does not run`);

  rmSync(folder, { recursive: true, force: true });
  const made = await run(base, ["-m", "venv", folder], { signal });
  if (made.status !== 0) {
    throw new Missing(`${base} cannot make a virtual environment (its modules venv and ensurepip): ${lastLine(made)}`);
  }
  const pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "-r", requirements];
  const installed = await run(python, pip, { signal });
  if (installed.status !== 0) {
    throw new Missing(`it needs the Python registry, to install ${requirements}: ${lastLine(installed)}`);
  }
  copyFileSync(requirements, madeFrom);
  return python;
}

function sameText(a: string, b: string): boolean {
  return readFileSync(a, "utf8") === readFileSync(b, "utf8");
}

/** Where Python's tools say what went wrong. */
function lastLine({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return `${stdout}\n${stderr}`.trim().split("\n").at(-1) ?? "";
}
