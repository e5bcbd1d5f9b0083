import { Command, InvalidArgumentError } from "commander";
import { withConfig } from "./options.ts";
import type { WorkerOptions } from "./run/worker.ts";

export function workerCommand(): Command {
  return withConfig(new Command("worker"))
    .description("read units for a clausewatch serve elsewhere; needs the store in PostgreSQL")
    .option("--profile <name>", "profile of the AWS configuration files")
    .option("--listen <host:port>", "answer /healthz, /readyz and /metrics there; without, nowhere", address)
    .addHelpText(
      "after",
      `
Run as many as you like, on any machines, with the same configuration and policy as \`serve\`: units are given to whoever
is free. One that is silent for work.leaseSeconds is taken for dead, and what it writes later counts for nothing.

Example:
  $ clausewatch worker --config /etc/clausewatch/clausewatch.yaml --listen 127.0.0.1:9465`,
    )
    .action(async (options: WorkerOptions) => {
      const { runWorker } = await import("./run/worker.ts");
      process.exitCode = await runWorker(options);
    });
}

function address(value: string): string {
  if (/^(\[[0-9a-fA-F:.]+\]|[^:\s]+):\d{1,5}$/.test(value)) return value;
  throw new InvalidArgumentError("It must be an address and a port, such as 127.0.0.1:9465.");
}
