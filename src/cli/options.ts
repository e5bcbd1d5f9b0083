import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";

/** Options that say which configuration, accounts and checks a command works on. */
export interface SelectionOptions {
  readonly config?: string;
  readonly profile?: string;
  readonly region: readonly string[];
  readonly account: readonly string[];
  readonly check: readonly string[];
  readonly control: readonly string[];
}

/** `--store`, for commands that read or keep findings over time. */
export function withStoreFile(command: Command): Command {
  return command.option("--store <file>", "the file of the store, for SQLite, instead of the configured store");
}

/** Where and how results are written. */
export interface OutputOptions {
  readonly output: readonly OutputSpec[];
  readonly failOn?: string;
  /** Where the policy is written as a page, with what the scan says of it. */
  readonly render?: string;
}

/** What a scan can be told as; the first is the default. */
export const scanFormats = ["terminal", "json", "jsonl", "ocsf", "asff", "sarif", "csv", "junit"] as const;

export interface OutputSpec<Format extends string = (typeof scanFormats)[number]> {
  readonly format: Format;
  /** Null: standard output. */
  readonly file: string | null;
}

/** An option that can be given several times; the same value twice is once. */
export function many(
  flags: string,
  description: string,
  form?: { readonly pattern: RegExp; readonly is: string },
): Option {
  const collect = (value: string, before: readonly string[]): readonly string[] => {
    if (form !== undefined && !form.pattern.test(value)) throw new InvalidArgumentError(`It must be ${form.is}.`);
    return [...new Set([...before, value])];
  };
  return new Option(flags, description).argParser(collect).default([], "all");
}

export const accountId = { pattern: /^\d{12}$/, is: "an account's id: twelve digits" };
export const regionName = {
  pattern: /^[a-z]{2,5}(-[a-z]+){1,3}-\d{1,2}$/,
  is: "a region's name, such as eu-central-1",
};

export const DAY_OR_TIME = "a day, such as 2026-03-02, or a time such as 2026-03-02T06:00Z";
const FORM = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;

/** A day or a time in UTC, as it is written. */
export function time(value: string): string {
  // Some days that are none are read as the first of the next month.
  const day = FORM.test(value) && !Number.isNaN(Date.parse(value)) ? value.slice(0, 10) : null;
  if (day === null || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day)
    throw new InvalidArgumentError(`It must be ${DAY_OR_TIME}.`);
  return value;
}

export function withConfig(command: Command): Command {
  return command.option("-c, --config <file>", "configuration (default: clausewatch.yaml, where there is one)");
}

export function withChecks(command: Command): Command {
  return command
    .addOption(many("--check <id>", "only this check; repeatable"))
    .addOption(many("--control <id>", "only the checks of this control; repeatable"));
}

export function withAccounts(command: Command): Command {
  return command
    .option("--profile <name>", "profile of the AWS configuration files")
    .addOption(many("--account <id>", "only this account; repeatable", accountId))
    .addOption(many("--region <name>", "only this region; repeatable", regionName));
}

export function withOutputs(command: Command): Command {
  return withFormats(command, scanFormats)
    .option("--render <file>", "also write the policy as a page, with what is true of each promise")
    .option("--fail-on <severity>", "exit with 3 where a finding is at least this severe; none: never");
}

/** `--output FORMAT[=FILE]`, repeatable; the first format is the default. */
export function withFormats(command: Command, formats: readonly string[]): Command {
  const named = `${formats.slice(0, -1).join(", ")} or ${formats.at(-1)}`;
  return command.addOption(
    new Option("-o, --output <format[=file]>", `${named}; repeatable`)
      .argParser((value: string, before: readonly OutputSpec<string>[] | undefined) =>
        addOutput(value, before ?? [], formats),
      )
      .default(undefined, formats[0]),
  );
}

function addOutput(
  value: string,
  before: readonly OutputSpec<string>[],
  formats: readonly string[],
): readonly OutputSpec<string>[] {
  const [format = "", ...rest] = value.split("=");
  const file = value.includes("=") ? rest.join("=") : null;
  if (!formats.includes(format)) throw new InvalidArgumentError(`Formats: ${formats.join(", ")}.`);
  if (file === "") throw new InvalidArgumentError("The file's name is missing after =.");
  const place = (name: string | null) => (name === null ? null : resolve(name));
  if (before.some((other) => place(other.file) === place(file))) {
    throw new InvalidArgumentError(`Two outputs cannot go to ${file ?? "standard output"}: give one of them a file.`);
  }
  return [...before, { format, file }];
}

/** Where what is true today comes from. */
export interface ResultsOptions {
  /** The json or jsonl output of a scan. */
  readonly results?: string;
  /** A recording, judged now. */
  readonly from?: string;
}

export function withResults(command: Command): Command {
  return command
    .option("--results <file>", "what is true today: the json or jsonl output of a scan")
    .addOption(
      new Option("--from <file>", "what is true today: a recording, judged now by this configuration").conflicts(
        "results",
      ),
    );
}
