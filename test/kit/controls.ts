import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readControl } from "../../src/catalog/control.ts";
import type { Control } from "../../src/contract/index.ts";

const checks = fileURLToPath(new URL("../../checks/", import.meta.url));

/** The built-in controls, without their checks. */
export const controls: readonly Control[] = globSync("*/control.yaml", { cwd: checks })
  .sort()
  .map((file) => readControl(join(checks, file), basename(dirname(file))).control);
