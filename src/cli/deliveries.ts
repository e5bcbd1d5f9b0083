import { Command, InvalidArgumentError, Option } from "commander";
import { withConfig, withFormats, withStoreFile } from "./options.ts";
import type { DeliveriesListOptions, DeliveriesRetryOptions, DeliveriesSendOptions } from "./run/deliveries.ts";

export function deliveriesCommand(): Command {
  return new Command("deliveries")
    .description("what sinks were told, and what they are still to be told")
    .addCommand(list())
    .addCommand(send())
    .addCommand(retry())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch deliveries list
  $ clausewatch deliveries send --dry-run
  $ clausewatch deliveries retry --sink tickets`,
    );
}

const STATES = ["waiting", "held", "parked", "accepted", "needless"];

function list(): Command {
  return withFormats(withStoreFile(withConfig(new Command("list"))), ["terminal", "json", "jsonl"])
    .description("what is not told yet, the youngest first; with --all what was told, too")
    .option("--sink <name>", "only to this sink")
    .addOption(new Option("--state <state>", "only these; repeatable").choices(STATES).argParser(states))
    .option("--all", "whatever its state")
    .option("--finding <key>", "only of this finding: its key, or the beginning of it", key)
    .option("--limit <number>", "at most so many, up to 1000", limit, 50)
    .option("--before <id>", "go on where a page ended: the last id of it", id)
    .addHelpText(
      "after",
      `
waiting: it is told next. held: a cap holds it back. parked: it was refused, and waits for somebody to look.
accepted: it was told. needless: there was nothing to tell any more.
Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or configuration.

Examples:
  $ clausewatch deliveries list --state parked
  $ clausewatch deliveries list --all --finding 0d86febcefd0 --output json`,
    )
    .action(async (options: DeliveriesListOptions) => {
      const { runDeliveriesList } = await import("./run/deliveries.ts");
      process.exitCode = await runDeliveriesList(options);
    });
}

function send(): Command {
  return withStoreFile(withConfig(new Command("send")))
    .description("tell sinks what waits for them; a scan does so at its end, and serve all the time")
    .option("--sink <name>", "only this sink")
    .option("--dry-run", "print what would be sent, and send nothing")
    .addHelpText(
      "after",
      `
Exit status: 0 nothing is left that should have been told, 1 something is, 2 wrong usage or configuration.

Examples:
  $ clausewatch deliveries send
  $ clausewatch deliveries send --sink tickets --dry-run`,
    )
    .action(async (options: DeliveriesSendOptions) => {
      const { runDeliveriesSend } = await import("./run/deliveries.ts");
      process.exitCode = await runDeliveriesSend(options);
    });
}

function retry(): Command {
  return withStoreFile(withConfig(new Command("retry")))
    .description("have what was refused told again, and what waits for its time at once")
    .argument("[ids...]", "of these deliveries alone, by their ids", ids)
    .option("--sink <name>", "only to this sink")
    .addHelpText(
      "after",
      `
The next scan, serve, or \`clausewatch deliveries send\` tells them.
Exit status: 0 done, 1 the store cannot be written, 2 wrong usage or configuration.

Examples:
  $ clausewatch deliveries retry --sink tickets
  $ clausewatch deliveries retry 17 18`,
    )
    .action(async (chosen: readonly number[] | undefined, options: DeliveriesRetryOptions) => {
      const { runDeliveriesRetry } = await import("./run/deliveries.ts");
      process.exitCode = await runDeliveriesRetry(chosen ?? [], options);
    });
}

function states(value: string, before: readonly string[] | undefined): readonly string[] {
  if (!STATES.includes(value)) throw new InvalidArgumentError(`It must be one of ${STATES.join(", ")}.`);
  return [...(before ?? []), value];
}

function limit(value: string): number {
  const n = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (n < 1 || n > 1000) throw new InvalidArgumentError("It must be a number from 1 to 1000.");
  return n;
}

function id(value: string): number {
  const n = /^\d{1,15}$/.test(value) ? Number(value) : 0;
  if (n < 1) throw new InvalidArgumentError("It must be the id of a delivery: a number.");
  return n;
}

function ids(value: string, before: readonly number[] | undefined): readonly number[] {
  return [...(before ?? []), id(value)];
}

function key(value: string): string {
  if (!/^[0-9a-fA-F]{4,64}$/.test(value)) throw new InvalidArgumentError("It must be 4 to 64 hex digits.");
  return value.toLowerCase();
}
