import { glob, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { checkouts, type Checkout } from "./checkout.ts";
import { show, type Fault } from "./error.ts";
import { configErrors, type LoadedConfig } from "./load.ts";
import { readText } from "./read-text.ts";

/** The text of a policy document. */
export interface PolicyFile {
  /** Its path below the folder that the configuration names, without the extension. */
  readonly id: string;
  /** Relative to the configuration's folder, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Of the Git checkout that it lies in, where it is there as it was committed. */
  readonly checkout?: Checkout;
}

/** The policy room's own limit is lower, counts characters, and explains itself. */
const MOST_BYTES = 8_000_000;
const MOST_FILES = 2000;
/** Characters of all documents together: twenty thousand pages. */
const MOST_TEXT = 40_000_000;

/**
 * Reads the documents that `policies` names, in its order, those of a folder or glob by name. Throws ConfigError for
 * what is not there, is no text, or would give two documents one id.
 */
export async function policyFiles(loaded: LoadedConfig): Promise<PolicyFile[]> {
  const faults: Fault[] = [];
  const byPath = new Map<string, PolicyFile>();
  const owners = new Map<string, string>();
  const checkoutOf = checkouts();
  let size = 0;
  for (const [i, pattern] of loaded.config.policies.entries()) {
    const wrong = (message: string, hint: string) => faults.push({ path: ["policies", i], message, hint });
    const found = await resolvePattern(loaded.folder, pattern);
    if ("message" in found) {
      wrong(found.message, found.hint);
      continue;
    }
    for (const path of found.paths) {
      if (byPath.has(path)) continue;
      const file = slashed(relative(loaded.folder, path));
      const id = slashed(relative(found.base, path)).replace(/\.(md|markdown)$/i, "");
      const text = await readText(path, MOST_BYTES);
      if (typeof text === "string" && (size += text.length) > MOST_TEXT) {
        wrong(`the policies up to ${show(file)} hold more than ${MOST_TEXT / 1e6} MB of text`, "Name fewer of them.");
        throw configErrors(loaded, faults);
      }
      const owner = owners.get(id);
      if (typeof text !== "string") wrong(`the policy ${show(file)} ${text.message}`, text.hint);
      else if (owner !== undefined)
        wrong(`the policies ${show(owner)} and ${show(file)} both get the id ${show(id)}`, "Rename one of the files.");
      else {
        const checkout = await checkoutOf(path, text);
        byPath.set(path, { id, file, text, ...(checkout === null ? {} : { checkout }) });
        owners.set(id, file);
      }
    }
  }
  if (faults.length > 0) throw configErrors(loaded, faults);
  return [...byPath.values()];
}

interface Found {
  /** The folder that ids begin below. */
  readonly base: string;
  readonly paths: readonly string[];
}

async function resolvePattern(folder: string, pattern: string): Promise<Found | Omit<Fault, "path">> {
  const path = resolve(folder, pattern);
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return { base: resolve(path, ".."), paths: [path] };
  const magic = /[*?[\]{}]/;
  if (found?.isDirectory()) return matches(path, "**/*.{md,markdown}", pattern);
  if (!magic.test(pattern)) {
    return { message: `the policy ${show(pattern)} does not exist`, hint: `Paths begin at the folder ${folder}.` };
  }
  const steps = pattern.split("/");
  const plain = steps.slice(
    0,
    steps.findIndex((step) => magic.test(step)),
  );
  const base = resolve(folder, plain.join("/") || (pattern.startsWith("/") ? "/" : "."));
  return matches(base, steps.slice(plain.length).join("/"), pattern);
}

async function matches(base: string, pattern: string, said: string): Promise<Found | Omit<Fault, "path">> {
  const paths: string[] = [];
  const hidden = (name: string) => name === "node_modules" || name === ".git";
  for await (const entry of glob(pattern, { cwd: base, withFileTypes: true, exclude: ({ name }) => hidden(name) })) {
    if (entry.isDirectory()) continue;
    paths.push(join(entry.parentPath, entry.name));
    if (paths.length > MOST_FILES)
      return { message: `more than ${MOST_FILES} files match ${show(said)}`, hint: "Narrow it." };
  }
  if (paths.length > 0) return { base, paths: paths.sort() };
  return { message: `no policy matches ${show(said)}`, hint: `Paths begin at the folder ${base}.` };
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
