import { loadCatalog } from "../catalog/index.ts";
import { configOf, inputsOf, policyFiles, type LoadedConfig } from "../config/index.ts";
import type { Control } from "../contract/index.ts";
import { listings } from "../listings/index.ts";
import { normativeBy, Sentences, suggest, type Suggestion } from "../policy/index.ts";
import { refuseOverwriting } from "./overwriting.ts";
import { documentsOf, loadGuarded, nearness, type ReadRequest } from "./read.ts";

/** What a policy seems to demand of the controls that there are. */
export interface Suggested {
  readonly loaded: LoadedConfig;
  readonly sentences: Sentences;
  readonly controls: ReadonlyMap<string, Control>;
  /** The controls that have a check. */
  readonly checked: ReadonlySet<string>;
  readonly suggestions: readonly Suggestion[];
}

/** Reads the policies (those of the configuration, if none are named) and proposes. Throws as `readEverything` does. */
export async function suggestFor(
  policies: readonly string[],
  { cwd, log, ...request }: ReadRequest,
): Promise<Suggested> {
  const loaded = await loadFor(policies, { cwd, ...request });
  const sources = await policyFiles(loaded);
  const documents = documentsOf(sources, nearness(loaded, cwd));
  const { controls, checks, close } = await loadCatalog({ listings, log });
  await close();
  return {
    loaded,
    sentences: new Sentences(documents),
    controls,
    checked: new Set([...checks.values()].flatMap((check) => check.controls)),
    suggestions: suggest(documents, [...controls.values()], normativeBy),
  };
}

async function loadFor(policies: readonly string[], request: Omit<ReadRequest, "log">): Promise<LoadedConfig> {
  if (policies.length === 0) return loadGuarded(request);
  const { cwd, writes = [] } = request;
  const loaded = configOf(policies, { cwd, option: "--policy" });
  if (writes.length > 0) await refuseOverwriting(writes, await inputsOf(loaded), cwd);
  return loaded;
}
