import { Command, InvalidArgumentError } from "commander";
import { many, withChecks, withOutputs } from "./options.ts";
import type { DemoCommandOptions } from "./run/demo.ts";

export function demoCommand(): Command {
  return withOutputs(withChecks(new Command("demo")))
    .description("judge a recorded sample account: the real scan, over HTTP, without AWS")
    .option("--store <file>", "keep what is found in this file, and say what changed since the last time")
    .addOption(many("--mended <id>", "mend one of the things that are wrong; repeatable").default([], "none"))
    .addOption(many("--denied <action>", "refuse this IAM action; repeatable").default([], "none"))
    .option("--later <days>", "so many days after the first time", days)
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch demo
  $ clausewatch demo --control encryption-in-transit --output json

What becomes of findings, in three scans of one store:
  $ clausewatch demo --store demo.db
  $ clausewatch demo --store demo.db --later 7 --mended old-image --mended old-snapshot
  $ clausewatch demo --store demo.db --later 14 --mended old-image --denied rds:DescribeDBSnapshots`,
    )
    .action(async (options: DemoCommandOptions) => {
      const { runDemo } = await import("./run/demo.ts");
      process.exitCode = await runDemo(options);
    });
}

function days(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("It must be a number of days.");
  return Number(value);
}
