import { relative } from "node:path";
import { commitsOf, type Checkout } from "./checkout.ts";
import { show, type Fault } from "./error.ts";
import { configErrors, type LoadedConfig } from "./load.ts";
import { findDocuments, slashed } from "./policy-paths.ts";
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
/** Characters of all documents together: five thousand pages, which take half a minute. */
const MOST_TEXT = 10_000_000;

/**
 * Reads the documents that `policies` names, in its order, those of a folder or glob by name. Throws ConfigError for
 * what is not there, is no text, or would give two documents one id.
 */
export async function policyFiles(loaded: LoadedConfig): Promise<PolicyFile[]> {
  const faults: Fault[] = [];
  const read = new Map<string, Omit<PolicyFile, "checkout">>();
  const owners = new Map<string, string>();
  let size = 0;
  for (const [i, pattern] of loaded.config.policies.entries()) {
    const wrong = (message: string, hint: string) => faults.push({ path: ["policies", i], message, hint });
    const found = await findDocuments(loaded.folder, pattern);
    if ("message" in found) {
      wrong(found.message, found.hint);
      continue;
    }
    for (const { path, real } of found.documents) {
      if (read.has(real)) continue;
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
        read.set(real, { id, file, text });
        owners.set(id, file);
      }
    }
  }
  if (faults.length > 0) throw configErrors(loaded, faults);
  const commits = await commitsOf([...read].map(([path, { text }]) => ({ path, text })));
  return [...read].map(([path, file]) => {
    const checkout = commits.get(path);
    return checkout === undefined ? file : { ...file, checkout };
  });
}
