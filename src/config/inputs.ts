import { resolve } from "node:path";
import { configPath, type LoadedConfig, type LoadRequest } from "./load.ts";
import { lockPath } from "./lock-file.ts";
import { findDocuments } from "./policy-paths.ts";

interface Input {
  readonly what: string;
  readonly path: string;
}

/** The files that are read whatever stands in them. */
export function firstInputs(request: LoadRequest): readonly Input[] {
  const { path, folder } = configPath(request);
  return [
    { what: "the configuration", path },
    { what: "its lock", path: lockPath({ path, folder }) },
  ];
}

/** The files that the configuration names. What cannot be found is told by whoever reads it. */
export async function inputsOf({ config, folder }: Pick<LoadedConfig, "config" | "folder">): Promise<readonly Input[]> {
  const found = await Promise.all(config.policies.map((pattern) => findDocuments(folder, pattern)));
  const documents = found.flatMap((one) => ("message" in one ? [] : one.documents));
  return [
    ...(config.access === undefined ? [] : [{ what: "the access register", path: resolve(folder, config.access) }]),
    ...(config.waivers === undefined ? [] : [{ what: "the waivers", path: resolve(folder, config.waivers) }]),
    ...documents.map(({ path }) => ({ what: "a document of the policy", path })),
  ];
}
