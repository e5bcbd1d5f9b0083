/** The rules of the house bite: dependency-cruiser sees our modules, TypeScript and type-only imports included. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What one file imports → the rules that it breaks. */
const imports: [file: string, text: string, broken: string[]][] = [
  ["src/contract/a.ts", 'import "../app/app.ts";', ["contract-imports", "nobody-sees-app-or-cli"]],
  ["src/contract/b.ts", 'import type { App } from "../app/app.ts";', ["contract-imports", "nobody-sees-app-or-cli"]],
  ["src/contract/c.ts", 'import type { Volume } from "@aws-sdk/client-ec2";', []],
  ["checks/drives/a.ts", 'import "node:fs";', ["checks-see-only-the-public-face"]],
  ["checks/drives/b.ts", 'import "../../src/collect/sdk.ts";', ["checks-see-only-the-public-face"]],
  ["checks/drives/c.ts", 'import { x } from "clausewatch";', []],
  ["checks/drives/d.ts", 'import "./shared/words.ts";', []],
  ["src/evaluate/a.ts", 'import { readFileSync } from "node:fs";', ["pure-rooms"]],
  ["src/evaluate/b.ts", 'import "../collect/sdk.ts";', ["evaluate-imports"]],
  ["src/report/a.ts", 'import "../evaluate/b.ts";', ["report-imports"]],
  ["src/listings/a.ts", 'import type { Volume } from "@aws-sdk/client-ec2";', []],
  ["src/listings/b.ts", 'import { EC2 } from "@aws-sdk/client-ec2";', ["sdk-at-run-time"]],
  ["src/app/a.ts", 'const sdk = await import("@aws-sdk/client-ec2");', ["sdk-at-run-time"]],
  ["src/app/b.ts", 'import "../cli/cli.ts";', ["app-does-not-see-cli"]],
  ["src/app/c.ts", 'import "../../test/kit.ts";', ["product-does-not-see-tests"]],
  ["src/app/d.ts", 'import "./nowhere.ts";', ["resolvable"]],
  ["src/collect/sdk.ts", 'import { EC2 } from "@aws-sdk/client-ec2";', []],
  ["src/network/a.ts", 'import "./b.ts";', ["no-circles"]],
  // A circle is told once.
  ["src/network/b.ts", 'import "./a.ts";', []],
];

const found = new Map<string, Set<string>>();
let place: string;

beforeAll(() => {
  mkdirSync(join(ROOT, ".tmp"), { recursive: true });
  place = mkdtempSync(join(ROOT, ".tmp/rules-"));
  const others = {
    "package.json": '{ "name": "clausewatch", "type": "module", "exports": { ".": "./src/index.ts" } }',
    "src/index.ts": "export const x = 1;",
    "src/app/app.ts": "export interface App {}",
    "src/cli/cli.ts": "",
    "checks/drives/shared/words.ts": "",
    "test/kit.ts": "",
  };
  for (const [path, text] of [...Object.entries(others), ...imports]) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  }
  const args = ["--config", join(ROOT, ".dependency-cruiser.mjs"), "--output-type", "json", "src", "checks"];
  const { stdout } = spawnSync(join(ROOT, "node_modules/.bin/depcruise"), args, { cwd: place, encoding: "utf8" });
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  for (const { from, rule } of summary.violations) found.set(from, (found.get(from) ?? new Set()).add(rule.name));
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

test.each(imports)("%s: %s", (file, _, broken) => {
  expect([...(found.get(file) ?? [])].sort()).toEqual(broken);
});
