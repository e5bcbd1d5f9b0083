import { Command } from "commander";
import { withChecks, withConfig, type SelectionOptions } from "./options.ts";

export function iamPolicyCommand(): Command {
  return withChecks(withConfig(new Command("iam-policy")))
    .description("the least IAM policy under which the enabled checks can be decided")
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch iam-policy > policy.json
  $ clausewatch iam-policy --control encryption-at-rest`,
    )
    .action(async (options: Pick<SelectionOptions, "config" | "check" | "control">) => {
      const { runIamPolicy } = await import("./run/iam-policy.ts");
      process.exitCode = await runIamPolicy(options);
    });
}
