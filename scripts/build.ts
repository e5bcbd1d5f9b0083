/** Compiles what is published into `dist`, a package of its own: `npm run build`, or `node scripts/build.ts --out DIR`. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../", import.meta.url));

/** True where it compiled. */
function compile(out: string): boolean {
  const args = ["-p", join(root, "tsconfig.build.json"), "--outDir", out];
  return spawnSync(join(root, "node_modules/.bin/tsc"), args, { stdio: "inherit" }).status === 0;
}

function copyData(out: string): void {
  const controls = globSync("checks/*/control.yaml", { cwd: root });
  const documents = ["README.md", "CHANGELOG.md", "LICENSE"].filter((path) => existsSync(join(root, path)));
  // It is no module of ours, but a file that goes to auditors.
  const verifier = "src/ledger/verifier.mjs";
  for (const path of ["config", verifier, ...controls, ...documents]) {
    cpSync(join(root, path), join(out, path), { recursive: true });
  }
}

function writePackage(out: string): void {
  const { name, version, description, license, type, bin, engines, dependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const exports = { ".": { types: "./src/index.d.ts", default: "./src/index.js" }, "./package.json": "./package.json" };
  const manifest = { name, version, description, license, type, bin, exports, engines, dependencies };
  writeFileSync(join(out, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function writeLauncher(out: string): void {
  const file = join(out, "bin/clausewatch.js");
  mkdirSync(join(out, "bin"), { recursive: true });
  const launcher = readFileSync(join(root, "bin/clausewatch.js"), "utf8");
  writeFileSync(file, launcher.replace("src/cli/main.ts", "src/cli/main.js"));
  chmodSync(file, 0o755);
}

const { values } = parseArgs({ options: { out: { type: "string" } } });
const out = values.out === undefined ? join(root, "dist") : resolve(values.out);
if (values.out === undefined) rmSync(out, { recursive: true, force: true });
if (compile(out)) {
  copyData(out);
  writePackage(out);
  writeLauncher(out);
} else {
  process.exitCode = 1;
}
