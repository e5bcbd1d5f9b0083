/** What the pages of the sinks tell users to write is a configuration. */
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/index.ts";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
const pages = ["sinks.md", ...readdirSync(join(docs, "sinks"), "utf8").map((name) => join("sinks", name))];
const written = pages
  .filter((name) => name.endsWith(".md"))
  .flatMap((name) => {
    const blocks = readFileSync(join(docs, name), "utf8").matchAll(/^```yaml\n(.*?)^```$/gms);
    return [...blocks].flatMap(([, text]) => (/^sinks:$/m.test(text!) ? [[name, text!] as const] : []));
  });

test("there are such pages", () => expect(written.length).toBeGreaterThan(5));

test.each(written)("%s", async (_, text) => {
  const folder = await mkdtemp(join(tmpdir(), "clausewatch-"));
  try {
    await writeFile(
      join(folder, "clausewatch.yaml"),
      `${text.startsWith("store:") ? "" : "store: { sqlite: c.db }\n"}${text}`,
    );
    await loadConfig({ path: "clausewatch.yaml", cwd: folder, env: {} });
  } finally {
    await rm(folder, { recursive: true });
  }
});
