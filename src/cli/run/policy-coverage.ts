import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { coverageNow } from "../../app/coverage.ts";
import { parseResults } from "../../app/results/parse.ts";
import type { Read } from "../../app/read.ts";
import { ConfigError } from "../../config/index.ts";
import type { CoverageReport, ScanEvent } from "../../contract/index.ts";
import { byRule, inheritanceOf, resultsOf, type ScanResults } from "../../policy/index.ts";
import { openRecording } from "../../recording/index.ts";
import {
  coverageCsv,
  coverageText,
  hipaaCsv,
  hipaaText,
  inertJson,
  inheritanceCsv,
  inheritanceText,
} from "../../report/index.ts";
import { UsageError } from "../failure.ts";
import type { OutputSpec, ResultsOptions, SelectionOptions } from "../options.ts";
import { readPolicies } from "./load.ts";
import { scanNow } from "../../app/scan-now.ts";
import { OutputError } from "./outputs.ts";
import { writeAll } from "./write.ts";

type Formats = { readonly output?: readonly OutputSpec<"terminal" | "json" | "csv">[] };
type Common = Pick<SelectionOptions, "config"> & ResultsOptions & Formats;

export interface CoverageOptions extends Common {
  readonly by: "clause" | "hipaa";
}

export interface InheritanceOptions extends Common {
  readonly customer: string;
}

const byDefault = [{ format: "terminal", file: null }] as const;

export async function runPolicyCoverage(options: CoverageOptions): Promise<number> {
  const { coverage } = await covered(options);
  const outputs = options.output ?? byDefault;
  if (options.by === "hipaa") {
    const rules = byRule(coverage);
    await writeAll(outputs, {
      terminal: (text) => hipaaText(coverage, rules, text),
      json: () => `${inertJson({ scan: coverage.scan, rules })}\n`,
      csv: () => hipaaCsv(rules),
    });
    return 0;
  }
  await writeAll(outputs, {
    terminal: (text) => coverageText(coverage, text),
    json: () => `${inertJson(coverage)}\n`,
    csv: () => coverageCsv(coverage),
  });
  return 0;
}

export async function runPolicyInheritance(options: InheritanceOptions): Promise<number> {
  const { coverage, read, results } = await covered(options);
  const customers = read.loaded.config.customers ?? [];
  const customer = customers.find(({ name }) => name === options.customer);
  if (customer === undefined) {
    const known = customers.map(({ name }) => name).join(", ");
    const has = known === "" ? "it names none (key customers)" : `it has ${known}`;
    throw new UsageError(`--customer ${options.customer} is not in the configuration; ${has}`);
  }
  const names = customers.map(({ name }) => name);
  const rows = inheritanceOf({ coverage, customer, customers: names, findings: results?.findings ?? [] });
  await writeAll(options.output ?? byDefault, {
    terminal: (text) => inheritanceText(customer.name, coverage, rows, text),
    json: () => `${inertJson({ customer: customer.name, scan: coverage.scan, rules: rows })}\n`,
    csv: () => inheritanceCsv(rows),
  });
  return 0;
}

export interface Covered {
  readonly read: Read;
  readonly results: ScanResults | null;
  readonly coverage: CoverageReport;
}

/** The coverage of the configured policy, with what a scan says of it. Throws what is wrong with the configuration. */
export async function covered(options: Pick<SelectionOptions, "config"> & ResultsOptions): Promise<Covered> {
  const read = await readPolicies(options);
  try {
    if (read.problems.length > 0) throw new ConfigError(read.problems);
    const results = await resultsFor(read, options);
    return { read, results, coverage: coverageNow(read, results) };
  } finally {
    await read.catalog.close();
  }
}

async function resultsFor(read: Read, { results, from }: ResultsOptions): Promise<ScanResults | null> {
  if (results !== undefined) return parseResults(results, await textOf(results));
  if (from === undefined) return null;
  const recording = await openRecording(from);
  const events: ScanEvent[] = [];
  const source = { ...recording, name: basename(from) };
  await scanNow(read, source, read.checks, { emit: (event) => void events.push(event) });
  return resultsOf(events);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new OutputError(`${file}: cannot read the results: ${(error as Error).message}`);
  }
}
