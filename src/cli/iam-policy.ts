import { Command } from "commander";
import { withChecks, withConfig } from "./options.ts";
import type { IamPolicyOptions } from "./run/iam-policy.ts";

export function iamPolicyCommand(): Command {
  return withChecks(withConfig(new Command("iam-policy")))
    .description("the least IAM policy under which the enabled checks can be decided")
    .option("--organization", "that of who asks the organization for its accounts, and assumes their roles")
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch iam-policy > policy.json
  $ clausewatch iam-policy --control encryption-at-rest`,
    )
    .action(async (options: IamPolicyOptions) => {
      const { runIamPolicy } = await import("./run/iam-policy.ts");
      process.exitCode = await runIamPolicy(options);
    });
}
