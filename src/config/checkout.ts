import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";

/** The commit in which a file stands as it was read. */
export interface Checkout {
  readonly commit: string;
  /** When it was committed, ISO 8601. */
  readonly date: string;
}

/** A file as it was read; its path is absolute and leads through no link. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

interface Asking {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long answers are waited for, in milliseconds: for all of them together. */
  readonly patience?: number;
}

const run = promisify(execFile);

/**
 * Asks Git in which commit files stand; once a checkout. A file that is not in the commit with this very text has none,
 * nor has one where there is no checkout, no Git, or no answer: then nothing can be said. Gives paths and their commits.
 */
export async function commitsOf(
  files: readonly FileText[],
  { env = process.env, patience = 5_000 }: Asking = {},
): Promise<ReadonlyMap<string, Checkout>> {
  const end = performance.now() + patience;
  const rootOf = checkoutRoots();
  const located = await Promise.all(files.map(async (file) => ({ ...file, root: await rootOf(dirname(file.path)) })));
  const found = new Map<string, Checkout>();
  for (const [root, own] of Map.groupBy(located, ({ root }) => root)) {
    if (root === null || performance.now() >= end) continue;
    const nameOf = ({ path }: FileText) => relative(root, path).split(sep).join("/");
    const commit = await headOf(own.map(nameOf), (...args) => git(root, args, env, end));
    for (const file of own) {
      const hash = commit?.hashes.get(nameOf(file));
      if (commit === null || hash === undefined || hash !== blobHash(file.text, hash)) continue;
      found.set(file.path, { commit: commit.commit, date: commit.date });
    }
  }
  return found;
}

/** Tells in which checkout a folder lies: the nearest one above, or itself, that has a `.git`; null outside of any. */
export function checkoutRoots(): (folder: string) => Promise<string | null> {
  const known = new Map<string, Promise<string | null>>();
  const rootOf = (folder: string): Promise<string | null> => {
    let root = known.get(folder);
    if (root === undefined) known.set(folder, (root = look(folder)));
    return root;
  };
  const look = async (folder: string): Promise<string | null> => {
    if ((await lstat(join(folder, ".git")).catch(() => null)) !== null) return folder;
    const above = dirname(folder);
    return above === folder ? null : rootOf(above);
  };
  return rootOf;
}

/** As Git names what is in a file; by the same algorithm as a hash of the same checkout. */
function blobHash(text: string, like: string): string {
  const bytes = Buffer.from(text);
  const hash = createHash(like.length === 40 ? "sha1" : "sha256");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

interface Head extends Checkout {
  /** Path below the checkout → the hash of what was committed. */
  readonly hashes: ReadonlyMap<string, string>;
}

async function headOf(
  paths: readonly string[],
  ask: (...args: readonly string[]) => Promise<string>,
): Promise<Head | null> {
  try {
    // `commit HASH`, and on the next line what the format says.
    const head = await ask("rev-list", "--max-count=1", "--format=%H %cI", "HEAD", "--");
    const [, commit, date] = /^([0-9a-f]{40,64}) (\S+)$/m.exec(head) ?? [];
    if (commit === undefined || date === undefined) return null;
    // `100644 blob HASH\tPATH`
    const tree = await ask("ls-tree", "-z", "--full-tree", commit, "--", ...paths);
    const hashes = tree.split("\0").flatMap((line) => {
      const [, hash, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return hash === undefined || path === undefined ? [] : [[path, hash] as const];
    });
    return { commit, date, hashes: new Map(hashes) };
  } catch {
    return null;
  }
}

/**
 * Runs Git on the checkout at this root, whose settings may be anybody's. Git is told where the repository is: it looks
 * for none, for a folder of documents can be made to look like one. What runs here are commands that only read, and that
 * start none of the programs that settings can name; an object that is missing stays so, for fetching it would start one.
 */
async function git(
  root: string,
  args: readonly string[],
  env: NonNullable<Asking["env"]>,
  end: number,
): Promise<string> {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("GIT_"));
  const { stdout } = await run("git", [`--git-dir=${join(root, ".git")}`, `--work-tree=${root}`, ...args], {
    cwd: root,
    encoding: "utf8",
    timeout: Math.max(1, Math.ceil(end - performance.now())),
    killSignal: "SIGKILL",
    maxBuffer: 1 << 26,
    env: {
      ...Object.fromEntries(own),
      // Each of the two alone keeps Git from fetching; older ones know but the second.
      GIT_NO_LAZY_FETCH: "1",
      GIT_ALLOW_PROTOCOL: "",
      GIT_LITERAL_PATHSPECS: "1",
      GIT_OPTIONAL_LOCKS: "0",
      LC_ALL: "C",
    },
  });
  return stdout;
}
