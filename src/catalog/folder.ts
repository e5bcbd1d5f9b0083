import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { CatalogError } from "./error.ts";

/** The files of a checks folder, before anything is read. */
export interface Layout {
  readonly controls: readonly { readonly id: string; readonly file: string }[];
  readonly checks: readonly CheckFile[];
}

export interface CheckFile {
  /** The file's name without its extension. */
  readonly id: string;
  readonly file: string;
  /** The control whose folder it lies in; null where it lies in a folder that is no control's. */
  readonly control: string | null;
}

/**
 * Reads the layout of a folder of checks: a folder per control, with a `control.yaml` and a file per check. A folder
 * without control.yaml may add checks to a known control by having its name; checks that lie flat in `root` must name
 * their controls themselves, unless `root` has a control.yaml and so is a control's folder.
 */
export function readLayout(root: string, known: ReadonlySet<string>): Layout {
  const controls: { id: string; file: string }[] = [];
  const checks: CheckFile[] = [];
  const visit = (folder: string, entries: readonly string[], isRoot: boolean) => {
    const id = basename(folder);
    const files = entries.filter(isCheckFile);
    const declares = entries.includes("control.yaml");
    if (declares) controls.push({ id, file: join(folder, "control.yaml") });
    const belongs = declares || (!isRoot && known.has(id));
    if (files.length > 0 && !belongs && !isRoot) {
      const what = `holds checks (${files[0]}), but is no control: give it a control.yaml, or name it after one of`;
      throw new CatalogError(folder, `${what} ${[...known].join(", ")}.`);
    }
    for (const file of files) {
      checks.push({ id: file.replace(/\.[jt]s$/, ""), file: join(folder, file), control: belongs ? id : null });
    }
  };
  const entries = list(root);
  visit(root, entries, true);
  for (const entry of entries) {
    const folder = join(root, entry);
    if (entry !== "node_modules" && entry !== "shared" && isFolder(folder)) visit(folder, list(folder), false);
  }
  return { controls, checks };
}

function isCheckFile(name: string): boolean {
  return /\.[jt]s$/.test(name) && !/\.(d|test|config)\.[jt]s$/.test(name);
}

/** Names in order; hidden ones are not ours (Kubernetes mounts files through `..data`). */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch (error) {
    const { code } = error as { code?: string };
    throw new CatalogError(folder, `is no folder that can be read (${code}): correct checks.folders, or make it.`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
