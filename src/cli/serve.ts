import { Command } from "commander";
import { withConfig, withStoreFile } from "./options.ts";
import type { ServeCommandOptions } from "./run/serve.ts";

export function serveCommand(): Command {
  return withStoreFile(withConfig(new Command("serve")))
    .description("judge the accounts on schedule, for years; answer health and metrics")
    .option("--profile <name>", "profile of the AWS configuration files")
    .option("--no-work", "read no unit: workers (clausewatch worker) do; only with the store in PostgreSQL")
    .addHelpText(
      "after",
      `
It scans when the schedules of the configuration say so, and when \`clausewatch scan --now\` asks. It logs JSON lines to
standard error. SIGTERM stops it: no unit is begun any more, and what is not finished within serve.graceSeconds goes on
when it starts again; a second signal ends it at once. SIGHUP, or a changed file, makes it read the configuration again.

Examples:
  $ clausewatch serve --config /etc/clausewatch/clausewatch.yaml
  $ curl http://127.0.0.1:9464/readyz`,
    )
    .action(async (options: ServeCommandOptions) => {
      const { runServe } = await import("./run/serve.ts");
      process.exitCode = await runServe(options);
    });
}
