/**
 * Writes the generated pages, or says which of them are stale:
 *
 *   npm run docs
 *   npm run docs -- --check      (writes nothing; exit status 1 where a page is stale)
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { generate, staleFiles } from "./docs/generate.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

async function run(args: string[]): Promise<number> {
  const { check } = parseArgs({ args, options: { check: { type: "boolean", default: false } } }).values;
  const files = await generate(root);
  const { changed, surplus } = staleFiles(root, files);
  const stale = [...changed, ...surplus];
  if (check) {
    if (stale.length === 0) return 0;
    process.stderr.write(`Stale: ${stale.join(", ")}. Run \`npm run docs\` and commit what it writes.\n`);
    return 1;
  }
  for (const path of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path) ?? "");
  }
  for (const path of surplus) rmSync(join(root, path));
  process.stdout.write(stale.length === 0 ? "All pages are current.\n" : stale.map((path) => `${path}\n`).join(""));
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const { code = "", message } = error as { code?: string; message: string };
  if (!code.startsWith("ERR_PARSE_ARGS")) throw error;
  process.stderr.write(`docs: ${message}\n`);
  process.exitCode = 2;
}
