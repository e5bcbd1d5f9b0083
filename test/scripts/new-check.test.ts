import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCatalog } from "../../src/catalog/index.ts";
import { listings } from "../../src/listings/index.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** A copy of the checkout, so that nothing is written into the real one; and a folder of a user's. */
let copy: string;
let folder: string;

beforeAll(() => {
  mkdirSync(join(ROOT, ".tmp"), { recursive: true });
  copy = mkdtempSync(join(ROOT, ".tmp/new-check-"));
  folder = join(mkdtempSync(join(tmpdir(), "clausewatch-")), "our-checks");
  for (const path of [
    "src",
    "checks",
    "scripts",
    "test/kit",
    "test/store/kit",
    "test/checks",
    "package.json",
    "tsconfig.json",
    "vitest.config.ts",
  ]) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

const npm = (...args: string[]) => run("npm", ["run", "--silent", "new-check", ...args]);
const bin = (name: string) => join(ROOT, "node_modules/.bin", name);
const vitest = (...args: string[]) => run(bin("vitest"), ["run", ...args]);

function run(command: string, args: string[]) {
  // What the npm that runs these tests has set is not for the npm that is tested.
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|VITEST)/i.test(name));
  const env = { ...Object.fromEntries(own), NODE_ENV: "" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, env, encoding: "utf8" });
  return { status, told: stdout + stderr };
}

/** Breaks the logic of a check. */
function invert(file: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toContain("Encrypted ? pass()");
  writeFileSync(file, text.replace("Encrypted ? pass()", "!Encrypted ? pass()"));
}

describe("npm run new-check", () => {
  test.each([
    ["options as people write them", ["my-check", "--control", "encryption-at-rest"], "my-check"],
    ["options first", ["--control", "encryption-at-rest", "first-check"], "first-check"],
    ["an option with =", ["--control=encryption-at-rest", "equal-check"], "equal-check"],
    ["options after --", ["--", "other-check", "--control=encryption-at-rest"], "other-check"],
  ])("writes a check and a test that run at once: %s", (_, args, name) => {
    const { status, told } = npm(...args);
    expect(told).toContain(`checks/encryption-at-rest/${name}.ts`);
    expect(status).toBe(0);
  });

  test("both tests pass, the house's rules for checks hold, and a broken check fails", () => {
    const tests = ["test/checks/encryption-at-rest/my-check", "test/checks/encryption-at-rest/other-check"];
    const good = vitest(...tests, "test/checks/all.test.ts");
    expect(good.told).toMatch(/3 passed/);
    expect(good.status).toBe(0);
    invert(join(copy, "checks/encryption-at-rest/my-check.ts"));
    expect(vitest(...tests)).toMatchObject({ status: 1, told: expect.stringMatching(/1 failed.*1 passed/) });
  });

  test.each([
    ["no name", ["--control", "encryption-at-rest"], /give one name/],
    ["two names", ["a-b", "c-d", "--control", "encryption-at-rest"], /give one name/],
    ["a name of one word", ["mine", "--control", "encryption-at-rest"], /"mine" is no name for a check/],
    ["a path", ["../a-b", "--control", "encryption-at-rest"], /is no name for a check/],
    ["no control", ["a-b"], /name a control: --control with one of .*encryption-at-rest/],
    ["an unknown control", ["a-b", "--control", "encryption"], /no control "encryption": .*encryption-at-rest/],
    ["a file that is there", ["ebs-volume-encrypted", "--control", "encryption-at-rest"], /is there already/],
    ["an unknown option", ["--", "a-b", "--contrl=x"], /--contrl/],
  ])("refuses %s", (_, args, message) => {
    const { status, told } = npm(...args);
    expect(told).toMatch(message);
    expect(told).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
  });
});

describe("npm run new-check, in a folder of one's own", () => {
  const tsc = () => run(bin("tsc"), ["-p", folder]);

  test("writes a check that runs, is typed, and is found", async () => {
    expect(npm("our-check", "--control", "encryption-at-rest", "--folder", folder).status).toBe(0);
    expect(tsc()).toEqual({ status: 0, told: "" });
    expect(vitest("--root", folder)).toMatchObject({ status: 0, told: expect.stringMatching(/1 passed/) });
    const catalog = await loadCatalog({ listings, folders: [folder] });
    await catalog.close();
    expect(catalog.checks.get("our-check")?.controls).toEqual(["encryption-at-rest"]);
  });

  test("leaves settings alone that are there, and does not write over a check", () => {
    writeFileSync(join(folder, "vitest.config.mjs"), "export default { test: { include: [] } };\n");
    expect(npm("next-check", "--control", "encryption-at-rest", "--folder", folder).status).toBe(0);
    expect(existsSync(join(folder, "next-check.ts"))).toBe(true);
    expect(readFileSync(join(folder, "vitest.config.mjs"), "utf8")).toContain("include: []");
    const again = npm("our-check", "--folder", folder, "--control", "encryption-at-rest");
    expect(again).toMatchObject({ status: 2, told: expect.stringContaining("our-check.ts is there already") });
  });

  test("a field that is not there does not compile", () => {
    const file = join(folder, "our-check.ts");
    writeFileSync(file, readFileSync(file, "utf8").replace("({ VolumeId, Encrypted })", "({ VolumeID, Encrypted })"));
    const { status, told } = tsc();
    expect(told).toMatch(/our-check\.ts.*Property 'VolumeID' does not exist/);
    expect(status).not.toBe(0);
  });
});
