import { Command } from "commander";
import { withConfig, withFormats } from "./options.ts";
import type { SinkListOptions, SinkTestOptions } from "./run/sink.ts";

export function sinkCommand(): Command {
  return new Command("sink")
    .description("where findings go: ticket systems, chats, hubs, files")
    .addCommand(list())
    .addCommand(test())
    .addHelpText(
      "after",
      `
Examples:
  $ clausewatch sink list
  $ clausewatch sink test tickets`,
    );
}

function list(): Command {
  return withFormats(withConfig(new Command("list")), ["terminal", "json"])
    .description("the sinks of the configuration, and which findings each is told of")
    .addHelpText(
      "after",
      `
Exit status: 0 told, 2 wrong usage or configuration.

Example:
  $ clausewatch sink list`,
    )
    .action(async (options: SinkListOptions) => {
      const { runSinkList } = await import("./run/sink.ts");
      process.exitCode = await runSinkList(options);
    });
}

function test(): Command {
  return withConfig(new Command("test"))
    .description("try what a sink needs: its address, its secret, its permissions. Leaves nothing behind there")
    .argument("[name]", "the sink; all of them, where none is named")
    .addHelpText(
      "after",
      `
Exit status: 0 all works, 1 something does not, 2 wrong usage or configuration.

Example:
  $ clausewatch sink test tickets`,
    )
    .action(async (name: string | undefined, options: SinkTestOptions) => {
      const { runSinkTest } = await import("./run/sink.ts");
      process.exitCode = await runSinkTest(name, options);
    });
}
