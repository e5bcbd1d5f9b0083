import { isNamed } from "../../app/prepare.ts";
import type { BoundCheck } from "../../app/enable.ts";
import { readEverything, type Read, type ReadRequest } from "../../app/read.ts";
import type { Catalog } from "../../catalog/index.ts";
import { ConfigError, type Config } from "../../config/index.ts";
import { severities } from "../../contract/index.ts";
import { inert, lines } from "../../report/index.ts";
import type { FailOn } from "../exit.ts";
import { UsageError } from "../failure.ts";
import type { OutputOptions, OutputSpec, ResultsOptions, SelectionOptions } from "../options.ts";

/** All that a command works on: read, checked and put together. Nothing here asks AWS. */
export interface Loaded {
  readonly config: Config;
  /** Null where there is no configuration file. */
  readonly configPath: string | null;
  readonly catalog: Catalog;
  /** Enabled and selected. */
  readonly checks: readonly BoundCheck[];
  /** All that was read. */
  readonly read: Read;
  readonly failOn: FailOn;
  /** Ends the processes of users' checks. */
  close(): Promise<void>;
}

type Options = Pick<SelectionOptions, "config" | "check" | "control"> & Pick<OutputOptions, "failOn"> & Files;

/** The options of all commands that name files to write, or to read beside the configuration. */
interface Files extends Pick<OutputOptions, "render">, ResultsOptions {
  readonly output?: readonly OutputSpec<string>[];
  readonly out?: string;
}

type ReadOptions = Pick<Options, "config"> & Files;

/** Reads configuration, policies and checks. Throws what is wrong with them, with the place. */
export async function load(options: Options): Promise<Loaded> {
  const read = await readAll(options);
  const { catalog, loaded, problems } = read;
  const { config, path } = loaded;
  try {
    if (problems.length > 0) throw new ConfigError(problems);
    if (path === null)
      process.stderr.write("No clausewatch.yaml here: every check runs, and no finding can cite a clause.\n");
    const failOn = readFailOn(options.failOn) ?? config.failOn;
    const checks = select(read.checks, catalog, options);
    return { config, configPath: path, catalog, checks, read, failOn, close: catalog.close };
  } catch (error) {
    await catalog.close();
    throw error;
  }
}

/** As `readAll`, for commands that are about the policy: there must be a configuration. */
export async function readPolicies(options: ReadOptions): Promise<Read> {
  const read = await readAll(options);
  if (read.loaded.path !== null) return read;
  await read.catalog.close();
  throw new UsageError("there is no clausewatch.yaml here, so no policy either: `clausewatch init` writes one");
}

/** Reads all that the user wrote, as the process was started. */
export async function readAll(options: ReadOptions): Promise<Read> {
  return await readEverything(readRequest(options));
}

export function readRequest({ config, output, render, out, results, from }: ReadOptions): ReadRequest {
  const log = (check: string, text: string) => void process.stderr.write(lines([`${check}: ${inert(text)}`]));
  const named = <Named>(path: string | null | undefined, as: Named) =>
    path === null || path === undefined ? [] : [{ ...as, path }];
  const writes = [
    ...(output ?? []).flatMap(({ format, file }) => named(file, { option: `--output ${format}` })),
    ...named(render, { option: "--render" }),
    ...named(out, { option: "--out" }),
  ];
  const reads = [
    ...named(results, { what: "the results to read" }),
    ...named(from, { what: "the recording to judge" }),
  ];
  return { path: config, cwd: process.cwd(), env: process.env, writes, reads, log };
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
  if (wrong.length > 0) throw new UsageError(...wrong);
  const chosen = checks.filter(
    (bound) =>
      (check.length === 0 || check.some((id) => isNamed(bound.check, id))) &&
      (control.length === 0 || control.some((id) => bound.check.controls.includes(id))),
  );
  if (chosen.length > 0) return chosen;
  const asked = [...check.map((id) => `--check ${id}`), ...control.map((id) => `--control ${id}`)].join(" ");
  throw new UsageError(asked === "" ? "the configuration disables every check" : `${asked}: no enabled check is both`);
}

/** What `--fail-on` says; undefined where it is not given. Throws UsageError. */
export function readFailOn(given: string | undefined): FailOn | undefined {
  if (given === undefined) return undefined;
  const known = [...severities, "none"] as const;
  const found = known.find((severity) => severity === given);
  if (found === undefined) throw new UsageError(`--fail-on ${given}: choose one of ${known.join(", ")}`);
  return found;
}
