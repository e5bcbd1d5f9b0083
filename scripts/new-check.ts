/**
 * Writes a check and its test, which run at once and are written over from there:
 *
 *   npm run new-check my-check --control encryption-at-rest
 *   npm run new-check my-check --control encryption-at-rest --folder ../our-checks
 *
 * The second writes into a folder of your own, whose path goes to `checks.folders` of the configuration.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../", import.meta.url));

interface Wanted {
  readonly name: string;
  readonly control: string | undefined;
  /** Absolute; undefined for a built-in check. */
  readonly folder: string | undefined;
}

class UsageError extends Error {}

function readArguments(args: readonly string[], env: NodeJS.ProcessEnv): Wanted {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { control: { type: "string" }, folder: { type: "string" } },
    allowPositionals: true,
  });
  const control = values.control ?? swallowed(env["npm_config_control"], positionals, isBuiltIn);
  const folder = values.folder ?? swallowed(env["npm_config_folder"], positionals, () => false);
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) {
    throw new UsageError("give one name: npm run new-check NAME --control CONTROL");
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)) {
    throw new UsageError(`"${name}" is no name for a check: write the wanted state as in ebs-volume-encrypted`);
  }
  // npm changes to the package's folder; paths are meant from where it was called.
  const from = env["INIT_CWD"] ?? process.cwd();
  return { name, control, folder: folder === undefined ? undefined : resolve(from, folder) };
}

/**
 * An option's value where npm took the option for its own, as it does without `--` before it. `--control=x` arrives as
 * npm_config_control=x; of `--control x` arrives npm_config_control=true, and x stands among the other arguments: it is
 * the first that `fits`, else the one after the name. Takes it out of `others`.
 */
function swallowed(given: string | undefined, others: string[], fits: (value: string) => boolean): string | undefined {
  if (given !== "true") return given;
  const place = others.findIndex(fits);
  return others.splice(place === -1 ? 1 : place, 1)[0];
}

function isBuiltIn(control: string): boolean {
  return /^[a-z-]+$/.test(control) && existsSync(join(root, "checks", control, "control.yaml"));
}

function controlsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const inside = readdirSync(folder).filter((name) => existsSync(join(folder, name, "control.yaml")));
  return existsSync(join(folder, "control.yaml")) ? [basename(folder), ...inside] : inside;
}

function checkText(name: string, controls: string): string {
  const title = name.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase());
  return `import { defineCheck, ec2, fail, pass } from "clausewatch";

// An example that works, to be written over.
export default defineCheck({
  id: "${name}",${controls}
  severity: "medium",
  title: "${title}",
  why: "Say in whole sentences what goes wrong where this does not hold.",
  fix: "Say in whole sentences what to do about a finding.",
  sources: [
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html",
    "https://www.ecfr.gov/current/title-45/section-164.312",
  ],
  over: ec2.volumes,
  judge: ({ VolumeId, Encrypted }) => (Encrypted ? pass() : fail(\`\${VolumeId} is not encrypted\`)),
});
`;
}

function testText(check: string, kit: string): string {
  return `import check from "${check}";
import { testCheck } from "${kit}";

testCheck(check, {
  pass: [{ name: "encrypted", item: { VolumeId: "vol-1", Encrypted: true } }],
  fail: [{ name: "not encrypted", item: { VolumeId: "vol-1", Encrypted: false }, says: "vol-1 is not encrypted" }],
});
`;
}

/** What makes the editor, the compiler and vitest find \`clausewatch\` from a folder that lies anywhere. */
function settings(folder: string): Record<string, string> {
  const clausewatch = join(root, "src/index.ts");
  const kit = join(root, "test/kit/check-tester.ts");
  const tsconfig = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      // A folder needs no package.json that calls its files ECMAScript modules.
      module: "esnext",
      moduleResolution: "bundler",
      paths: { clausewatch: [clausewatch], "clausewatch/test-kit": [kit] },
      typeRoots: [join(root, "node_modules/@types")],
    },
    include: ["**/*.ts"],
  };
  const vitest = {
    resolve: { alias: { "clausewatch/test-kit": kit, clausewatch } },
    test: { include: ["**/*.test.ts"] },
  };
  return {
    [join(folder, "tsconfig.json")]: `${JSON.stringify(tsconfig, null, 2)}\n`,
    [join(folder, "vitest.config.mjs")]: `export default ${JSON.stringify(vitest, null, 2)};\n`,
  };
}

/** Path → text of what is written; of these, settings that are there already are left alone. */
function filesOf({ name, control, folder }: Wanted): {
  files: Record<string, string>;
  settings: Record<string, string>;
} {
  const known = [
    ...new Set([...controlsIn(join(root, "checks")), ...(folder === undefined ? [] : controlsIn(folder))]),
  ];
  if (control === undefined || !known.includes(control)) {
    const problem = control === undefined ? "name a control" : `there is no control "${control}"`;
    throw new UsageError(`${problem}: --control with one of ${known.join(", ")}`);
  }
  if (folder === undefined) {
    const check = join(root, "checks", control, `${name}.ts`);
    const test = join(root, "test/checks", control, `${name}.test.ts`);
    const text = testText(`../../../checks/${control}/${name}.ts`, "../../kit/check-tester.ts");
    return { files: { [check]: checkText(name, ""), [test]: text }, settings: {} };
  }
  const files = {
    [join(folder, `${name}.ts`)]: checkText(name, `\n  controls: ["${control}"],`),
    [join(folder, `${name}.test.ts`)]: testText(`./${name}.ts`, "clausewatch/test-kit"),
  };
  return { files, settings: settings(folder) };
}

function write(wanted: Wanted): string {
  const { files, settings } = filesOf(wanted);
  for (const file of Object.keys(files)) {
    if (existsSync(file)) throw new UsageError(`${file} is there already: choose another name`);
  }
  const missing = Object.entries(settings).filter(([file]) => !existsSync(file));
  const written = [...Object.entries(files), ...missing];
  for (const [file, text] of written) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { folder } = wanted;
  const shown = written.map(([file]) => (folder === undefined ? relative(root, file) : file));
  const run = folder === undefined ? `npx vitest run ${shown[1]}` : `npx vitest run --root ${folder}`;
  return `Written:\n${shown.map((file) => `  ${file}\n`).join("")}Run its test from ${root}: ${run}\n`;
}

try {
  process.stdout.write(write(readArguments(process.argv.slice(2), process.env)));
} catch (error) {
  const { code = "" } = error as { code?: string };
  if (!(error instanceof UsageError) && !code.startsWith("ERR_PARSE_ARGS")) throw error;
  process.stderr.write(`new-check: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
