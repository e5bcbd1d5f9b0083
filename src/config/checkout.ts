import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { dirname, relative, sep } from "node:path";
import { promisify } from "node:util";

/** The commit in which a file stands as it was read. */
export interface Checkout {
  readonly commit: string;
  /** When it was committed, ISO 8601. */
  readonly date: string;
}

interface Commit extends Checkout {
  /** Path below the folder → the hash of what was committed. */
  readonly files: ReadonlyMap<string, string>;
}

const run = promisify(execFile);

/**
 * Asks Git for the commit of a file; once a folder. Null for a file that is not in the commit with this very text, where
 * there is no checkout, and where there is no Git: then nothing can be said.
 */
export function checkouts(): (path: string, text: string) => Promise<Checkout | null> {
  const folders = new Map<string, Promise<Commit | null>>();
  return async (path, text) => {
    const folder = dirname(path);
    let asked = folders.get(folder);
    if (asked === undefined) folders.set(folder, (asked = commitOf(folder)));
    const found = await asked;
    const hash = found?.files.get(relative(folder, path).split(sep).join("/"));
    if (found === null || hash === undefined || hash !== blobHash(text, hash)) return null;
    return { commit: found.commit, date: found.date };
  };
}

/** As Git names what is in a file; by the same algorithm as a hash of the same checkout. */
function blobHash(text: string, like: string): string {
  const bytes = Buffer.from(text);
  const hash = createHash(like.length === 40 ? "sha1" : "sha256");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

async function commitOf(folder: string): Promise<Commit | null> {
  try {
    const head = await git(folder, "log", "-1", "--no-show-signature", "--format=%H %cI");
    const [commit = "", date = ""] = head.trim().split(" ");
    if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
    // `100644 blob HASH\tPATH`
    const tree = await git(folder, "ls-tree", "-z", commit, "--", ".");
    const files = tree.split("\0").flatMap((line) => {
      const [, hash, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return hash === undefined || path === undefined ? [] : [[path, hash] as const];
    });
    return { commit, date, files: new Map(files) };
  } catch {
    return null;
  }
}

/** Reads alone: no lock is taken, and no program that the checkout's own settings name is started. */
async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const settings = ["-c", "core.fsmonitor=false", "-c", "log.showSignature=false"];
  const { stdout } = await run("git", [...settings, "-C", folder, ...args], {
    encoding: "utf8",
    timeout: 10_000,
    maxBuffer: 1 << 26,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
  });
  return stdout;
}
