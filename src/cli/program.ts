import { Command, CommanderError } from "commander";
import { programVersion } from "../app/version.ts";
import { accessCommand } from "./access.ts";
import { checksCommand } from "./checks.ts";
import { deliveriesCommand } from "./deliveries.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { evidenceCommand } from "./evidence.ts";
import { exit } from "./exit.ts";
import { findingsCommand } from "./findings.ts";
import { fail, parserText } from "./failure.ts";
import { iamPolicyCommand } from "./iam-policy.ts";
import { fitted } from "./help.ts";
import { initCommand } from "./init.ts";
import { ledgerCommand } from "./ledger.ts";
import { policyCommand } from "./policy.ts";
import { recordCommand } from "./record.ts";
import { scanCommand } from "./scan.ts";
import { serveCommand } from "./serve.ts";
import { sinkCommand } from "./sink.ts";
import { storeCommand } from "./store.ts";
import { waiversCommand } from "./waivers.ts";
import { workerCommand } from "./worker.ts";

/** All commands, as they are given on a command line. */
export function program(): Command {
  return new Command("clausewatch")
    .description("Hold live AWS accounts to the sentences of your own written policy.")
    .version(programVersion())
    .addCommand(initCommand())
    .addCommand(scanCommand())
    .addCommand(serveCommand())
    .addCommand(workerCommand())
    .addCommand(demoCommand())
    .addCommand(recordCommand())
    .addCommand(policyCommand())
    .addCommand(accessCommand())
    .addCommand(ledgerCommand())
    .addCommand(evidenceCommand())
    .addCommand(findingsCommand())
    .addCommand(waiversCommand())
    .addCommand(sinkCommand())
    .addCommand(deliveriesCommand())
    .addCommand(checksCommand())
    .addCommand(iamPolicyCommand())
    .addCommand(storeCommand())
    .addCommand(doctorCommand())
    .addHelpText(
      "after",
      `
Results go to standard output; progress and logs to standard error.
AWS credentials come from the SDK's standard chain.

Examples:
  $ clausewatch demo
  $ clausewatch scan --config clausewatch.yaml
  $ clausewatch checks list`,
    );
}

/** Commander's own errors have been told when they arrive here; help and version are no errors. */
function throwInstead(command: Command): void {
  command.exitOverride().showHelpAfterError("(--help tells more)");
  command.configureOutput({
    outputError: (text, write) => write(parserText(text)),
    writeOut: (text) => void process.stdout.write(fitted(text, process.stdout.columns ?? 80)),
  });
  for (const child of command.commands) throwInstead(child);
}

/** Runs one command line; its exit status is the process's. Tells what goes wrong. */
export async function run(args: readonly string[]): Promise<void> {
  const commands = program();
  throwInstead(commands);
  try {
    await commands.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
    else process.exitCode = fail(error, process.stderr, process.env["CLAUSEWATCH_DEBUG"] === "1");
  }
}
