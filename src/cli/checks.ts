import { Command } from "commander";
import { withChecks, withConfig } from "./options.ts";
import type { ChecksOptions } from "./run/checks.ts";

export function checksCommand(): Command {
  const list = withChecks(withConfig(new Command("list")))
    .description("every enabled check, by control, and the clauses that ask for it")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  $ clausewatch checks list --control encryption-at-rest")
    .action(async (options: ChecksOptions) => {
      const { runChecksList } = await import("./run/checks.ts");
      process.exitCode = await runChecksList(options);
    });
  const show = withConfig(new Command("show"))
    .description("one check: what, why, how to fix, parameters, IAM actions, sources")
    .argument("<id>", "the check's id")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  $ clausewatch checks show ebs-volume-encrypted")
    .action(async (id: string, options: ChecksOptions) => {
      const { runChecksShow } = await import("./run/checks.ts");
      process.exitCode = await runChecksShow(id, options);
    });
  return new Command("checks")
    .description("what is checked, and why")
    .addCommand(list, { isDefault: true })
    .addCommand(show)
    .addHelpText("after", "\nExample:\n  $ clausewatch checks list");
}
