import { Command, InvalidArgumentError, Option } from "commander";
import { accountId, many, regionName } from "./options.ts";
import type { InitOptions } from "./run/init.ts";

export function initCommand(): Command {
  return new Command("init")
    .description("write a first clausewatch.yaml for your policy: asks a few questions, overwrites nothing")
    .addOption(many("--policy <glob>", "Markdown of the policy: a file, a folder or a glob; repeatable"))
    .addOption(many("--account <id>", "an account to judge; repeatable (default: that of the credentials)", accountId))
    .addOption(new Option("--organization", "judge the accounts of the AWS organization").conflicts("account"))
    .addOption(
      new Option("--role <name>", "the role to assume in each account; an external id is made for it").argParser(
        roleOf,
      ),
    )
    .addOption(many("--region <name>", "a region to judge; repeatable", regionName))
    .addOption(new Option("--least-score <score>", "propose no clause with less").argParser(scoreOf).default(0.5))
    .option("-o, --out <file>", "where it is written", "clausewatch.yaml")
    .option("-y, --yes", "take the best clause for each control without asking")
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch init
  $ clausewatch init --policy 'docs/**/*.md' --region eu-central-1 --yes
  $ clausewatch init --organization --role clausewatch-read`,
    )
    .action(async (options: InitOptions) => {
      const { runInit } = await import("./run/init.ts");
      process.exitCode = await runInit(options);
    });
}

function scoreOf(value: string): number {
  const score = Number(value);
  if (value.trim() === "" || !(score >= 0 && score <= 1))
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  return score;
}

function roleOf(name: string): string {
  if (!/^[\w+=,.@-]+(\/[\w+=,.@-]+)*$/.test(name))
    throw new InvalidArgumentError("It must be the name of an IAM role.");
  return name;
}
