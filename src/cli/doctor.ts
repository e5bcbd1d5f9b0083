import { Command } from "commander";
import { withAccounts, withChecks, withConfig, type SelectionOptions } from "./options.ts";

export function doctorCommand(): Command {
  return withChecks(withAccounts(withConfig(new Command("doctor"))))
    .description("try credentials, regions, permissions and sinks: what works, what is missing")
    .addHelpText(
      "after",
      `
Reads each listing that the enabled checks need, once per account, in one region.
Exit status: 0 all well, 1 an account cannot be opened, 4 something cannot be read, or a sink not be told.

Example:
  $ clausewatch doctor --profile audit`,
    )
    .action(async (options: SelectionOptions) => {
      const { runDoctor } = await import("./run/doctor.ts");
      process.exitCode = await runDoctor(options);
    });
}
