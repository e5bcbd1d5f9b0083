import { Command } from "commander";
import { time, withConfig, withFormats, withStoreFile } from "./options.ts";
import type { WaiversOptions } from "./run/waivers.ts";

export function waiversCommand(): Command {
  return new Command("waivers")
    .description("accepted exceptions: what they cover, and which have expired")
    .addCommand(list())
    .addCommand(check())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch waivers list
  $ clausewatch waivers check`,
    );
}

function list(): Command {
  return withFormats(withStoreFile(withConfig(new Command("list"))), ["terminal", "json"])
    .description("every waiver of the configuration; with a store, how many open findings each covers")
    .option("--on <day>", "as it is on that day, instead of today", time)
    .addHelpText(
      "after",
      `
Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or configuration.

Examples:
  $ clausewatch waivers list
  $ clausewatch waivers list --output json`,
    )
    .action(async (options: WaiversOptions) => {
      const { runWaiversList } = await import("./run/waivers.ts");
      process.exitCode = await runWaiversList(options);
    });
}

function check(): Command {
  return withFormats(withStoreFile(withConfig(new Command("check"))), ["terminal", "json"])
    .description("waivers that have expired, that will within 14 days, and with a store those that cover nothing")
    .option("--on <day>", "as it is on that day, instead of today", time)
    .addHelpText(
      "after",
      `
Exit status: 0 nothing to look at, 1 the store cannot be read, 2 wrong usage or configuration, a waiver that
lasts too long among it, 3 something to look at.

Examples:
  $ clausewatch waivers check
  $ clausewatch waivers check --store production.db
  $ clausewatch waivers check --on 2026-12-31`,
    )
    .action(async (options: WaiversOptions) => {
      const { runWaiversCheck } = await import("./run/waivers.ts");
      process.exitCode = await runWaiversCheck(options);
    });
}
