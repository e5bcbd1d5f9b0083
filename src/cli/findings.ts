import { Command, InvalidArgumentError, Option } from "commander";
import { severities } from "../contract/severity.ts";
import { accountId, DAY_OR_TIME, many, time, withConfig, withFormats, withStoreFile } from "./options.ts";
import type { FindingsAtOptions } from "./run/findings-at.ts";
import type { FindingsListOptions } from "./run/findings-list.ts";
import type { FindingsShowOptions } from "./run/findings-show.ts";

export function findingsCommand(): Command {
  return new Command("findings")
    .description("findings over time, as the store has them")
    .addCommand(list())
    .addCommand(show())
    .addCommand(at())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch findings list --severity critical --severity high
  $ clausewatch findings show 0d86febcefd0
  $ clausewatch findings at 2026-03-02`,
    );
}

const listFormats = ["terminal", "json", "jsonl", "csv", "ocsf", "asff"];
const severity = { pattern: new RegExp(`^(${severities.join("|")})$`), is: `one of ${severities.join(", ")}` };

function list(): Command {
  return withFormats(withStoreFile(withConfig(new Command("list"))), listFormats)
    .description("the open findings, the worst first; all that is named must hold of one")
    .addOption(new Option("--state <state>", "which").choices(["open", "resolved", "all"]).default("open"))
    .addOption(many("--severity <severity>", "only these; repeatable", severity))
    .addOption(many("--check <id>", "only of this check; repeatable"))
    .addOption(many("--account <id>", "only in this account; repeatable", accountId))
    .addOption(many("--region <name>", "only in this region, or global; repeatable"))
    .addOption(many("--resource <id>", "only of this resource; repeatable"))
    .addOption(many("--customer <name>", "only of this customer; repeatable"))
    .addOption(many("--owner <owner>", "only whose owner is this; repeatable"))
    .option("--waived", "only those for which a waiver holds")
    .addOption(new Option("--not-waived", "only those for which none does").conflicts("waived"))
    .option("--unverified", "only those that could not be judged the last time")
    .option("--out-of-scope", "only those whose account, region or check is no longer configured")
    .option("--closed-by-hand", "only those whose ticket a person closed")
    .option("--overdue", "only those whose day has come")
    .option("--due-before <day>", "only those that are due before", time)
    .option("--opened-since <day>", "only those that opened then or later", time)
    .option("--changed-since <day>", "only those of which something changed then or later", time)
    .addOption(
      new Option("--sort <order>", "the worst, the soonest due, the latest opened or changed first")
        .choices(["severity", "due", "opened", "changed"])
        .default("severity"),
    )
    .option("--limit <number>", "at most so many, up to 1000", limit, 50)
    .option("--after <cursor>", "go on where a page ended: `next` of the json output")
    .addHelpText(
      "after",
      `
Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or configuration.

Examples:
  $ clausewatch findings list --severity critical --not-waived
  $ clausewatch findings list --overdue --sort due --owner "Platform team"
  $ clausewatch findings list --state all --resource vol-0a1b2c3d --output json
  $ clausewatch findings list --limit 1000 --output csv=open.csv
  $ clausewatch findings list --store demo.db`,
    )
    .action(async (options: FindingsListOptions) => {
      const { runFindingsList } = await import("./run/findings-list.ts");
      process.exitCode = await runFindingsList(options);
    });
}

function limit(value: string): number {
  const n = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (n < 1 || n > 1000) throw new InvalidArgumentError("It must be a number from 1 to 1000.");
  return n;
}

function show(): Command {
  return withFormats(withStoreFile(withConfig(new Command("show"))), ["terminal", "json"])
    .description("one finding: the sentences that it breaks, the path, the evidence, and its history")
    .argument("<id>", "its key, or as much of the beginning as is unmistakable")
    .addHelpText(
      "after",
      `
Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or configuration, or no such finding.

Examples:
  $ clausewatch findings show fe5aaa92a710
  $ clausewatch findings show fe5aaa92a710d27dc55183c181cb31b6 --output json`,
    )
    .action(async (id: string, options: FindingsShowOptions) => {
      const { runFindingsShow } = await import("./run/findings-show.ts");
      process.exitCode = await runFindingsShow(id, options);
    });
}

function at(): Command {
  return withFormats(withStoreFile(withConfig(new Command("at"))), ["terminal", "json", "jsonl"])
    .description("the findings that were open at the end of a day, or at a time, as they stood then")
    .argument("<date>", DAY_OR_TIME, time)
    .addHelpText(
      "after",
      `
Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or configuration.

Examples:
  $ clausewatch findings at 2026-03-02
  $ clausewatch findings at 2026-03-02T06:00Z --output jsonl=then.jsonl`,
    )
    .action(async (date: string, options: FindingsAtOptions) => {
      const { runFindingsAt } = await import("./run/findings-at.ts");
      process.exitCode = await runFindingsAt(date, options);
    });
}
