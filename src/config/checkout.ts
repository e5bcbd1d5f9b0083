import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The commit in which a file stands as it was read. */
export interface Checkout {
  readonly commit: string;
  /** When it was committed, ISO 8601. */
  readonly date: string;
}

const run = promisify(execFile);

/**
 * Asks Git for the commit of a file; once a folder. Null for a file that is not in the commit as it stands on disk,
 * where there is no checkout, and where there is no Git: then nothing can be said.
 */
export function checkouts(): (path: string) => Promise<Checkout | null> {
  const folders = new Map<string, Promise<{ checkout: Checkout; clean: ReadonlySet<string> } | null>>();
  return async (path) => {
    const folder = dirname(path);
    let asked = folders.get(folder);
    if (asked === undefined) folders.set(folder, (asked = cleanFiles(folder)));
    const found = await asked;
    return found?.clean.has(path) ? found.checkout : null;
  };
}

async function cleanFiles(folder: string): Promise<{ checkout: Checkout; clean: ReadonlySet<string> } | null> {
  try {
    const [head = "", tracked = "", changed = ""] = await Promise.all([
      git(folder, "log", "-1", "--format=%H %cI"),
      git(folder, "ls-files", "-z", "--", "."),
      git(folder, "diff", "-z", "--name-only", "--relative", "--no-ext-diff", "HEAD", "--", "."),
    ]);
    const [commit = "", date = ""] = head.trim().split(" ");
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
    const clean = new Set(tracked.split("\0")).difference(new Set(changed.split("\0")));
    return { checkout: { commit, date }, clean: new Set([...clean].map((name) => join(folder, name))) };
  } catch {
    return null;
  }
}

/** Reads alone: no lock is taken, and no program that the checkout's own settings name is started. */
async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("git", ["-c", "core.fsmonitor=false", "-C", folder, ...args], {
    encoding: "utf8",
    timeout: 10_000,
    maxBuffer: 1 << 26,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
  });
  return stdout;
}
