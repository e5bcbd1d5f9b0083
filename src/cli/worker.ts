import { Command } from "commander";
import { withConfig } from "./options.ts";
import type { ServiceOptions } from "./run/service.ts";

export function workerCommand(): Command {
  return withConfig(new Command("worker"))
    .description("read units for a clausewatch serve elsewhere; needs the store in PostgreSQL")
    .option("--profile <name>", "profile of the AWS configuration files")
    .addHelpText(
      "after",
      `
Run as many as you like, on any machines, with the same configuration and policy as \`serve\`: units are given to whoever
is free. One that is silent for work.leaseSeconds is taken for dead, and what it writes later counts for nothing.

Example:
  $ clausewatch worker --config /etc/clausewatch/clausewatch.yaml`,
    )
    .action(async (options: ServiceOptions) => {
      const { runWorker } = await import("./run/worker.ts");
      process.exitCode = await runWorker(options);
    });
}
