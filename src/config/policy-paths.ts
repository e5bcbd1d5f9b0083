/**
 * Which files an element of `policies` means: the file that it names, the Markdown in a folder, or what matches a glob.
 * Nothing that matches is left out in silence; what cannot be looked at is an error.
 */
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { checkoutRoots } from "./checkout.ts";
import { show, type Fault } from "./error.ts";
import { Glob } from "./glob.ts";
import { noText } from "./read-text.ts";

/** A file as it was found, and where that is once every link is followed. */
export interface Document {
  readonly path: string;
  readonly real: string;
}

export interface Documents {
  /** The folder that ids begin below. */
  readonly base: string;
  /** By name; a file that is found by several names is there once. */
  readonly documents: readonly Document[];
}

type Wrong = Omit<Fault, "path">;

class Refused extends Error {
  readonly wrong: Wrong;

  constructor(message: string, hint: string) {
    super(message);
    this.wrong = { message, hint };
  }
}

const MOST_FILES = 2000;
const MAGIC = /[*?[\]{}]/;

/** What the pattern means, which begins at the folder; or what is wrong with it. */
export async function findDocuments(folder: string, pattern: string): Promise<Documents | Wrong> {
  try {
    return await find(folder, pattern);
  } catch (error) {
    if (error instanceof Refused) return error.wrong;
    throw error;
  }
}

async function find(folder: string, pattern: string): Promise<Documents> {
  const path = resolve(folder, pattern);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => noText(path, error));
  if (!("message" in found)) return found.isDirectory() ? below(path, "**/*.{md,markdown}", pattern) : alone(path);
  if (!MAGIC.test(pattern)) {
    const hint = found.missing === true ? `Paths begin at the folder ${folder}.` : found.hint;
    throw new Refused(`the policy ${show(pattern)} ${found.message}`, hint);
  }
  const steps = pattern.split("/");
  const plain = steps.slice(
    0,
    steps.findIndex((step) => MAGIC.test(step)),
  );
  const base = resolve(folder, plain.join("/") || (pattern.startsWith("/") ? "/" : "."));
  return below(base, steps.slice(plain.length).join("/"), pattern);
}

async function alone(path: string): Promise<Documents> {
  const base = dirname(path);
  const document = { path, real: await realpath(path) };
  (await fenceOf(base))(document);
  return { base, documents: [document] };
}

/** The files below a folder that match; links are followed, and files that are found without one come first. */
async function below(base: string, pattern: string, said: string): Promise<Documents> {
  const glob = new Glob(pattern);
  const refuseOutside = await fenceOf(base);
  const found = new Map<string, Document>();
  const seen = new Set<string>();
  const links: (() => Promise<void>)[] = [];

  const visit = async (document: Document, isFolder: boolean, at: readonly number[]) => {
    const { path, real } = document;
    if (isFolder ? !glob.goesOn(at) : !glob.matches(at, slashed(relative(base, path)))) return;
    refuseOutside(document);
    if (!isFolder) {
      if (!found.has(real)) found.set(real, document);
      if (found.size > MOST_FILES) throw new Refused(`more than ${MOST_FILES} files match ${show(said)}`, "Narrow it.");
      return;
    }
    const way = `${real}\0${at.join(" ")}`;
    if (seen.has(way)) return;
    seen.add(way);
    for (const entry of await entriesOf(path, base)) {
      const next = glob.next(at, entry.name);
      if (next.length === 0 || entry.name === "node_modules" || entry.name === ".git") continue;
      const inside = { path: join(path, entry.name), real: join(real, entry.name) };
      if (!entry.isSymbolicLink()) await visit(inside, entry.isDirectory(), next);
      else links.push(async () => visit(...(await follow(inside)), next));
    }
  };
  await visit({ path: base, real: await realOf(base) }, true, glob.start);
  for (const link of links) await link();
  if (found.size === 0) throw new Refused(`no policy matches ${show(said)}`, `Paths begin at the folder ${base}.`);
  return { base, documents: [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Where a link leads, and whether to a folder. One that leads nowhere is a file that cannot be read. */
async function follow({ path, real }: Document): Promise<[document: Document, isFolder: boolean]> {
  const target = await stat(path).catch(() => null);
  return target === null ? [{ path, real }, false] : [{ path, real: await realpath(path) }, target.isDirectory()];
}

async function entriesOf(folder: string, base: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { missing, message, hint } = noText(folder, error as NodeJS.ErrnoException);
    if (missing === true) return [];
    throw new Refused(`the folder ${show(relative(dirname(base), folder))} ${message}`, hint);
  }
}

/**
 * Refuses what lies neither in the folder nor in the Git checkout that this is part of: who may write a link among the
 * documents must not choose what else on this machine is read, shown and published as policy.
 */
async function fenceOf(base: string): Promise<(document: Document) => void> {
  const real = await realOf(base);
  const roots = [real, (await checkoutRoots()(real)) ?? real];
  return ({ path, real }) => {
    if (roots.some((root) => real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))) return;
    const message = `${show(slashed(relative(dirname(base), path)))} leads out of the policy's folder, to ${show(real)}`;
    throw new Refused(message, "Copy into the folder what it leads to, or name that under policies.");
  };
}

async function realOf(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}

export function slashed(path: string): string {
  return path.split(sep).join("/");
}
