import { loadCatalog } from "../catalog/index.ts";
import { configOf, loadConfig, policyFiles, type LoadedConfig } from "../config/index.ts";
import type { Control } from "../contract/index.ts";
import { listings } from "../listings/index.ts";
import { normativeBy, Sentences, suggest, type Suggestion } from "../policy/index.ts";
import { documentsOf, nearness, type ReadRequest } from "./read.ts";

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
  const loaded =
    policies.length > 0 ? configOf(policies, { cwd, option: "--policy" }) : await loadConfig({ ...request, cwd });
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
