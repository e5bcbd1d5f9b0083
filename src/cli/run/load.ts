import { resolve } from "node:path";
import type { BoundCheck } from "../../app/enable.ts";
import { isNamed, prepare, type Problem } from "../../app/prepare.ts";
import { loadCatalog, type Catalog } from "../../catalog/index.ts";
import { configErrors, loadConfig, policyFiles, type Config, type LoadedConfig } from "../../config/index.ts";
import { severities } from "../../contract/index.ts";
import { listings } from "../../listings/index.ts";
import { bind, readPolicy, type Binding } from "../../policy/index.ts";
import { inert } from "../../report/index.ts";
import type { FailOn } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputOptions, SelectionOptions } from "../options.ts";

/** All that a command works on: read, checked and put together. Nothing here asks AWS. */
export interface Loaded {
  readonly config: Config;
  /** Null where there is no configuration file. */
  readonly configPath: string | null;
  readonly catalog: Catalog;
  /** Enabled and selected. */
  readonly checks: readonly BoundCheck[];
  /** How many policy documents were read. */
  readonly policies: number;
  readonly failOn: FailOn;
  /** Units at the same time. */
  readonly units: number;
  /** Ends the processes of users' checks. */
  close(): Promise<void>;
}

type Options = Pick<SelectionOptions, "config" | "check" | "control"> & Pick<OutputOptions, "failOn">;

/** Reads configuration, policies and checks. Throws what is wrong with them, with the place. */
export async function load(options: Options): Promise<Loaded> {
  const loaded = await loadConfig({ path: options.config, cwd: process.cwd(), env: process.env });
  const { config, path } = loaded;
  if (path === null)
    process.stderr.write("No clausewatch.yaml here: every check runs, and no finding can cite a clause.\n");
  const failOn = readFailOn(options.failOn) ?? config.failOn;
  const documents = (await policyFiles(loaded)).map(readPolicy);
  const { bindings, problems } = bind(documents, config.bindings);
  refuse(
    loaded,
    problems.map((problem) => ({ ...problem, path: ["bindings", ...problem.path] })),
  );
  const catalog = await loadCatalog({
    listings,
    folders: config.checks.folders.map((folder) => resolve(loaded.folder, folder)),
    limits: { memory: config.checks.memoryMb, seconds: config.checks.timeoutSeconds },
    log: (check, text) => process.stderr.write(`${check}: ${inert(text)}\n`),
  });
  try {
    const checks = select(await enabledChecks(loaded, catalog, bindings), catalog, options);
    const { units } = config.collect;
    return {
      config,
      configPath: path,
      catalog,
      checks,
      policies: documents.length,
      failOn,
      units,
      close: catalog.close,
    };
  } catch (error) {
    await catalog.close();
    throw error;
  }
}

async function enabledChecks(
  loaded: LoadedConfig,
  catalog: Catalog,
  bindings: readonly Binding[],
): Promise<readonly BoundCheck[]> {
  const { checks, problems } = await prepare({ catalog, bindings, disabled: loaded.config.checks.disabled });
  refuse(loaded, problems);
  return checks;
}

function refuse(loaded: LoadedConfig, problems: readonly Problem[]): void {
  if (problems.length > 0) throw configErrors(loaded, problems);
}

/** The checks that the command line chooses; all that are enabled, where it chooses none. */
function select(
  checks: readonly BoundCheck[],
  catalog: Catalog,
  { check, control }: Pick<Options, "check" | "control">,
): readonly BoundCheck[] {
  const wrong = [
    ...check
      .filter((id) => !checks.some((bound) => isNamed(bound.check, id)))
      .map((id) => `--check ${id}: no check of this id is enabled (clausewatch checks list names them)`),
    ...control
      .filter((id) => !catalog.controls.has(id))
      .map((id) => `--control ${id}: there are ${[...catalog.controls.keys()].join(", ")}`),
  ];
  if (wrong.length > 0) throw new UsageError(wrong.join("\n"));
  const chosen = checks.filter(
    (bound) =>
      (check.length === 0 || check.some((id) => isNamed(bound.check, id))) &&
      (control.length === 0 || control.some((id) => bound.check.controls.includes(id))),
  );
  if (chosen.length > 0) return chosen;
  const asked = [...check.map((id) => `--check ${id}`), ...control.map((id) => `--control ${id}`)].join(" ");
  throw new UsageError(asked === "" ? "the configuration disables every check" : `${asked}: no enabled check is both`);
}

function readFailOn(given: string | undefined): FailOn | undefined {
  if (given === undefined) return undefined;
  const known = [...severities, "none"] as const;
  const found = known.find((severity) => severity === given);
  if (found === undefined) throw new UsageError(`--fail-on ${given}: choose one of ${known.join(", ")}`);
  return found;
}
