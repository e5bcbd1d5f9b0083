import { Command } from "commander";
import { withChecks, withOutputs, type OutputOptions, type SelectionOptions } from "./options.ts";

export function demoCommand(): Command {
  return withOutputs(withChecks(new Command("demo")))
    .description("judge a recorded sample account: the real scan, over HTTP, without AWS")
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch demo
  $ clausewatch demo --control encryption-in-transit --output json`,
    )
    .action(async (options: Pick<SelectionOptions, "check" | "control"> & OutputOptions) => {
      const { runDemo } = await import("./run/demo.ts");
      process.exitCode = await runDemo(options);
    });
}
