import { Command } from "commander";
import { withConfig, withFormats, withStoreFile } from "./options.ts";
import type { StoreCommandOptions, StoreInfoOptions } from "./run/store-commands.ts";

export function storeCommand(): Command {
  return new Command("store")
    .description("where findings are kept over time")
    .addCommand(info())
    .addCommand(migrate())
    .addCommand(compact())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch store info
  $ clausewatch store migrate
  $ clausewatch store compact`,
    );
}

function info(): Command {
  return withFormats(withStoreFile(withConfig(new Command("info"))), ["terminal", "json"])
    .description("which store it is, and how much is in it")
    .addHelpText(
      "after",
      `
Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or configuration.

Examples:
  $ clausewatch store info
  $ clausewatch store info --store production.db --output json`,
    )
    .action(async (options: StoreInfoOptions) => {
      const { runStoreInfo } = await import("./run/store-commands.ts");
      process.exitCode = await runStoreInfo(options);
    });
}

function migrate(): Command {
  return withStoreFile(withConfig(new Command("migrate")))
    .description("make the store where there is none, and bring its schema up to date, as every command does")
    .addHelpText(
      "after",
      `
Exit status: 0 it is up to date, 1 it cannot be, 2 wrong usage or configuration.

Example:
  $ clausewatch store migrate`,
    )
    .action(async (options: StoreCommandOptions) => {
      const { runStoreMigrate } = await import("./run/store-commands.ts");
      process.exitCode = await runStoreMigrate(options);
    });
}

function compact(): Command {
  return withStoreFile(withConfig(new Command("compact")))
    .description("delete what need not be kept any more, after six years, and give the space back")
    .addHelpText(
      "after",
      `
Exit status: 0 done, 1 the store cannot be written, 2 wrong usage or configuration.

Example:
  $ clausewatch store compact`,
    )
    .action(async (options: StoreCommandOptions) => {
      const { runStoreCompact } = await import("./run/store-commands.ts");
      process.exitCode = await runStoreCompact(options);
    });
}
