import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changesOf, filesOf } from "../../../src/app/serve/changed.ts";
import { loadConfig } from "../../../src/config/index.ts";
import { Home } from "./kit.ts";

test.each([
  "clausewatch.yaml",
  "policy.lock",
  "access.yaml",
  "waivers.yaml",
  "checks/mine.ts",
  "checks/shared/ports.ts",
])("a change of %s is seen, once", async (file) => {
  const home = await Home.make("");
  try {
    await mkdir(join(home.folder, "checks/shared"), { recursive: true });
    await writeFile(join(home.folder, "checks/mine.ts"), "");
    const text = `policies: []\naccess: access.yaml\nwaivers: waivers.yaml\nchecks: { folders: [checks] }\n`;
    await writeFile(home.config, text);
    const request = { path: home.config, cwd: home.folder, env: {} };
    const loaded = await loadConfig(request);
    const changed = changesOf(() => filesOf(request, loaded));
    expect([await changed(), await changed()]).toEqual([false, false]);
    await writeFile(join(home.folder, file), `${text}# another\n`);
    expect([await changed(), await changed()]).toEqual([true, false]);
  } finally {
    await home.remove();
  }
});
