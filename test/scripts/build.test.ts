import { spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A folder away from the checkout, with what is built installed in it. */
let place: string;
let built: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "clausewatch-build-"));
  built = join(place, "node_modules/clausewatch");
  const { status, stdout } = node(join(ROOT, "scripts/build.ts"), "--out", built);
  expect(stdout).toBe("");
  expect(status).toBe(0);
  symlinkSync(join(ROOT, "node_modules"), join(built, "node_modules"));
}, 120_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

function node(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: place, encoding: "utf8" });
}

test("the program runs, with every built-in check", () => {
  const launcher = join(built, "bin/clausewatch.js");
  accessSync(launcher, constants.X_OK);
  const { status, stdout } = node(launcher, "checks", "list");
  expect(status).toBe(0);
  const ids = globSync("checks/*/*.ts", { cwd: ROOT }).map((path) => path.replace(/.*\/(.*)\.ts/, "$1"));
  expect(ids.length).toBeGreaterThan(7);
  for (const id of ids) expect(stdout).toContain(id);
});

test("the package holds what a user needs and no source", () => {
  const data = [
    "config/clausewatch.yaml",
    "LICENSE",
    "checks/encryption-at-rest/control.yaml",
    "src/ledger/verifier.mjs",
  ];
  for (const path of data) {
    expect(existsSync(join(built, path)), path).toBe(true);
  }
  expect(globSync(["src/**/*.ts", "checks/**/*.ts"], { cwd: built }).filter((path) => !path.endsWith(".d.ts"))).toEqual(
    [],
  );
  const root = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { exports, ...manifest } = JSON.parse(readFileSync(join(built, "package.json"), "utf8"));
  expect(manifest).toEqual({
    name: "clausewatch",
    version: root.version,
    description: root.description,
    license: "Apache-2.0",
    type: "module",
    bin: { clausewatch: "bin/clausewatch.js" },
    engines: root.engines,
    dependencies: root.dependencies,
  });
  for (const path of Object.values(exports["."])) expect(existsSync(join(built, path as string))).toBe(true);
});

test("a user's check runs in a process of its own, with the built clausewatch", () => {
  const folder = join(place, "our-checks");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "mine.ts"),
    `import { defineCheck, ec2, fail } from "clausewatch";
     const where: string = import.meta.resolve("clausewatch");
     export default defineCheck({
       id: "mine", severity: "low", title: "t", why: "w", fix: "f", sources: [], controls: ["encryption-at-rest"],
       over: ec2.volumes, judge: () => fail(where),
     });`,
  );
  const script = `
    const { loadCatalog } = await import(${JSON.stringify(join(built, "src/catalog/index.js"))});
    const { listings } = await import(${JSON.stringify(join(built, "src/listings/index.js"))});
    const catalog = await loadCatalog({ listings, folders: [${JSON.stringify(folder)}] });
    const [[{ message }]] = await catalog.checks.get("mine").judge.open({}, {}).judge([{}]);
    console.log(message);`;
  const { stdout, stderr } = node("--input-type=module", "--eval", script);
  expect(stderr).toBe("");
  expect(stdout.trim()).toMatch(/\/node_modules\/clausewatch\/src\/index\.js$/);
});

test("what is built is typed", () => {
  const options = { strict: true, module: "nodenext", target: "es2024", noEmit: true, types: [], skipLibCheck: true };
  writeFileSync(join(place, "package.json"), '{ "type": "module" }');
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["user.ts"] }));
  const compile = (field: string) => {
    const text = `import { ec2, type ItemOf } from "clausewatch";
      export const encrypted = (volume: ItemOf<typeof ec2.volumes>): boolean => volume.${field};\n`;
    writeFileSync(join(place, "user.ts"), text);
    return node(join(ROOT, "node_modules/typescript/bin/tsc"), "-p", place);
  };
  expect(compile("Encrypted")).toMatchObject({ stdout: "", status: 0 });
  expect(compile("Encripted").stdout).toMatch(/user\.ts.*Property 'Encripted' does not exist/);
});

test("the launcher tells an old Node in one line what is missing", () => {
  const launcher = readFileSync(join(ROOT, "bin/clausewatch.js"), "utf8").replace(/^#!.*\n/, "");
  const old = `{
    const told = [];
    const stderr = { write: (text) => told.push(text) };
    const process = { versions: { node: "20.20.2" }, version: "v20.20.2", execPath: "/usr/bin/node", stderr };
    ${launcher}
    console.log(JSON.stringify([told, process.exitCode]));
  }`;
  expect(JSON.parse(node("--input-type=commonjs", "--eval", old).stdout)).toEqual([
    ["clausewatch needs Node.js 24 or newer; this is v20.20.2 (/usr/bin/node).\n"],
    1,
  ]);
});
