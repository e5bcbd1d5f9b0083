import { pathToFileURL } from "node:url";
import type { Loaded } from "./catalog-check.ts";
import { loadDeclared } from "./declaration.ts";
import { CatalogError } from "./error.ts";
import type { CheckFile } from "./folder.ts";
import { judgeOf } from "./judge.ts";
import { readParams } from "./params.ts";

/** Loads a built-in check into this process. Throws CatalogError. */
export async function loadHere({ file, id }: CheckFile): Promise<Loaded> {
  const { check, declaration } = await loadDeclared(pathToFileURL(file).href, id).catch((error: Error) => {
    throw new CatalogError(file, `${error.message}.`);
  });
  return { declaration, readParams: async (raw) => readParams(check.params, raw), judge: judgeOf(check) };
}
