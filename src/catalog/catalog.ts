import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Control, Listing } from "../contract/index.ts";
import { catalogCheck, type CatalogCheck, type Loaded } from "./catalog-check.ts";
import { CheckProcess, type Limits } from "./check-process.ts";
import { readControl, type ControlFile } from "./control.ts";
import { CatalogError } from "./error.ts";
import { readLayout, type CheckFile } from "./folder.ts";
import { loadHere } from "./here.ts";
import { loadIsolated } from "./isolated.ts";
import { digestOf } from "./user-files.ts";

/** All controls and checks there are, for one scan. */
export interface Catalog {
  readonly controls: ReadonlyMap<string, Control>;
  readonly checks: ReadonlyMap<string, CatalogCheck>;
  /** A hash of the files in users' folders, hex. */
  readonly digest: string;
  /** Ends the processes of users' checks. */
  close(): Promise<void>;
}

export interface CatalogOptions {
  /** Every listing by its id. */
  readonly listings: ReadonlyMap<string, Listing>;
  /** Folders of the user's own checks; each check runs in a process of its own. */
  readonly folders?: readonly string[];
  readonly limits?: Limits;
  /** Told what users' checks print: text from code that is not ours. */
  readonly log?: (check: string, text: string) => void;
  /** The folder of the checks that run in this process; for tests. */
  readonly builtIn?: string;
}

const BUILT_IN = fileURLToPath(new URL("../../checks", import.meta.url));
const LIMITS: Limits = { memory: 256, seconds: 10 };

/** Finds and loads controls and checks. Throws CatalogError for what cannot be used. */
export async function loadCatalog(options: CatalogOptions): Promise<Catalog> {
  const { listings, limits = LIMITS, builtIn = BUILT_IN } = options;
  const folders = (options.folders ?? []).map((folder) => resolve(folder));
  const digest = digestOf(folders);
  const files = new Map<string, ControlFile>();
  const [ours = [], ...theirs] = [builtIn, ...folders].map((folder) => readFolder(folder, files));
  const controls = new Map([...files].map(([id, { control }]) => [id, control]));
  const processes: CheckProcess[] = [];
  const loadTheirs = (found: CheckFile): Promise<Loaded> => {
    const process = new CheckProcess(found.file, found.id, limits, (text) => options.log?.(found.id, text));
    processes.push(process);
    return loadIsolated(process, found.file);
  };
  const loadAll = (files: readonly CheckFile[], builtIn: boolean, load: (found: CheckFile) => Promise<Loaded>) =>
    Promise.all(files.map(async (found) => catalogCheck(found, builtIn, await load(found), { controls, listings })));

  const close = async () => void (await Promise.all(processes.map((process) => process.close())));
  try {
    const all = [await loadAll(ours, true, loadHere), await loadAll(theirs.flat(), false, loadTheirs)];
    const checks = byId(all.flat());
    for (const file of files.values()) confirmBlind(file, checks);
    return { controls, checks, digest, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Adds the folder's controls to those that are there, and gives the files of its checks. */
function readFolder(folder: string, files: Map<string, ControlFile>): readonly CheckFile[] {
  const layout = readLayout(folder, new Set(files.keys()));
  for (const { id, file } of layout.controls) {
    if (files.has(id))
      throw new CatalogError(file, `declares the control "${id}", which is there already: rename its folder.`);
    files.set(id, readControl(file, id));
  }
  return layout.checks;
}

/** What a check cannot see would be told of none, if its id were misspelt. */
function confirmBlind({ file, control, placeOf }: ControlFile, checks: ReadonlyMap<string, CatalogCheck>): void {
  for (const [i, { checks: ids = [] }] of control.blind.entries()) {
    for (const [j, id] of ids.entries()) {
      if (checks.get(id)?.controls.includes(control.id)) continue;
      const own = [...checks.values()].filter(({ controls }) => controls.includes(control.id));
      const path = ["blind", i, "checks", j];
      const names = own.map(({ id }) => id).join(", ") || "its own, of which there is none";
      const what = `"${id}" is no check of this control: name one of ${names}`;
      throw new CatalogError(file, `${path.join(".")}: ${what}.`, placeOf(path));
    }
  }
}

function byId(checks: readonly CatalogCheck[]): ReadonlyMap<string, CatalogCheck> {
  const owners = new Map<string, CatalogCheck>();
  for (const check of checks) {
    for (const name of [check.id, ...check.aliases]) {
      const other = owners.get(name);
      if (other !== undefined) {
        throw new CatalogError(check.file, `has the id or alias "${name}", as ${other.file} has: an id is used once.`);
      }
      owners.set(name, check);
    }
  }
  return new Map(checks.map((check) => [check.id, check]));
}
